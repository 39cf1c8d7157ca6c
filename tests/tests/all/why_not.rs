//! Why a time is or isn't on offer: the same answer as the public check, now and for the past.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tests::{World, consultant, ordinary, reference_of};

const ADA: &str = "ada@clients.example";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Numbers that are the same in every run (Knuth's linear congruential generator).
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, limit: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap() % limit
    }

    fn duration(&mut self) -> u32 {
        [30, 60, 90][usize::try_from(self.below(3)).unwrap()]
    }
}

fn query(consultant: &str, start: DateTime<Utc>, duration: u32) -> String {
    format!("consultantId={consultant}&start={}&duration={duration}", start.format("%FT%TZ"))
}

async fn why_not(world: &World, query: &str, token: &str) -> Value {
    world.get_as(&format!("/v1/admin/why-not?{query}"), token).await.expect(200)
}

/// Returns the answer to a request then or now, as why-not gives it.
fn verdict(why_not: &Value) -> Value {
    json!({"isAvailable": why_not["offered"], "reason": why_not["reason"]})
}

/// A consultant with every rule, in a zone.
fn strict(id: &str, timezone: &str) -> Value {
    let rules = json!({
        "bufferBeforeMinutes": 10, "bufferAfterMinutes": 15, "minimumNoticeHours": 5, "maximumAdvanceDays": 12,
        "dailyLimit": 3, "durations": [30, 60, 90], "gridMinutes": 15
    });
    let day = json!({"windows": [{"start": "07:00", "end": "12:00"}, {"start": "13:00", "end": "24:00"}]});
    let schedule = json!({
        "weekly": {"monday": day, "tuesday": day, "wednesday": day, "friday": day},
        "exceptions": [{"date": "2026-11-26", "windows": [{"start": "10:00", "end": "11:00"}]}, {"date": "2026-11-27", "windows": []}],
        "holidays": {"own": [{"month": 12, "day": 1, "name": "Founders' day"}]},
        "blackouts": [{"from": "2026-12-02", "to": "2026-12-02", "reason": "Works outing"}]
    });
    let mut consultant = consultant(id, rules, schedule);
    consultant["timezone"] = json!(timezone);
    consultant
}

async fn strict_world() -> World {
    let world = World::with(&[strict("anna", "Europe/Berlin"), strict("kiri", "Pacific/Kiritimati")]).await;
    // Anna's Tuesday is full; other days have a meeting, so that the draws meet some.
    let anna = ["24T09", "24T15", "24T18", "25T13", "30T13"].map(|time| ("anna", time));
    let kiri = ["24T03", "25T03", "30T03", "30T06"].map(|time| ("kiri", time));
    for (index, (consultant, time)) in anna.iter().chain(&kiri).enumerate() {
        let start = format!("2026-11-{time}:00:00Z");
        world.book(consultant, &start, 60, &format!("c{index}@clients.example")).await.expect(201);
    }
    world.settle().await;
    world
}

/// S6 for the present: 1,000 times, on and off the grid, from yesterday to beyond the horizon.
#[tokio::test(flavor = "multi_thread")]
async fn why_not_agrees_with_the_check() {
    let world = strict_world().await;
    let admin = world.admin().await;
    let now = at("2026-11-23T08:00:00Z");
    let mut drawn = Drawn(1);
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..1_000 {
        let consultant = if drawn.below(2) == 0 { "anna" } else { "kiri" };
        let start = now + TimeDelta::minutes(5 * (drawn.below(15 * 24 * 12) - 24 * 12));
        let query = query(consultant, start, drawn.duration());
        let checked = world.get(&format!("/v1/availability/check?{query}")).await.expect(200);
        let explained = why_not(&world, &query, &admin).await;
        let expected = json!({"isAvailable": checked["isAvailable"], "reason": checked["reason"]});
        assert_eq!(verdict(&explained), expected, "{query}: {explained}");
        let first = explained["steps"].as_array().unwrap().iter().find(|step| step["ok"] == false);
        assert_eq!(first.map(|step| &step["rule"]), explained.get("reason"), "{explained}");
        assert_eq!(explained["nearest"], checked["suggestedAlternatives"]);
        seen.insert(explained["reason"].as_str().unwrap_or_default().to_owned());
    }
    let all = ["", "blocked", "booked", "holiday", "horizon", "limit", "notice", "off_grid", "outside_hours"];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), all);
    world.finish().await;
}

