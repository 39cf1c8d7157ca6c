//! Invariants of the whole table, after any test.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    availability::marks_of,
    booking::{Booking, Channel, Event, Notification, Observers, Status},
    consultant::Numbers,
};
use local::Local;

mod indexes;

pub(crate) type Item = HashMap<String, AttributeValue>;

/// The marks of the table: the owner by consultant and minute.
type Marks = BTreeMap<(String, String), String>;

/// All violations, in words; of a system at rest.
pub async fn check(local: &Local) -> Vec<String> {
    let items = everything(local).await;
    let bookings = read(&items, |sk| sk == "BOOKING", table::booking_from_image);
    let events = read(&items, |sk| sk.starts_with("EVENT#"), table::event_from_image);
    let mut faults = Vec::new();
    overlaps(&bookings, &mut faults);
    marks(&items, &bookings, &mut faults);
    days(&items, &bookings, &mut faults);
    history(&bookings, &events, &mut faults);
    numbers(&items, &bookings, &mut faults);
    words(&items, &bookings, &mut faults);
    live(&items, &bookings, local.clock().now(), &mut faults);
    notes(&items, &bookings, &mut faults);
    indexes::check(local, &items, &bookings, &mut faults).await;
    pending(&items, local.clock().now(), &mut faults);
    marked(&items, &mut faults);
    notified(local, &bookings, &items, &mut faults).await;
    faults
}

#[allow(clippy::disallowed_methods, reason = "a test looks at everything")]
pub(crate) async fn everything(local: &Local) -> Vec<Item> {
    let client = aws_sdk_dynamodb::Client::new(&local.sdk_config());
    let mut pages = client.scan().table_name(local.table_name().unwrap()).into_paginator().items().send();
    let mut items = Vec::new();
    while let Some(item) = pages.next().await {
        items.push(item.unwrap());
    }
    items
}

fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name).and_then(|value| value.as_s().ok()).map_or("", String::as_str)
}

fn read<T, E: std::fmt::Debug>(
    items: &[Item],
    is: impl Fn(&str) -> bool,
    read: impl Fn(table::Image) -> Result<T, E>,
) -> Vec<T> {
    // A void item stands for no booking: after a lost answer it keeps one from being made.
    let wanted = items.iter().filter(|item| is(text(item, "sk")) && !item.contains_key("void"));
    wanted.map(|item| read(item.clone().into()).unwrap()).collect()
}

fn overlaps(bookings: &[Booking], faults: &mut Vec<String>) {
    let live: Vec<&Booking> = bookings.iter().filter(holds).collect();
    for (index, one) in live.iter().enumerate() {
        for other in &live[index + 1..] {
            if one.consultant.id == other.consultant.id && one.claim.marked.overlaps(&other.claim.marked) {
                faults.push(format!("{} and {} overlap", one.reference, other.reference));
            }
        }
    }
}

/// Whether a booking holds its time and its place in the day: until it is cancelled, regardless of the meeting's
/// outcome.
fn holds(booking: &&Booking) -> bool {
    booking.status != Status::Cancelled
}

/// Every mark belongs to a booking that holds its time and covers it, and every such booking has all its marks.
fn marks(items: &[Item], bookings: &[Booking], faults: &mut Vec<String>) {
    let mut found = Marks::new();
    for item in items {
        let Some(hour) = text(item, "sk").strip_prefix("TIME#").filter(|time| time.contains('T')) else { continue };
        for (name, value) in item {
            if let (Some(minute), Ok(owner)) = (name.strip_prefix('m'), value.as_s()) {
                found.insert((text(item, "pk").to_owned(), format!("{hour}:{minute}")), owner.clone());
            }
        }
    }
    let mut expected = Marks::new();
    for booking in bookings.iter().filter(holds) {
        for (hour, marks) in marks_of(booking.claim.marked) {
            for mark in marks {
                let minute = format!("{}:{:02}", hour.format("%Y-%m-%dT%H"), mark * 5);
                expected
                    .insert((format!("CONSULTANT#{}", booking.consultant.id), minute), booking.reference.to_string());
            }
        }
    }
    for (key, owner) in &found {
        if expected.get(key) != Some(owner) {
            faults.push(format!("{key:?} is marked by {owner}, which has no claim to it"));
        }
    }
    for (key, owner) in &expected {
        if !found.contains_key(key) {
            faults.push(format!("{key:?} of {owner} is not marked"));
        }
    }
}

