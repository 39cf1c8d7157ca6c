//! Concurrent requests never book the same time twice.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use domain::time::Interval;
use emulator::{Call, Service, instruments::InjectedFault};
use futures::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, consultant, ordinary};

/// Tuesday, in Berlin.
fn tuesday(hour: u32, minute: u32) -> String {
    format!("2026-11-24T{hour:02}:{minute:02}:00+01:00")
}

fn with_status(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status == status).count()
}

/// Every transaction of the table is refused once as conflicting before it is evaluated.
fn conflict_once(world: &World) {
    let seen = std::sync::Mutex::new(BTreeSet::new());
    world.local.faults().add(move |call| {
        if call.service != Service::DynamoDb || call.operation != "TransactWriteItems" {
            return None;
        }
        let request: Value = serde_json::from_slice(call.body).unwrap();
        let token = request["ClientRequestToken"].as_str()?.to_owned();
        let actions = request["TransactItems"].as_array()?.len();
        let mut codes = vec!["None"; actions];
        codes[actions - 1] = "TransactionConflict";
        seen.lock().unwrap().insert(token).then(|| InjectedFault::cancelled(&codes))
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_hundred_gets_the_slot() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let emails: Vec<String> = (0..100).map(|number| format!("client{number}@clients.example")).collect();
    let answers =
        join_all(emails.iter().map(|email| world.client.book("anna", "2026-11-24T11:00:00+01:00", 60, email))).await;
    assert_eq!(with_status(&answers, 201), 1);
    assert_eq!(with_status(&answers, 409), 99);
    for answer in answers.iter().filter(|answer| answer.status == 409) {
        let problem = answer.json();
        assert_eq!(problem["code"], "slot_taken");
        // A busy store may not have all of them in time.
        assert!(problem["alternatives"].as_array().unwrap().len() <= 5);
    }
    world.settle().await;
    let refused = world.book("anna", "2026-11-24T11:00:00+01:00", 60, "late@clients.example").await.expect(409);
    let alternatives = refused["alternatives"].as_array().unwrap();
    assert_eq!(alternatives.len(), 5);
    assert_eq!(alternatives.iter().filter(|slot| slot["consultantId"] == "anna").count(), 3);
    let mails = world.mails().await;
    assert_eq!(mails.iter().filter(|mail| mail.template == "booking_confirmation").count(), 1);
    assert_eq!(mails.len(), 3, "one to the client, one to the consultant, one to the team");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn overlapping_starts_and_lengths_never_overlap() {
    let rules = json!({"durations": [30, 45, 60, 90, 120], "gridMinutes": 15, "bufferBeforeMinutes": 5, "bufferAfterMinutes": 10});
    let world = World::with(&[consultant("anna", rules, Value::Null)]).await;
    let wishes = (0..100).map(|number| {
        let start = tuesday(9 + number % 8, (number * 7 % 4) * 15);
        let duration = [30, 45, 60, 90, 120][(number % 5) as usize];
        let client = world.client.clone();
        async move { client.book("anna", &start, duration, &format!("client{number}@clients.example")).await }
    });
    let answers = join_all(wishes).await;
    let won = with_status(&answers, 201);
    assert!((3..=12).contains(&won), "{won} bookings fit into nine hours");
    assert_eq!(won + with_status(&answers, 409), 100);
    // finish() compares every pair of live bookings, buffers included.
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn different_slots_are_all_booked() {
    eighteen(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn conflicts_do_not_lose_slots() {
    eighteen(true).await;
}

async fn eighteen(conflicts: bool) {
    let world = World::with(&[ordinary("anna")]).await;
    if conflicts {
        conflict_once(&world);
    }
    let wishes = (0..18).map(|number| {
        let client = world.client.clone();
        let start = tuesday(9 + number / 2, number % 2 * 30);
        async move { client.book("anna", &start, 30, &format!("client{number}@clients.example")).await }
    });
    let answers = join_all(wishes).await;
    assert_eq!(with_status(&answers, 201), 18, "{:?}", answers.iter().map(|answer| &answer.text).collect::<Vec<_>>());
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_of_five_books_five_times() {
    let ids = ["anna", "ben", "clara", "dmitri", "emma"];
    let world = World::with(&ids.map(ordinary)).await;
    let emails: Vec<String> = (0..100).map(|number| format!("client{number}@clients.example")).collect();
    let answers =
        join_all(emails.iter().map(|email| world.client.book("any", "2026-11-24T11:00:00+01:00", 60, email))).await;
    let won: Vec<String> = answers
        .iter()
        .filter(|answer| answer.status == 201)
        .map(|answer| answer.json()["booking"]["consultantId"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(won.len(), 5);
    assert_eq!(won.iter().collect::<BTreeSet<_>>().len(), 5, "{won:?}");
    assert_eq!(with_status(&answers, 409), 95);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn daily_limit_holds_under_load() {
    let world = World::with(&[consultant("anna", json!({"dailyLimit": 3}), Value::Null)]).await;
    let wishes = (0..36).map(|number| {
        let client = world.client.clone();
        let start = tuesday(9 + number % 18 / 2, number % 2 * 30);
        async move { client.book("anna", &start, 30, &format!("client{number}@clients.example")).await }
    });
    let answers = join_all(wishes).await;
    assert_eq!(with_status(&answers, 201), 3);
    assert_eq!(with_status(&answers, 409), 33);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn move_races_bookings_for_both_times() {
    let world = World::with(&[ordinary("anna")]).await;
    for round in 0..5 {
        let (old, new) = (tuesday(9, 0), tuesday(14, 0));
        let made = world.book("anna", &old, 60, &format!("mover{round}@clients.example")).await.expect(201);
        let target = json!({"start": new});
        let move_it = world.move_to(&made, &target);
        let others = (0..20).map(|number| {
            let client = world.client.clone();
            let start = if number % 2 == 0 { old.clone() } else { new.clone() };
            async move { client.book("anna", &start, 60, &format!("other{round}x{number}@clients.example")).await }
        });
        let (moved, others) = futures::join!(move_it, join_all(others));
        let won: Vec<Value> = others.iter().filter(|answer| answer.status == 201).map(Answer::json).collect();
        let has = |start: &str| won.iter().any(|made| made["booking"]["start"] == start);
        if moved.status == 200 {
            assert!(!has("2026-11-24T13:00:00Z"), "the new time was sold twice");
        } else {
            assert_eq!(moved.status, 409);
            assert!(
                !has("2026-11-24T08:00:00Z") && has("2026-11-24T13:00:00Z"),
                "it lost the new time and kept the old one"
            );
        }
        world.cancel(&made).await.expect(200);
        for made in &won {
            world.cancel(made).await.expect(200);
        }
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_moves_succeeds() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut made = Vec::new();
    for number in 0..8 {
        made.push(
            world
                .book("anna", &tuesday(9 + number, 0), 30, &format!("client{number}@clients.example"))
                .await
                .expect(201),
        );
    }
    let target = json!({"start": "2026-11-25T09:00:00+01:00"});
    let answers = join_all(made.iter().map(|made| world.move_to(made, &target))).await;
    assert_eq!(with_status(&answers, 200), 1);
    assert_eq!(with_status(&answers, 409), 7);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_gives_one_booking() {
    let world = World::with(&[ordinary("anna")]).await;
    let body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, "ada@clients.example");
    let answers = join_all((0..20).map(|_| world.post_with_key("/v1/bookings", "key-1", &body))).await;
    let first = answers[0].expect(201);
    for answer in &answers {
        assert_eq!(answer.expect(201), first);
    }
    let mut other = body.clone();
    other["duration"] = json!(30);
    assert_eq!(world.post_with_key("/v1/bookings", "key-1", &other).await.problem(422), "idempotency_key_reused");
    // The key belongs to the client: the same key of another client is another one.
    let mut stranger = body.clone();
    stranger["client"]["email"] = json!("eve@clients.example");
    assert_eq!(world.post_with_key("/v1/bookings", "key-1", &stranger).await.problem(409), "slot_taken");
    // And it expires after a day.
    world.advance("PT25H").await;
    assert_ne!(world.post_with_key("/v1/bookings", "key-1", &body).await.status, 201);
    world.settle().await;
    let mails = world.mails_to("ada@clients.example").await;
    assert_eq!(mails.iter().filter(|mail| mail.template == "booking_confirmation").count(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_answer_is_retried_safely() {
    let world = World::with(&[ordinary("anna")]).await;
    let lose = std::sync::atomic::AtomicU32::new(2);
    world.local.faults().add(move |call| {
        let is_sale = call.operation == "TransactWriteItems";
        let left = || lose.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1)).is_ok();
        (is_sale && left()).then_some(InjectedFault::AnswerLost)
    });
    use std::sync::atomic::Ordering::Relaxed;
    world.book("anna", "2026-11-24T11:00:00+01:00", 60, "ada@clients.example").await.expect(201);
    let answer = world.book("anna", "2026-11-24T11:00:00+01:00", 60, "ben@clients.example").await;
    assert_eq!(answer.problem(409), "slot_taken");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn busy_store_answers_503() {
    let world = World::with(&[ordinary("anna")]).await;
    world.local.faults().add(|call| {
        let actions = || {
            let request: Value = serde_json::from_slice(call.body).unwrap();
            request["TransactItems"].as_array().unwrap().len()
        };
        (call.operation == "TransactWriteItems")
            .then(|| InjectedFault::cancelled(&vec!["TransactionConflict"; actions()]))
    });
    let answer = world.book("anna", "2026-11-24T11:00:00+01:00", 60, "ada@clients.example").await;
    assert_eq!(answer.problem(503), "busy");
    assert_eq!(answer.header("retry-after"), "1");
    world.local.faults().clear();
    let slot = world.starts("consultantId=anna&duration=60&from=2026-11-24&to=2026-11-24").await;
    assert!(slot.contains(&"2026-11-24T10:00:00Z".to_owned()));
    world.finish().await;
}

/// Three requests to a store that hangs are answered before the gateway gives up waiting for the functions.
async fn hangs(world: &World, is_hanging: fn(&Call<'_>) -> bool, codes: [&str; 2]) {
    let made = world.book("anna", &tuesday(11, 0), 60, "ada@clients.example").await.expect(201);
    world.settle().await;
    world.local.faults().add(move |call| is_hanging(call).then_some(InjectedFault::Hang));
    let start = tuesday(15, 0);
    let (booked, cancelled) = tokio::join!(world.book("anna", &start, 60, "ben@clients.example"), world.cancel(&made));
    for (answer, code) in [booked, cancelled].into_iter().zip(codes) {
        assert_eq!(answer.problem(503), code);
        assert_eq!(answer.header("retry-after"), "1");
        assert!(!answer.header("x-request-id").is_empty());
        assert!(!answer.text.contains("Nothing was changed"), "the outcome is unknown: {}", answer.text);
    }
    world.local.faults().clear();
    world.cancel(&made).await.expect(200);
    world.book("anna", &start, 60, "ben@clients.example").await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_store_answers_503() {
    let world = World::with(&[ordinary("anna")]).await;
    hangs(&world, |call| call.service == Service::DynamoDb, ["busy", "busy"]).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_writes_answer_503() {
    let world = World::with(&[ordinary("anna")]).await;
    // A booking that can't have been made is certain; a change may still be on its way.
    hangs(&world, |call| call.operation == "TransactWriteItems", ["busy", "outcome_unknown"]).await;
    world.finish().await;
}

/// From its first write on, the store answers nothing: neither of these can be found out.
#[tokio::test(flavor = "multi_thread")]
async fn lost_store_leaves_outcomes_unknown() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", &tuesday(11, 0), 60, "ada@clients.example").await.expect(201);
    let (reference, token) = (tests::reference_of(&made), made["manageToken"].as_str().unwrap());
    world.settle().await;
    for is_booking in [true, false] {
        let is_lost = Arc::new(AtomicBool::new(false));
        world.local.faults().add(move |call| {
            let is_write = call.operation == "TransactWriteItems";
            (call.service == Service::DynamoDb && (is_lost.fetch_or(is_write, Relaxed) || is_write))
                .then_some(InjectedFault::Hang)
        });
        let (path, body) = if is_booking {
            ("/v1/bookings".to_owned(), booking_body("anna", &tuesday(15, 0), 60, "ben@clients.example"))
        } else {
            (format!("/v1/bookings/{reference}/cancel"), json!({}))
        };
        let request = world.request(reqwest::Method::POST, &path).header("Idempotency-Key", "once").bearer_auth(token);
        let answer = world.send(request.json(&body)).await;
        assert_eq!(answer.problem(503), "outcome_unknown", "{path}");
        assert_eq!(answer.header("retry-after"), "1");
        world.local.faults().clear();
        // Repeating it finds out.
        let request = world.request(reqwest::Method::POST, &path).header("Idempotency-Key", "once").bearer_auth(token);
        world.send(request.json(&body)).await.expect(if is_booking { 201 } else { 200 });
    }
    world.finish().await;
}

/// Sanity of the invariants themselves: half-open intervals that touch don't overlap.
#[test]
fn intervals_that_touch_do_not_overlap() {
    let start = "2026-11-24T10:00:00Z".parse().unwrap();
    let first = Interval::from_start(start, 60);
    assert!(!first.overlaps(&Interval::from_start(first.end, 60)));
    assert!(first.overlaps(&Interval::from_start(start, 5)));
}
