//! Other conditions of every claim besides bookings: holds that end, and outside calendars. No code writes those yet;
//! here the test does, in the cell that guards the time and in the day that shows it.

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
/// The cell of Tuesday, 10:00 UTC.
const CELL: &str = "TIME#2026-11-24T10";
const DAY: &str = "DAY#2026-11-24";

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn outside(minutes: &[&str]) -> AttributeValue {
    AttributeValue::Ss(minutes.iter().map(|minute| (*minute).to_owned()).collect())
}

/// Sets an attribute of one of Anna's items.
#[allow(clippy::disallowed_methods, reason = "a test writes what no function writes yet")]
async fn set(world: &World, sk: &str, name: &str, value: AttributeValue) {
    let update = Client::new(&world.local.sdk_config()).update_item().table_name(world.local.table_name().unwrap());
    let update = update.key("pk", text("CONSULTANT#anna")).key("sk", text(sk));
    let update = update.update_expression("SET #name = :value").expression_attribute_names("#name", name);
    update.expression_attribute_values(":value", value).send().await.unwrap();
}

/// Removes an attribute, so that the world ends as the bookings require.
#[allow(clippy::disallowed_methods, reason = "a test removes its own data")]
async fn remove(world: &World, sk: &str, name: &str) {
    let update = Client::new(&world.local.sdk_config()).update_item().table_name(world.local.table_name().unwrap());
    let update = update.key("pk", text("CONSULTANT#anna")).key("sk", text(sk));
    update.update_expression("REMOVE #name").expression_attribute_names("#name", name).send().await.unwrap();
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
    set(&world, CELL, "m30", text("HOLD-1")).await;
    set(&world, CELL, "u30", AttributeValue::N(end.to_string())).await;
    set(&world, DAY, "hHOLD-1", text(&format!("630 635 {end}"))).await;
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
    set(&world, CELL, "x", outside(&["45", "50"])).await;
    set(&world, DAY, "x", text("645-655")).await;
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
        set(&world, CELL, "x", outside(&["00"])).await;
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
        set(&world, CELL, "m15", text("SOMEBODY")).await;
        if change == "cancel" {
            world.cancel(&made).await.expect(200);
        } else {
            world.move_to(&made, &json!({"start": "2026-11-25T10:00:00Z"})).await.expect(200);
        }
        // The day shows no booking there, and the cell still guards the foreign mark.
        assert!(is_offered(&world).await);
        // The same request of the same client would find the moved booking.
        let late = "late@clients.example";
        assert_eq!(world.book("anna", TEN, 60, late).await.problem(409), "slot_taken");
        remove(&world, CELL, "m15").await;
        world.cancel(&world.book("anna", TEN, 60, late).await.expect(201)).await.expect(200);
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_day_entry_blocks_no_change() {
    let world = World::with(&[ordinary("anna")]).await;
    let entry = |made: &serde_json::Value| format!("b{}", made["booking"]["reference"].as_str().unwrap());
    for (start, to) in [(TEN, "2026-11-24T12:00:00Z"), ("2026-11-24T11:00:00Z", "2026-11-25T10:00:00Z")] {
        let made = world.book("anna", start, 60, ADA).await.expect(201);
        remove(&world, DAY, &entry(&made)).await;
        set(&world, DAY, "n", AttributeValue::N("0".to_owned())).await;
        world.move_to(&made, &json!({"start": to})).await.expect(200);
        world.cancel(&made).await.expect(200);
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unreadable_day_is_taken() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    set(&world, DAY, "x", text("from ten on")).await;
    assert!(!is_offered(&world).await);
    assert_eq!(world.book("anna", TEN, 60, ADA).await.problem(409), "slot_taken");
    let made = world.book("any", TEN, 60, ADA).await.expect(201);
    assert_eq!(made["booking"]["consultant"]["id"], "ben");
    remove(&world, DAY, "x").await;
    world.finish().await;
}
