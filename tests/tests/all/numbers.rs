//! Metrics of a booking's course: outcomes of messages, and delays of jobs.

use std::collections::BTreeMap;

use emulator::Service;
use serde_json::{Value, json};
use tests::{World, booking_body, ordinary};

const ADA: &str = "ada@clients.example";
const TEAM: &str = "team@magnetiq.example";

/// A meeting on Tuesday, 11:00 to 12:00 in Berlin, with text messages.
fn body() -> Value {
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["client"]["phone"] = json!("+49 30 901820");
    body["reminders"] = json!({"email": true, "sms": true});
    body
}

async fn lines(world: &World) -> Vec<Value> {
    world.get("/_local/metrics").await.expect(200).as_array().unwrap().clone()
}

/// The number of messages by outcome, as `channel kind outcome`.
async fn deliveries(world: &World) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for line in lines(world).await {
        if let Some(count) = line["Deliveries"].as_u64() {
            let text = |name: &str| line[name].as_str().unwrap().to_owned();
            *found.entry(format!("{} {} {}", text("Channel"), text("Kind"), text("Outcome"))).or_default() += count;
        }
    }
    found
}

/// The delay of each job of a function, in seconds.
async fn lateness(world: &World, function: &str) -> Vec<u64> {
    let lines = lines(world).await;
    let late = lines.iter().filter(|line| line["Job"] == function).filter_map(|line| line["JobLateness"].as_u64());
    late.map(|milliseconds| milliseconds / 1_000).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_counted_by_outcome() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.post("/v1/bookings", &body()).await.expect(201);
    world.settle().await;
    let expected = [("chat confirmation sent", 2), ("mail confirmation sent", 3), ("sms confirmation sent", 1)];
    let expected: BTreeMap<String, u64> = expected.map(|(what, count)| (what.to_owned(), count)).into();
    assert_eq!(deliveries(&world).await, expected);
    // Refused permanently, and temporarily.
    world.refuse_mail_to(TEAM, "MessageRejected");
    world.refuse(Service::Sns, "ThrottledException");
    world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00"})).await.expect(200);
    world.settle().await;
    world.local.faults().clear();
    world.set_clock("2026-11-24T15:20:00Z").await;
    let found = deliveries(&world).await;
    for (what, count) in [
        ("mail change sent", 2),
        ("mail change failed", 1),
        ("sms change sent", 1),
        ("mail client-24h sent", 1),
        ("chat change sent", 2),
        ("sms sms-24h sent", 1),
        ("mail client-2h sent", 1),
        ("sms sms-2h sent", 1),
        ("mail consultant-4h sent", 1),
        ("mail attendance-check sent", 1),
    ] {
        assert_eq!(found.get(what).copied().unwrap_or_default(), count, "{what} in {found:?}");
    }
    assert!(found["sms change retried"] >= 1, "{found:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn job_delay_is_measured() {
    let world = World::with(&[ordinary("anna")]).await;
    world.post("/v1/bookings", &body()).await.expect(201);
    world.settle().await;
    world.set_clock("2026-11-24T08:30:00Z").await;
    // The day before by mail and by text message, then the consultant's, then two hours before; each to the minute.
    let in_time = lateness(&world, "send-reminder").await;
    assert_eq!(in_time.len(), 5);
    assert!(in_time.iter().all(|seconds| *seconds < 60), "{in_time:?}");
    // The consultant is not asked for the outcome for half an hour.
    world.refuse(Service::Ses, "TooManyRequestsException");
    world.set_clock("2026-11-24T11:45:00Z").await;
    world.local.faults().clear();
    world.advance("PT15M").await;
    let late = lateness(&world, "check-attendance").await;
    assert!(late[0] < 60, "{late:?}");
    assert!((30 * 60..45 * 60).contains(late.last().unwrap()), "{late:?}");
    world.finish().await;
}
