//! Every rule of a schedule, in all three decisions: booking, moving and checking.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tests::{World, consultant, ordinary};

const ADA: &str = "ada@clients.example";

/// In Berlin, where winter is an hour ahead of UTC until the end of March.
fn berlin(day: &str, time: &str) -> String {
    format!("{day}T{time}+01:00")
}

fn instant(text: &Value) -> DateTime<Utc> {
    text.as_str().unwrap().parse().unwrap()
}

/// A consultant in Berlin with every rule except a limit: breaks, buffers, days off of every kind.
fn with_rules(id: &str) -> Value {
    let day = json!({"windows": [{"start": "09:00", "end": "18:00"}], "breaks": [{"start": "12:00", "end": "13:00"}]});
    let schedule = json!({
        "weekly": {"monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day},
        "exceptions": [{"date": "2026-12-03", "windows": []},
                       {"date": "2026-12-05", "windows": [{"start": "10:00", "end": "12:00"}]}],
        "holidays": {"calendar": "DE-BE", "own": [{"month": 12, "day": 1, "name": "Founders' day"}]},
        "blackouts": [{"from": "2026-12-07", "to": "2026-12-08", "reason": "vacation"}]
    });
    consultant(id, json!({"bufferAfterMinutes": 15, "maximumAdvanceDays": 45}), schedule)
}

/// Violations of the rules in [`with_rules`], each with a start in Berlin and a length.
const AGAINST_RULES: &[(&str, &str, u32, &str)] = &[
    ("2026-11-24", "08:30:00", 60, "outside_hours"),
    ("2026-11-24", "17:30:00", 60, "outside_hours"),
    ("2026-11-28", "10:00:00", 60, "outside_hours"),
    ("2026-11-24", "12:00:00", 30, "outside_hours"),
    ("2026-11-24", "11:30:00", 60, "outside_hours"),
    ("2026-11-24", "09:10:00", 30, "off_grid"),
    ("2026-11-24", "09:00:30", 30, "off_grid"),
    ("2026-11-24", "09:00:00.5", 30, "off_grid"),
    ("2026-12-01", "10:00:00", 60, "holiday"),
    ("2026-12-25", "10:00:00", 60, "holiday"),
    ("2026-12-03", "10:00:00", 60, "blocked"),
    ("2026-12-07", "10:00:00", 60, "blocked"),
    ("2026-12-05", "12:00:00", 30, "outside_hours"),
    ("2026-11-23", "09:30:00", 30, "notice"),
    ("2026-11-23", "11:00:00", 30, "notice"),
    ("2026-11-20", "10:00:00", 60, "notice"),
    ("2027-01-07", "09:30:00", 60, "horizon"),
    ("2027-02-24", "10:00:00", 60, "horizon"),
];

/// Requests a refused time in all three ways; returns the common part of the refusals.
async fn refused(world: &World, made: &Value, slot_request: (&str, &str, u32), reason: &str) -> Value {
    let (who, start, duration) = slot_request;
    let created = world.book(who, start, duration, "ben@clients.example").await.expect(409);
    let to = json!({"consultantId": who, "start": start, "duration": duration});
    let moved = world.move_to(made, &to).await.expect(409);
    for problem in [&created, &moved] {
        let code = if reason == "booked" { "slot_taken" } else { "slot_not_offered" };
        assert_eq!(
            (problem["code"].as_str(), problem["reason"].as_str()),
            (Some(code), Some(reason)),
            "{slot_request:?}"
        );
        near(&problem["alternatives"], slot_request);
    }
    let checked = check(world, slot_request).await;
    assert_eq!(checked["isAvailable"], false, "{slot_request:?}");
    assert_eq!(checked["reason"], reason, "{slot_request:?}");
    assert_eq!(checked["suggestedAlternatives"], created["alternatives"]);
    created
}

async fn check(world: &World, (who, start, duration): (&str, &str, u32)) -> Value {
    let start = start.replace('+', "%2B");
    world.get(&format!("/v1/availability/check?consultantId={who}&start={start}&duration={duration}")).await.expect(200)
}

/// Alternatives are at most three of the same consultant and two of others, of the requested length, nearest first.
fn near(alternatives: &Value, (who, start, duration): (&str, &str, u32)) {
    let alternatives = alternatives.as_array().unwrap();
    let wanted: DateTime<Utc> = start.parse().unwrap();
    let same = alternatives.iter().filter(|slot| slot["consultantId"] == who).count();
    assert!(same <= 3 && alternatives.len() - same <= 2, "{alternatives:?}");
    let distances: Vec<TimeDelta> = alternatives.iter().map(|slot| (instant(&slot["start"]) - wanted).abs()).collect();
    assert!(distances.is_sorted(), "{distances:?}");
    for slot in alternatives {
        assert_eq!(slot["available"], true);
        assert_eq!(instant(&slot["end"]) - instant(&slot["start"]), TimeDelta::minutes(i64::from(duration)));
        assert!(slot["consultantId"] != who || instant(&slot["start"]) != wanted);
    }
}

#[tokio::test]
async fn refusal_names_the_violated_rule() {
    let world = World::with(&[with_rules("anna"), ordinary("ben")]).await;
    let made = world.book("anna", &berlin("2026-11-26", "16:00:00"), 60, ADA).await.expect(201);
    for (day, time, duration, reason) in AGAINST_RULES {
        refused(&world, &made, ("anna", &berlin(day, time), *duration), reason).await;
    }
    // The last instant of the horizon is still in it, and an exception opens a Saturday.
    for (day, time) in [("2027-01-07", "09:00:00"), ("2026-12-05", "10:00:00"), ("2026-11-23", "11:30:00")] {
        assert_eq!(check(&world, ("anna", &berlin(day, time), 30)).await["isAvailable"], true, "{day} {time}");
        world.book("anna", &berlin(day, time), 30, ADA).await.expect(201);
    }
    world.finish().await;
}

#[tokio::test]
async fn busy_time_and_buffers_are_taken() {
    let world = World::with(&[with_rules("anna"), ordinary("ben")]).await;
    let made = world.book("anna", &berlin("2026-11-26", "16:00:00"), 60, ADA).await.expect(201);
    world.book("anna", &berlin("2026-11-24", "14:00:00"), 60, ADA).await.expect(201);
    // Within it; in its buffer; and a slot with a buffer that would need its time.
    for (time, duration) in [("14:00:00", 60), ("14:30:00", 30), ("13:30:00", 60), ("15:00:00", 30), ("13:30:00", 30)] {
        refused(&world, &made, ("anna", &berlin("2026-11-24", time), duration), "booked").await;
    }
    let checked = check(&world, ("anna", &berlin("2026-11-24", "15:00:00"), 30)).await;
    let taken = json!([{"start": "2026-11-24T14:00:00Z", "end": "2026-11-24T14:15:00Z", "reason": "booked"}]);
    assert_eq!(checked["conflicts"], taken, "the buffer alone, without a name");
    let refused = world.book("anna", &berlin("2026-11-24", "14:00:00"), 60, "late@clients.example").await.expect(409);
    let slot = |slot: &Value| {
        format!("{} {}", slot["consultantId"].as_str().unwrap(), &slot["start"].as_str().unwrap()[11..16])
    };
    let near: Vec<String> = refused["alternatives"].as_array().unwrap().iter().map(slot).collect();
    assert_eq!(near, ["ben 13:00", "ben 12:30", "anna 14:30", "anna 15:00", "anna 15:30"]);
    world.finish().await;
}

#[tokio::test]
async fn full_day_reopens_after_cancellation() {
    let limited = consultant("anna", json!({"dailyLimit": 2}), Value::Null);
    let world = World::with(&[limited, ordinary("ben")]).await;
    let other = world.book("ben", &berlin("2026-11-24", "09:00:00"), 60, ADA).await.expect(201);
    let first = world.book("anna", &berlin("2026-11-24", "09:00:00"), 60, ADA).await.expect(201);
    world.book("anna", &berlin("2026-11-24", "10:00:00"), 60, ADA).await.expect(201);
    let problem = refused(&world, &other, ("anna", &berlin("2026-11-24", "14:00:00"), 60), "limit").await;
    let same = problem["alternatives"].as_array().unwrap().iter().filter(|slot| slot["consultantId"] == "anna");
    assert!(
        same.clone().count() == 3
            && !same.clone().any(|slot| slot["start"].as_str().unwrap().starts_with("2026-11-24"))
    );
    // A booking's own place doesn't count on a move within the day, and a move away leaves it free.
    let first = world.move_to(&first, &json!({"start": berlin("2026-11-24", "15:00:00")})).await.expect(200);
    assert_eq!(first["booking"]["start"], "2026-11-24T14:00:00Z");
    world.cancel(&other).await.expect(200);
    let second = world.book("anna", &berlin("2026-11-25", "09:00:00"), 60, ADA).await.expect(201);
    let back = json!({"start": berlin("2026-11-24", "11:00:00")});
    assert_eq!(world.move_to(&second, &back).await.expect(409)["reason"], "limit");
    world.cancel(&second).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn inactive_consultant_is_not_bookable() {
    let closed = consultant("anna", json!({"acceptingBookings": false}), Value::Null);
    let world = World::with(&[closed, ordinary("ben")]).await;
    let made = world.book("ben", &berlin("2026-11-26", "16:00:00"), 60, ADA).await.expect(201);
    let problem = refused(&world, &made, ("anna", &berlin("2026-11-24", "10:00:00"), 60), "not_accepting").await;
    let whose: Vec<&Value> =
        problem["alternatives"].as_array().unwrap().iter().map(|slot| &slot["consultantId"]).collect();
    assert_eq!(whose, ["ben", "ben"]);
    assert_eq!(world.starts("consultantId=anna&duration=60").await, [""; 0]);
    let any = world.book("any", &berlin("2026-11-24", "10:00:00"), 60, ADA).await.expect(201);
    assert_eq!(any["booking"]["consultantId"], "ben");
    world.finish().await;
}

#[tokio::test]
async fn fully_booked_any_gets_alternatives() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let start = berlin("2026-11-24", "10:00:00");
    let made = world.book("anna", &start, 60, ADA).await.expect(201);
    world.book("any", &start, 60, ADA).await.expect(201);
    let problem = world.book("any", &start, 60, "late@clients.example").await.expect(409);
    assert_eq!((problem["code"].as_str(), problem["reason"].as_str()), (Some("slot_taken"), Some("booked")));
    let alternatives = problem["alternatives"].as_array().unwrap();
    let starts: std::collections::BTreeSet<&str> =
        alternatives.iter().map(|slot| slot["start"].as_str().unwrap()).collect();
    assert_eq!((alternatives.len(), starts.len()), (5, 5), "five different times");
    assert_eq!(check(&world, ("any", &start, 60)).await["suggestedAlternatives"], problem["alternatives"]);
    // The present consultant keeps it, if free.
    let moved = world.move_to(&made, &json!({"start": berlin("2026-11-24", "10:30:00"), "consultantId": "any"})).await;
    assert_eq!(moved.expect(200)["booking"]["consultantId"], "anna");
    world.finish().await;
}

#[tokio::test]
async fn alternatives_accept_booking_and_move() {
    let world = World::with(&[with_rules("anna"), with_rules("ben")]).await;
    let made = world.book("anna", &berlin("2026-11-24", "14:00:00"), 60, ADA).await.expect(201);
    for (day, time) in [("2026-11-24", "14:30:00"), ("2026-12-25", "10:00:00")] {
        let problem = world.book("anna", &berlin(day, time), 60, "ben@clients.example").await.expect(409);
        for slot in problem["alternatives"].as_array().unwrap() {
            let (who, start) = (slot["consultantId"].as_str().unwrap(), slot["start"].as_str().unwrap());
            let booked = world.book(who, start, 60, "ben@clients.example").await.expect(201);
            world.cancel(&booked).await.expect(200);
        }
    }
    let problem = world.move_to(&made, &json!({"start": berlin("2026-11-24", "14:10:00")})).await.expect(409);
    let alternatives = problem["alternatives"].as_array().unwrap();
    let anna = alternatives.iter().filter(|slot| slot["consultantId"] == "anna");
    let starts: Vec<&Value> = anna.map(|slot| &slot["start"]).collect();
    assert!(!starts.contains(&&made["booking"]["start"]), "its present start is no alternative: {starts:?}");
    assert!(starts.contains(&&json!("2026-11-24T13:30:00Z")), "its own time counts as free: {starts:?}");
    for slot in alternatives {
        let to = json!({"start": slot["start"], "consultantId": slot["consultantId"]});
        assert_eq!(world.move_to(&made, &to).await.expect(200)["booking"]["start"], slot["start"]);
    }
    world.finish().await;
}
