//! Requests for `any` with many consultants, one after another and at once.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
};

use emulator::{Service, instruments::InjectedFault};
use futures::future::join_all;
use serde_json::{Value, json};
use tests::{World, booking_body, consultant, ordinary};
use tokio::sync::Notify;

const TUESDAY: &str = "2026-11-24T09:00:00+01:00";
const ADA: &str = "ada@clients.example";

fn ids(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("c{number:03}")).collect()
}

async fn slots(world: &World, query: &str) -> Vec<Value> {
    let answer = world.get(&format!("/v1/availability?{query}")).await.expect(200);
    let days = answer["days"].as_array().unwrap().iter();
    days.flat_map(|day| day["slots"].as_array().unwrap().clone()).collect()
}

/// The consultants of the slot at an instant, for `any`.
async fn consultants_at(world: &World, query: &str, start: &str) -> Value {
    let slots = slots(world, &format!("consultantId=any&duration=30&timezone=UTC&{query}")).await;
    slots.into_iter().find(|slot| slot["start"] == start).unwrap()["consultantIds"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn consultants_after_the_fiftieth_are_offered() {
    let team: Vec<Value> = ids(54)
        .iter()
        .enumerate()
        .map(|(n, id)| consultant(id, json!({"acceptingBookings": n >= 51}), json!(null)))
        .collect();
    let world = World::with(&team).await;
    let listed = slots(&world, "consultantId=any&duration=30&from=2026-11-24&to=2026-11-24").await;
    assert_eq!(listed.len(), 18);
    assert_eq!(listed[0]["consultantIds"], json!(["c051", "c052", "c053"]));
    let start = "2026-11-24T08:00:00Z";
    let next = world.get("/v1/availability/next?duration=30&earliest=2026-11-24T07:00:00Z").await.expect(200);
    assert_eq!(next["slot"]["start"], start);
    let check =
        world.get(&format!("/v1/availability/check?consultantId=any&duration=30&start={start}")).await.expect(200);
    assert_eq!(check["isAvailable"], true);
    let seats = join_all((0..5).map(|n| {
        let world = &world;
        async move { world.book("any", start, 30, &format!("client{n}@clients.example")).await.status.as_u16() }
    }));
    let mut seats = seats.await;
    seats.sort_unstable();
    assert_eq!(seats, [201, 201, 201, 409, 409]);
    let nearby = world.get(&format!("/v1/availability/suggestions?consultantId=any&duration=30&start={start}")).await;
    assert!(nearby.expect(200)["suggestions"].as_array().unwrap().iter().all(|slot| slot["start"] != start));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn racers_sell_every_seat() {
    let world = World::with(&ids(12).iter().map(|id| ordinary(id)).collect::<Vec<_>>()).await;
    let racers = (0..48).map(|n| {
        let world = &world;
        async move { world.book("any", TUESDAY, 60, &format!("racer{n}@clients.example")).await }
    });
    let answers = join_all(racers).await;
    let sold = answers.iter().filter(|answer| answer.status == 201).count();
    let lost = answers.iter().filter(|answer| answer.status == 409).count();
    assert_eq!((sold, lost), (12, 36));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn list_names_who_is_picked() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    for hour in [12, 14, 16] {
        world.book("anna", &format!("2026-11-23T{hour}:00:00+01:00"), 30, ADA).await.expect(201);
    }
    world.book("ben", "2026-11-27T09:00:00+01:00", 30, ADA).await.expect(201);
    world.set_clock("2026-11-26T08:00:00Z").await;
    let friday = "2026-11-27T13:00:00Z";
    // The week's bookings count, whatever part of it was asked for.
    for query in ["from=2026-11-26&to=2026-12-02", "from=2026-11-27&to=2026-11-27", "from=2026-11-23&to=2026-11-27"] {
        assert_eq!(consultants_at(&world, query, friday).await, json!(["ben", "anna"]), "{query}");
    }
    let next =
        world.get(&format!("/v1/availability/next?consultantId=any&duration=30&earliest={friday}")).await.expect(200);
    assert_eq!(next["slot"]["consultantIds"], json!(["ben", "anna"]));
    let picked = world.book("any", friday, 30, ADA).await.expect(201);
    assert_eq!(picked["booking"]["consultantId"], "ben");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn move_to_any_keeps_the_consultant() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = world.book("ben", TUESDAY, 30, ADA).await.expect(201);
    let token = made["manageToken"].as_str().unwrap();
    let reference = made["booking"]["reference"].as_str().unwrap();
    let path = format!("/v1/bookings/{reference}/availability?consultantId=any&from=2026-11-25&to=2026-11-25");
    let listed = world.get_as(&path, token).await.expect(200);
    let first = &listed["days"][0]["slots"][0];
    assert_eq!(first["consultantIds"], json!(["ben", "anna"]));
    let moved = world.move_to(&made, &json!({"start": first["start"], "consultantId": "any"})).await.expect(200);
    assert_eq!(moved["booking"]["consultantId"], "ben");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn alternatives_name_the_least_loaded() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    for hour in [10, 11, 13] {
        world.book("anna", &format!("2026-11-24T{hour}:00:00+01:00"), 30, ADA).await.expect(201);
    }
    world.book("anna", TUESDAY, 30, ADA).await.expect(201);
    world.book("ben", TUESDAY, 30, ADA).await.expect(201);
    let refused = world.book("any", TUESDAY, 30, ADA).await.expect(409);
    let alternatives = refused["alternatives"].as_array().unwrap();
    assert_eq!(alternatives.len(), 5);
    assert!(alternatives.iter().all(|slot| slot["consultantId"] == "ben"), "{alternatives:?}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refusal_needs_no_alternatives() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    world.book("anna", TUESDAY, 30, ADA).await.expect(201);
    world.settle().await;
    world.local.faults().add(|call| {
        let is_directory = call.operation == "Query" && String::from_utf8_lossy(call.body).contains("DIRECTORY");
        is_directory.then(InjectedFault::throttled)
    });
    let refused = world.book("anna", TUESDAY, 30, "ben@clients.example").await.expect(409);
    assert_eq!((refused["code"].as_str(), &refused["alternatives"]), (Some("slot_taken"), &json!([])));
    world.local.faults().clear();
    world.finish().await;
}

/// The answer to the transaction is lost, and every repetition is cut off: the item under the reference decides.
#[tokio::test(flavor = "multi_thread")]
async fn lost_answer_never_sells_twice() {
    let world = World::with(&[ordinary("anna")]).await;
    for performed in [true, false] {
        let count = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&count);
        world.local.faults().add(move |call| {
            let is_write = call.service == Service::DynamoDb && call.operation == "TransactWriteItems";
            let first = is_write && seen.fetch_add(1, Relaxed) == 0;
            let lost = if first && performed { InjectedFault::AnswerLost } else { InjectedFault::Unreached };
            is_write.then_some(lost)
        });
        let start = if performed { TUESDAY } else { "2026-11-24T11:00:00+01:00" };
        let body = booking_body("anna", start, 30, ADA);
        let answer = world.post("/v1/bookings", &body).await;
        world.local.faults().clear();
        assert!(count.load(Relaxed) > 1, "it was tried again");
        if performed {
            answer.expect(201);
        } else {
            assert_eq!(answer.problem(503), "busy");
            // For certain not booked: the time is free.
            world.post("/v1/bookings", &body).await.expect(201);
        }
    }
    world.finish().await;
}

/// Between the read and the transaction of a move to `any`, another client takes the present consultant's time.
#[tokio::test(flavor = "multi_thread")]
async fn move_to_any_goes_on_after_a_loss() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = world.book("anna", TUESDAY, 30, ADA).await.expect(201);
    world.settle().await;
    let (arrived, is_taken) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
    let (arrives, wait_until) = (Arc::clone(&arrived), Arc::clone(&is_taken));
    let reference = made["booking"]["reference"].as_str().unwrap().to_owned();
    world.local.faults().add(move |call| {
        let is_move = call.operation == "TransactWriteItems" && String::from_utf8_lossy(call.body).contains(&reference);
        (is_move && !wait_until.load(Relaxed)).then(|| {
            arrives.notify_one();
            let request: Value = serde_json::from_slice(call.body).unwrap();
            InjectedFault::cancelled(&vec!["TransactionConflict"; request["TransactItems"].as_array().unwrap().len()])
        })
    });
    let start = "2026-11-25T11:00:00+01:00";
    let take = async {
        arrived.notified().await;
        world.book("anna", start, 30, "eve@clients.example").await.expect(201);
        is_taken.store(true, Relaxed);
    };
    let wanted = json!({"start": start, "consultantId": "any"});
    let (moved, ()) = tokio::join!(world.move_to(&made, &wanted), take);
    assert_eq!(moved.expect(200)["booking"]["consultantId"], "ben");
    world.local.faults().clear();
    world.finish().await;
}