/// Every day has the entries of the bookings that hold their time, in minutes from 0:00 UTC of its date, and counts them.
fn days(items: &[Item], bookings: &[Booking], faults: &mut Vec<String>) {
    let mut expected: BTreeMap<(String, String), BTreeMap<String, String>> = BTreeMap::new();
    for booking in bookings.iter().filter(holds) {
        let key = (format!("CONSULTANT#{}", booking.consultant.id), format!("DAY#{}", booking.claim.day));
        let minutes = |instant: DateTime<Utc>| (instant - midnight(booking.claim.day)).num_minutes();
        let marked = booking.claim.marked;
        let entry = [booking.slot.start, booking.slot.end, marked.start, marked.end];
        let entry = entry.map(|instant| minutes(instant).to_string()).join(" ");
        expected.entry(key).or_default().insert(format!("b{}", booking.reference), entry);
    }
    for item in items.iter().filter(|item| text(item, "sk").starts_with("DAY#")) {
        let key = (text(item, "pk").to_owned(), text(item, "sk").to_owned());
        let wanted = expected.remove(&key).unwrap_or_default();
        let counted: usize = item.get("n").map_or(0, |n| n.as_n().unwrap().parse().unwrap());
        let entries = item.iter().filter(|(name, _)| name.starts_with('b'));
        let found: BTreeMap<String, String> =
            entries.map(|(name, value)| (name.clone(), value.as_s().unwrap().clone())).collect();
        if counted != wanted.len() || found != wanted {
            faults.push(format!("{key:?} counts {counted} and has {found:?}, there are {wanted:?}"));
        }
    }
    faults.extend(expected.keys().map(|key| format!("{key:?} is missing")));
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_hms_opt(0, 0, 0).unwrap().and_utc()
}

/// Every version of every booking has its event, and no event is without a version.
fn history(bookings: &[Booking], events: &[Event], faults: &mut Vec<String>) {
    for booking in bookings {
        let mut versions: Vec<u64> =
            events.iter().filter(|event| event.reference == booking.reference).map(|event| event.version).collect();
        versions.sort_unstable();
        if versions != (1..=booking.version).collect::<Vec<_>>() {
            faults.push(format!("{} of version {} has events {versions:?}", booking.reference, booking.version));
        }
    }
    let orphans = events.iter().filter(|event| !bookings.iter().any(|booking| booking.reference == event.reference));
    faults.extend(orphans.map(|event| format!("an event of {}, which isn't there", event.reference)));
}

/// A consultant's numbers equal the counts of their bookings.
fn numbers(items: &[Item], bookings: &[Booking], faults: &mut Vec<String>) {
    let counted =
        |item: &Item, name: &str| -> i64 { item.get(name).map_or(0, |it| it.as_n().unwrap().parse().unwrap()) };
    let mut expected: BTreeMap<String, [i64; 3]> = BTreeMap::new();
    for booking in bookings {
        let Numbers { completed, reviews, ratings } = booking.numbers();
        let sums = expected.entry(booking.consultant.id.to_string()).or_default();
        sums.iter_mut().zip([completed, reviews, ratings]).for_each(|(sum, more)| *sum += i64::from(more));
    }
    for item in items.iter().filter(|item| text(item, "pk") == "DIRECTORY") {
        let Some(id) = text(item, "sk").strip_suffix("#NUMBERS") else { continue };
        let found = ["completed", "reviews", "ratings"].map(|name| counted(item, name));
        let expected = expected.remove(id).unwrap_or_default();
        if found != expected {
            faults.push(format!("the numbers of {id} are {found:?}, and should be {expected:?}"));
        }
    }
    let uncounted = expected.iter().filter(|(_, sums)| **sums != [0; 3]);
    faults.extend(uncounted.map(|(id, sums)| format!("{id} has no numbers, and should have {sums:?}")));
}

/// The search has each word that a booking stores, and no other.
fn words(items: &[Item], bookings: &[Booking], faults: &mut Vec<String>) {
    let entries = items.iter().filter(|item| text(item, "pk").starts_with("SEARCH#"));
    let found: BTreeSet<String> = entries.map(|item| format!("{} {}", text(item, "pk"), text(item, "sk"))).collect();
    let entries = bookings.iter().flat_map(|booking| booking.words.iter().map(move |word| (word, &booking.reference)));
    let expected: BTreeSet<String> =
        entries.map(|(word, reference)| format!("SEARCH#{} {word}#{reference}", &word[..2])).collect();
    faults.extend(found.symmetric_difference(&expected).map(|it| format!("{it} is missing or too much")));
    let erased = bookings.iter().filter(|booking| booking.erased_at.is_some() && !booking.words.is_empty());
    faults.extend(erased.map(|booking| format!("{} is erased and has words", booking.reference)));
}