/// S6 for the past: the answer given at the time, in spite of later changes.
#[tokio::test(flavor = "multi_thread")]
async fn past_answers_are_repeated() {
    let world = strict_world().await;
    let mut drawn = Drawn(2);
    let mut answered: Vec<(String, DateTime<Utc>, Value)> = Vec::new();
    world.book("anna", "2026-11-30T10:00:00Z", 60, ADA).await.expect(201);
    for round in 0..5_i64 {
        world.advance("PT1H").await;
        let now: DateTime<Utc> = world.get("/_local/clock").await.expect(200)["now"].as_str().unwrap().parse().unwrap();
        for _ in 0..200 {
            let start = at("2026-11-23T12:00:00Z") + TimeDelta::minutes(15 * drawn.below(12 * 24 * 4));
            let query = query("anna", start, drawn.duration());
            let checked = world.get(&format!("/v1/availability/check?{query}")).await.expect(200);
            let answer = json!({"isAvailable": checked["isAvailable"], "reason": checked["reason"]});
            answered.push((query, now, answer));
        }
        world.advance("PT1M").await;
        match round {
            1 => {
                world
                    .save_schedule("anna", |document| {
                        document["rules"]["dailyLimit"] = json!(4);
                        document["rules"]["bufferAfterMinutes"] = json!(60);
                        document["schedule"]["weekly"]["thursday"] = document["schedule"]["weekly"]["monday"].clone();
                    })
                    .await;
            }
            2 => {
                world.book("anna", "2026-11-27T10:00:00Z", 60, "late@clients.example").await.problem(409);
                world.book("anna", "2026-12-03T10:00:00Z", 60, "late@clients.example").await.expect(201);
            }
            _ => {}
        }
    }
    let admin = world.admin().await;
    let mut off = Vec::new();
    for (query, then, answer) in &answered {
        let explained = why_not(&world, &format!("{query}&at={}", then.format("%FT%TZ")), &admin).await;
        assert_eq!(explained["notKept"], json!(["holds", "outside_calendars", "bookings_gone_since"]));
        if verdict(&explained) != *answer {
            off.push(format!("{query} at {then}: {} for {answer}", verdict(&explained)));
        }
    }
    assert!(off.is_empty(), "{} of {}: {}", off.len(), answered.len(), off.join("\n"));
    world.finish().await;
}

#[tokio::test]
async fn booking_in_the_way_is_named() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let query = "consultantId=anna&start=2026-11-24T11:30:00%2B01:00";
    let manager = world.log_in("desk@magnetiq.example", &["manager"]).await;
    let explained = why_not(&world, query, &manager).await;
    assert_eq!((&explained["reason"], &explained["offered"]), (&json!("booked"), &json!(false)));
    assert_eq!(explained["heldBy"]["reference"], reference_of(&made));
    assert_eq!(explained["heldBy"]["client"]["lastName"], "Lovelace");
    let step = explained["steps"].as_array().unwrap().iter().find(|step| step["rule"] == "booked").unwrap().clone();
    assert_eq!(step["detail"], "Taken, with buffers: 11:30–12:00.");
    let viewer = world.log_in("reader@magnetiq.example", &["viewer"]).await;
    let explained = why_not(&world, query, &viewer).await;
    assert_eq!(explained["heldBy"]["client"], json!({"initials": "AL"}));
    let ben = world.log_in("ben@consultants.example", &["consultant"]).await;
    assert_eq!(world.get_as(&format!("/v1/admin/why-not?{query}"), &ben).await.problem(403), "forbidden");
    world.finish().await;
}

#[tokio::test]
async fn why_not_reports_every_fault() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let ask = async |query: &str| world.get_as(&format!("/v1/admin/why-not?{query}"), &admin).await;
    let pointers = |answer: tests::Answer| answer.faults().into_iter().map(|fault| fault.0).collect::<Vec<_>>();
    let faulty = ask("start=noon&duration=3&meetingType=fax&at=2027-01-01T00:00:00Z").await;
    assert_eq!(pointers(faulty), ["?consultantId", "?start", "?duration", "?meetingType", "?at"]);
    let before = ask("consultantId=anna&start=2026-11-24T10:00:00Z&at=2026-11-01T00:00:00Z").await;
    assert_eq!(pointers(before), ["?at"]);
    assert_eq!(ask("consultantId=nobody&start=2026-11-24T10:00:00Z").await.problem(404), "not_found");
    let offered = ask("consultantId=anna&start=2026-11-24T10:00:00Z&duration=45&meetingType=video").await.expect(200);
    assert_eq!((&offered["offered"], &offered["reason"]), (&json!(false), &json!("duration")));
    world.finish().await;
}
