//! Orders that are stopped half way, handled by two workers at once, cut short, or left without a message.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use emulator::{Service, instruments::InjectedFault};
use serde_json::json;
use tests::{World, tireless};

use super::{BULK, book, cancellation, history, mails, order, seen, stop, world_with};

fn has(body: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(body).contains(text)
}

/// Each booking is cancelled once or not at all, as its result says, and its client was told as often.
async fn agrees(world: &World, references: &[String], bulk: &serde_json::Value) {
    let results = bulk["results"].as_array().unwrap();
    for (number, reference) in references.iter().enumerate() {
        let result = results.iter().find(|result| result["reference"] == json!(reference));
        let is_done = result.is_some_and(|result| result["ok"] == true);
        let cancelled = history(world, reference).await.iter().filter(|kind| *kind == "booking.cancelled").count();
        assert_eq!(cancelled, usize::from(is_done), "{reference}: {result:?}");
        assert_eq!(mails(world, number, "booking_cancellation").await, usize::from(is_done));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_half_way_leaves_the_rest() {
    let (world, references) = world_with(60).await;
    let admin = world.admin().await;
    // Slow enough to be stopped.
    world.local.faults().add(|call| {
        let is_change = call.operation == "TransactWriteItems" && has(call.body, "booking.cancelled");
        is_change.then_some(InjectedFault::Delay(Duration::from_millis(20)))
    });
    let accepted = world.post_as(BULK, &admin, &cancellation(&references, 0)).await;
    accepted.expect(202);
    let stopped = loop {
        let seen = seen(&world, &accepted, &admin).await;
        if seen["done"].as_u64().unwrap() >= 5 {
            break stop(&world, &accepted, &admin).await;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(stopped["state"], "stopped");
    world.local.faults().clear();
    world.advance("PT5M").await;
    let end = seen(&world, &accepted, &admin).await;
    let (at_stop, at_end) = (stopped["done"].as_u64().unwrap(), end["done"].as_u64().unwrap());
    assert!(at_end <= at_stop + 2 && at_end < 60, "at most one more for each of two workers: {at_stop}, {at_end}");
    agrees(&world, &references, &end).await;
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_change_each_booking_once() {
    let (world, references) = world_with(20).await;
    let admin = world.admin().await;
    let accepted = world.post_as(BULK, &admin, &cancellation(&references, 10)).await;
    let id = accepted.expect(202)["id"].clone();
    // Standard queues may deliver a message several times.
    for _ in 0..4 {
        world.put_on_queue("WorkBulkQueue", &json!({"bulk": id, "chunk": 1})).await;
    }
    world.advance("PT1M").await;
    let done = seen(&world, &accepted, &admin).await;
    assert_eq!((&done["state"], &done["ok"]), (&json!("done"), &json!(20)), "{}", done["byCode"]);
    agrees(&world, &references, &done).await;
    world.finish().await;
}

/// The worker loses its store at the nth call, for each n: after the change, before its result, at the end of a chunk.
#[tokio::test(flavor = "multi_thread")]
async fn cut_short_anywhere_is_done_once() {
    let (world, references) = world_with(30).await;
    let admin = world.admin().await;
    let accepted = world.post_as(BULK, &admin, &cancellation(&references, 10)).await;
    accepted.expect(202);
    let calls = AtomicUsize::new(0);
    world.local.faults().add(move |call| {
        if call.service != Service::DynamoDb || !has(call.body, "BULK#") && !has(call.body, "bulk:") {
            return None;
        }
        // Three in a row are more than the client retries.
        match calls.fetch_add(1, Ordering::Relaxed) % 23 {
            5..8 => Some(InjectedFault::AnswerLost),
            15..18 => Some(InjectedFault::Unreached),
            _ => None,
        }
    });
    world.advance("PT30M").await;
    world.local.faults().clear();
    world.advance("PT30M").await;
    let done = seen(&world, &accepted, &world.admin().await).await;
    assert_eq!((&done["state"], &done["ok"]), (&json!("done"), &json!(30)), "{}", done["byCode"]);
    agrees(&world, &references, &done).await;
    world.finish().await;
}

/// A consultant who has handed a meeting over no longer sees it. The order still knows that it did so, when its message comes
/// again or its result is lost.
#[tokio::test(flavor = "multi_thread")]
async fn redelivered_hand_over_is_done() {
    let world = World::with(&["anna", "ben", "carla"].map(|id| tireless(id, "Europe/Berlin"))).await;
    let of_anna: Vec<String> = book(&world, 12).await.into_iter().step_by(2).collect();
    let anna = world.log_in("anna@consultants.example", &["consultant"]).await;
    let accepted = world.post_as(BULK, &anna, &order("reassign", &of_anna, json!({"consultantId": "carla"}), 10)).await;
    let id = accepted.expect(202)["id"].clone();
    for _ in 0..3 {
        world.put_on_queue("WorkBulkQueue", &json!({"bulk": id, "chunk": 1})).await;
    }
    let calls = AtomicUsize::new(0);
    world.local.faults().add(move |call| {
        let is_result = call.operation == "UpdateItem" && has(call.body, "BULK#") && has(call.body, "results");
        (is_result && calls.fetch_add(1, Ordering::Relaxed) % 5 < 3).then_some(InjectedFault::Unreached)
    });
    world.advance("PT30M").await;
    world.local.faults().clear();
    world.advance("PT30M").await;
    let done = seen(&world, &accepted, &world.admin().await).await;
    assert_eq!((&done["state"], &done["ok"], &done["byCode"]), (&json!("done"), &json!(6), &json!({})), "{done}");
    for reference in &of_anna {
        assert_eq!(world.everything_of(reference).await["booking"]["consultantId"], "carla");
        assert_eq!(history(&world, reference).await, ["booking.confirmed", "booking.rescheduled"], "handed over once");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_messages_are_put_again() {
    let (world, references) = world_with(12).await;
    let admin = world.admin().await;
    world.refuse(Service::Sqs, "ServiceUnavailable");
    let refused = world.post_as(BULK, &admin, &cancellation(&references, 0)).await;
    assert_eq!(refused.status, 503);
    world.local.faults().clear();
    world.advance("PT30M").await;
    assert_eq!(world.repairs().await.get("bulk"), Some(&1));
    for (number, reference) in references.iter().enumerate() {
        assert_eq!(history(&world, reference).await.len(), 2, "{reference}");
        assert_eq!(mails(&world, number, "booking_cancellation").await, 1);
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_and_notes_come_once() {
    let (world, references) = world_with(12).await;
    let admin = world.admin().await;
    let mut orders = Vec::new();
    for (action, params) in [("send-reminder", json!({})), ("notes", json!({"text": "x"}))] {
        let accepted = world.post_as(BULK, &admin, &order(action, &references, params, 10)).await;
        accepted.expect(202);
        orders.push(accepted);
    }
    let calls = AtomicUsize::new(0);
    // The results are lost: the worker begins again with bookings that it has handled.
    world.local.faults().add(move |call| {
        let is_result = call.operation == "UpdateItem" && has(call.body, "BULK#") && has(call.body, "results");
        (is_result && calls.fetch_add(1, Ordering::Relaxed) % 9 < 3).then_some(InjectedFault::Unreached)
    });
    world.advance("PT20M").await;
    world.local.faults().clear();
    for accepted in &orders {
        assert_eq!(seen(&world, accepted, &admin).await["ok"], 12);
    }
    for (number, reference) in references.iter().enumerate() {
        assert_eq!(mails(&world, number, "reminder_24h").await, 1);
        assert_eq!(world.everything_of(reference).await["notes"].as_array().unwrap().len(), 1);
    }
    world.finish().await;
}
