//! L4: lists with random filters, compared with a computation over all bookings.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tests::{World, booking_body, consultant, reference_of};

use super::all_pages;

const CONSULTANTS: [&str; 3] = ["anna", "ben", "cleo"];
const TYPES: [&str; 3] = ["video", "phone", "in_person"];
const SOURCES: [&str; 4] = ["website", "referral", "direct", "social"];
const STATUSES: [&str; 3] = ["confirmed", "rescheduled", "cancelled"];
/// Lists that are compared.
const LISTS: usize = 60;

/// The test's own record of a booking.
#[derive(Debug, Clone)]
struct Known {
    reference: String,
    start: String,
    created: usize,
    consultant: &'static str,
    kind: &'static str,
    source: &'static str,
    status: &'static str,
    visit: u64,
}

/// A small generator: the same numbers in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.below(values.len())]
    }
}

async fn booked(world: &World, draw: &mut Draw) -> Vec<Known> {
    let mut known: Vec<Known> = Vec::new();
    let mut visits = [0_u64; 4];
    let starts = (0..7).flat_map(|day| (8..17).map(move |hour| format!("2026-12-{:02}T{hour:02}:00:00Z", 1 + day)));
    for (index, start) in starts.enumerate() {
        let (client, consultant, kind, source) =
            (draw.below(4), draw.of(&CONSULTANTS), draw.of(&TYPES), draw.of(&SOURCES));
        let mut body = booking_body(consultant, &start, 30, &format!("c{client}@clients.example"));
        body["meetingType"] = json!(kind);
        body["source"] = json!(source);
        body["client"]["phone"] = json!("+49 30 901820");
        let made = world.post("/v1/bookings", &body).await.expect(201);
        visits[client] += 1;
        let mut booking = Known {
            reference: reference_of(&made),
            start,
            created: index,
            consultant,
            kind,
            source,
            status: "confirmed",
            visit: visits[client].min(3),
        };
        match draw.below(5) {
            0 => {
                world.cancel(&made).await.expect(200);
                booking.status = "cancelled";
            }
            1 => {
                // The half hours are free.
                booking.start = booking.start.replace(":00:00Z", ":30:00Z");
                world.move_to(&made, &json!({"start": booking.start})).await.expect(200);
                booking.status = "rescheduled";
            }
            _ => {}
        }
        known.push(booking);
    }
    known
}

/// A random query with its selection.
fn query(draw: &mut Draw) -> (String, impl Fn(&Known) -> bool + use<>, &'static str) {
    let sort = draw.of(&["start", "-start", "createdAt", "-createdAt"]);
    let mut texts = vec![format!("sort={sort}"), format!("pageSize={}", draw.of(&[25, 50, 100]))];
    let (first, last) = (1 + draw.below(8), 1 + draw.below(8));
    let days = (first.min(last), first.max(last));
    if sort.ends_with("start") {
        texts.push(format!("from=2026-12-{:02}&to=2026-12-{:02}&timezone=UTC", days.0, days.1));
    }
    let mut some = |name: &str, values: &[&'static str]| -> BTreeSet<&'static str> {
        let chosen: BTreeSet<&'static str> = (0..draw.below(3)).map(|_| draw.of(values)).collect();
        texts.extend(chosen.iter().map(|value| format!("{name}={value}")));
        chosen
    };
    let (consultants, types) = (some("consultantId", &CONSULTANTS), some("meetingType", &TYPES));
    let (sources, statuses) = (some("source", &SOURCES), some("status", &STATUSES));
    let visits = some("visit", &["1", "2", "3"]);
    let is_among = |wanted: &BTreeSet<&str>, value: &str| wanted.is_empty() || wanted.contains(value);
    let selects = move |booking: &Known| {
        let day: usize = booking.start[8..10].parse().unwrap();
        (!sort.ends_with("start") || (days.0..=days.1).contains(&day))
            && is_among(&consultants, booking.consultant)
            && is_among(&types, booking.kind)
            && is_among(&sources, booking.source)
            && is_among(&statuses, booking.status)
            && is_among(&visits, &booking.visit.to_string())
    };
    (texts.join("&"), selects, sort)
}

#[tokio::test(flavor = "multi_thread")]
async fn random_lists_equal_a_computation() {
    let rules = json!({"maximumAdvanceDays": 60, "meetingTypes": TYPES, "location": "Main Street 1"});
    let hours = json!({"weekly": (["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
        .iter().map(|day| (day.to_string(), json!({"windows": [{"start": "00:00", "end": "24:00"}]}))).collect::<serde_json::Map<_, _>>()});
    let world = World::with(&CONSULTANTS.map(|id| consultant(id, rules.clone(), hours.clone()))).await;
    let mut draw = Draw(7);
    let known = booked(&world, &mut draw).await;
    let admin = world.admin().await;
    for _ in 0..LISTS {
        let (query, selects, sort) = query(&mut draw);
        let (items, first) = all_pages(&world, &admin, &query).await;
        let found: Vec<&str> = items.iter().map(|item| item["reference"].as_str().unwrap()).collect();
        let mut expected: Vec<&Known> = known.iter().filter(|booking| selects(booking)).collect();
        match sort.trim_start_matches('-') {
            "start" => expected.sort_by_key(|booking| &booking.start),
            _ => expected.sort_by_key(|booking| booking.created),
        }
        if sort.starts_with('-') {
            expected.reverse();
        }
        let expected: Vec<&str> = expected.iter().map(|booking| booking.reference.as_str()).collect();
        assert_eq!(found, expected, "{query}");
        assert_eq!(
            (&first["totalCount"], &first["totalIsLowerBound"]),
            (&json!(expected.len()), &Value::Bool(false)),
            "{query}"
        );
    }
    world.finish().await;
}
