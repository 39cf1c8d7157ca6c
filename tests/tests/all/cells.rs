//! Other conditions of every claim besides bookings: holds that end, and outside calendars. No code writes those yet;
//! here the test does, as `data-and-jobs.md` says they are stored.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::Relaxed},
};

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use emulator::instruments::InjectedFault;
use serde_json::json;
use tests::{World, ordinary};
use tokio::sync::Notify;

const TEN: &str = "2026-11-24T10:00:00Z";
const ADA: &str = "ada@clients.example";

/// Sets attributes of the cell of Tuesday, 10:00 UTC.
#[allow(clippy::disallowed_methods, reason = "a test writes what no function writes yet")]
async fn set(world: &World, attributes: &[(&str, AttributeValue)]) {
    let client = Client::new(&world.local.sdk_config());
    let sets: Vec<String> = attributes.iter().map(|(name, _)| format!("{name} = :{name}")).collect();
    let mut update = client
        .update_item()
        .table_name(world.local.table_name().unwrap())
        .key("pk", AttributeValue::S("CONSULTANT#anna".to_owned()))
        .key("sk", AttributeValue::S("TIME#2026-11-24T10".to_owned()))
        .update_expression(format!("SET {}", sets.join(", ")));
    for (name, value) in attributes {
        update = update.expression_attribute_values(format!(":{name}"), value.clone());
    }
    update.send().await.unwrap();
}

/// Removes attributes of that cell, so that the world ends as the bookings require.
#[allow(clippy::disallowed_methods, reason = "a test removes its own data")]
async fn remove(world: &World, names: &str) {
    Client::new(&world.local.sdk_config())
        .update_item()
        .table_name(world.local.table_name().unwrap())
        .key("pk", AttributeValue::S("CONSULTANT#anna".to_owned()))
        .key("sk", AttributeValue::S("TIME#2026-11-24T10".to_owned()))
        .update_expression(format!("REMOVE {names}"))
        .send()
        .await
        .unwrap();
}

async fn is_offered(world: &World) -> bool {
    let starts = world.starts("consultantId=anna&duration=60&from=2026-11-24&to=2026-11-24").await;
    starts.contains(&TEN.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn hold_blocks_time_until_it_ends() {
    let world = World::with(&[ordinary("anna")]).await;
    // A quarter of an hour from nine o'clock in Berlin.
    let end = "2026-11-23T08:15:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp();
    let hold = [("m30", AttributeValue::S("HOLD-1".to_owned())), ("u30", AttributeValue::N(end.to_string()))];
    set(&world, &hold).await;
    assert!(!is_offered(&world).await);
    assert_eq!(world.book("anna", TEN, 60, ADA).await.problem(409), "slot_taken");
    world.advance("PT16M").await;
    assert!(is_offered(&world).await);
    world.book("anna", TEN, 60, ADA).await.expect(201);
    // Booked for good: the hold's end is gone, or the time would be free again by now.
    assert!(!is_offered(&world).await);
    assert_eq!(world.book("anna", TEN, 60, "eve@clients.example").await.problem(409), "slot_taken");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn external_busy_time_is_blocked() {
    let world = World::with(&[ordinary("anna")]).await;
    set(&world, &[("x", AttributeValue::Ss(vec!["45".to_owned(), "50".to_owned()]))]).await;
    assert!(!is_offered(&world).await);
    let refused = world.book("anna", TEN, 60, ADA).await.expect(409);
    assert_eq!((refused["code"].as_str(), refused["reason"].as_str()), (Some("slot_not_offered"), Some("blocked")));
    let check =
        world.get(&format!("/v1/availability/check?consultantId=anna&start={TEN}&duration=60")).await.expect(200);
    assert_eq!(
        check["conflicts"],
        json!([{"start": "2026-11-24T10:45:00Z", "end": "2026-11-24T10:55:00Z", "reason": "blocked"}])
    );
    world.book("anna", TEN, 30, ADA).await.expect(201);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn transaction_refuses_newly_taken_time() {
    let world = World::with(&[ordinary("anna")]).await;
    // Between the read and the transaction an outside calendar becomes busy: transactions conflict until it is.
    let (arrived, is_busy) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
    let (arrives, wait_until) = (Arc::clone(&arrived), Arc::clone(&is_busy));
    world.local.faults().add(move |call| {
        let is_held_up = call.operation == "TransactWriteItems" && !wait_until.load(Relaxed);
        is_held_up.then(|| {
            arrives.notify_one();
            let request: serde_json::Value = serde_json::from_slice(call.body).unwrap();
            InjectedFault::cancelled(&vec!["TransactionConflict"; request["TransactItems"].as_array().unwrap().len()])
        })
    });
    let become_busy = async {
        arrived.notified().await;
        set(&world, &[("x", AttributeValue::Ss(vec!["00".to_owned()]))]).await;
        is_busy.store(true, Relaxed);
    };
    let (answer, ()) = futures::join!(world.book("anna", TEN, 60, ADA), become_busy);
    assert_eq!(answer.expect(409)["reason"], "blocked");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn foreign_marks_survive_cancel_and_move() {
    let world = World::with(&[ordinary("anna")]).await;
    for change in ["cancel", "move"] {
        let made = world.book("anna", TEN, 60, ADA).await.expect(201);
        set(&world, &[("m15", AttributeValue::S("SOMEBODY".to_owned()))]).await;
        if change == "cancel" {
            world.cancel(&made).await.expect(200);
        } else {
            world.move_to(&made, &json!({"start": "2026-11-25T10:00:00Z"})).await.expect(200);
        }
        assert!(!is_offered(&world).await, "the foreign mark is still there");
        remove(&world, "m15").await;
        assert!(is_offered(&world).await, "everything else was given back");
    }
    world.finish().await;
}