/// A client's item has each booking that isn't cancelled until its end, at its time; what has ended may still be there.
fn live(items: &[Item], bookings: &[Booking], now: DateTime<Utc>, faults: &mut Vec<String>) {
    let entry = |booking: &Booking| {
        let slot = format!("{} {}", booking.slot.start.timestamp(), booking.slot.end.timestamp());
        Some(format!("CLIENT#{} b{} {slot}", booking.client_key.as_ref()?, booking.reference))
    };
    let allowed: BTreeSet<String> = bookings.iter().filter(holds).filter_map(entry).collect();
    let coming = bookings.iter().filter(holds).filter(|booking| booking.slot.end > now);
    let required: BTreeSet<String> = coming.filter_map(entry).collect();
    let mut found = BTreeSet::new();
    for item in items.iter().filter(|item| text(item, "sk") == "LIVE") {
        for (name, value) in item.iter().filter(|(name, _)| name.starts_with('b')) {
            found.insert(format!("{} {name} {}", text(item, "pk"), value.as_s().unwrap()));
        }
        if !item.contains_key("expiresAt") || !item.contains_key("v") {
            faults.push(format!("{} has no version or no end", text(item, "pk")));
        }
    }
    faults.extend(required.difference(&found).map(|it| format!("{it} isn't among the client's live bookings")));
    faults.extend(found.difference(&allowed).map(|it| format!("{it} is too much among the client's live bookings")));
}

/// Each booking's notes are counted, and an erased one has none.
fn notes(items: &[Item], bookings: &[Booking], faults: &mut Vec<String>) {
    let mut kept: BTreeMap<&str, usize> = BTreeMap::new();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items {
        match text(item, "sk") {
            "NOTES" => {
                *counted.entry(text(item, "pk")).or_default() += item["n"].as_n().unwrap().parse::<usize>().unwrap()
            }
            sk if sk.starts_with("NOTE#") => *kept.entry(text(item, "pk")).or_default() += 1,
            _ => {}
        }
    }
    counted.retain(|_, count| *count > 0);
    if kept != counted {
        faults.push(format!("there are notes {kept:?}, and counted {counted:?}"));
    }
    for booking in bookings.iter().filter(|booking| booking.erased_at.is_some()) {
        if kept.contains_key(format!("BOOKING#{}", booking.reference).as_str()) {
            faults.push(format!("{} is erased and has notes", booking.reference));
        }
    }
}

/// No due work is pending, and no claim is held.
fn pending(items: &[Item], now: DateTime<Utc>, faults: &mut Vec<String>) {
    for item in items {
        let is_pending =
            item.contains_key("pendingShard") && text(item, "pendingDue").parse::<DateTime<Utc>>().unwrap() <= now;
        if is_pending || item.contains_key("claimedBy") {
            faults.push(format!("{} {} is still pending or claimed", text(item, "pk"), text(item, "sk")));
        }
    }
}

/// Events are in the index as long as they have effects, jobs as long as one is planned, and no later than that is due.
fn marked(items: &[Item], faults: &mut Vec<String>) {
    for item in items {
        let name = format!("{} {}", text(item, "pk"), text(item, "sk"));
        let is_marked = item.contains_key("pendingShard");
        match text(item, "sk") {
            "BOOKING#JOBS" => {
                let jobs = item["jobs"].as_m().unwrap().values().map(|job| job.as_m().unwrap());
                let planned = jobs.filter(|job| text(job, "state") == "planned");
                let due = planned.map(|job| text(job, "due").max(text(job, "leftAloneUntil")).to_owned()).min();
                if is_marked != due.is_some() || due.is_some_and(|due| text(item, "pendingDue") > due.as_str()) {
                    faults.push(format!("{name} isn't due when its first job is"));
                }
            }
            sk if sk.starts_with("EVENT#") && is_marked != item.contains_key("effects") => {
                faults.push(format!("{name} has effects or is in the index, and not both"));
            }
            sk if sk.starts_with("TASK#") || sk.starts_with("RECIPIENT#") => {
                faults.push(format!("{name} is of an older version"));
            }
            _ => {}
        }
    }
}

/// Every recipient was notified of the newest state, or the log has the failure; and versions name the newest effects.
async fn notified(local: &Local, bookings: &[Booking], items: &[Item], faults: &mut Vec<String>) {
    let table = crate::table_of(local);
    let open: BTreeSet<&str> =
        items.iter().filter(|item| item.contains_key("effects")).map(|item| text(item, "pk")).collect();
    for booking in bookings {
        let reference = &booking.reference;
        if booking.notify_version > booking.version || booking.plan_version > booking.version {
            faults.push(format!("{reference} names effects of a later version"));
        }
        // It waits for a limit, or a provider is down.
        if open.contains(format!("BOOKING#{reference}").as_str()) {
            continue;
        }
        let ledger = table.ledger(reference).await.unwrap().unwrap();
        for channel in Channel::ALL {
            for record in ledger.recipients_on(channel, &Observers::default()) {
                let needed = record.notification(&ledger.booking);
                if needed != Notification::Nothing {
                    faults.push(format!("{reference}: {} needs {needed:?}", record.recipient.key()));
                }
                if record.log.len() > 20 {
                    faults.push(format!("{reference}: the log of {} is too long", record.recipient.key()));
                }
            }
        }
    }
}
