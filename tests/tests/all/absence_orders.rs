//! The orders of an absence: a second one for latecomers, a stop, and a crash in the middle.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use emulator::{Service, instruments::InjectedFault};
use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

use super::sick_day::{ABSENCES, booked, client, counted, ill};

/// Declares the absence; returns its path.
async fn declare(world: &World, then: &str) -> String {
    let answer = world.post_as(ABSENCES, &world.admin().await, &ill(then)).await;
    answer.expect(202);
    answer.header("location").to_owned()
}

async fn orders_of(world: &World, path: &str) -> Value {
    world.get_as(path, &world.admin().await).await.expect(200)
}

async fn order(world: &World, id: &Value) -> Value {
    let path = format!("/v1/admin/bulk/{}", id.as_str().unwrap());
    world.get_as(&path, &world.admin().await).await.expect(200)
}

/// Slows the cancellations of an order; the answer says when the first one begins.
fn slow_cancellations(world: &World, delay: Duration) -> Arc<AtomicBool> {
    let begun = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&begun);
    world.local.faults().add(move |call| {
        let is_change =
            call.operation == "TransactWriteItems" && String::from_utf8_lossy(call.body).contains("booking.cancelled");
        is_change.then(|| {
            seen.store(true, Ordering::Release);
            InjectedFault::Delay(delay)
        })
    });
    begun
}

async fn until(flag: &AtomicBool) {
    while !flag.load(Ordering::Acquire) {
        tokio::task::yield_now().await;
    }
}

/// Each booking is cancelled once if its result says so, else not at all; its client has as many mails.
async fn agrees(world: &World, made: &[Value], results: &[Value]) {
    for (number, made) in made.iter().enumerate() {
        let reference = reference_of(made);
        let is_done =
            results.iter().any(|result| result["reference"] == json!(reference) && result["ok"] == json!(true));
        let history = world.everything_of(&reference).await["history"].clone();
        let cancelled = history.as_array().unwrap().iter().filter(|event| event["type"] == "booking.cancelled").count();
        assert_eq!(cancelled, usize::from(is_done), "{reference}: {history}");
        let mails = counted(world, &client(number)).await.get("booking_cancellation").copied().unwrap_or(0);
        assert_eq!(mails, usize::from(is_done), "{reference}");
    }
}

/// A booking that staff make while the first order runs gets a second order.
#[tokio::test(flavor = "multi_thread")]
async fn latecomers_get_a_second_order() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = booked(&world, 3).await;
    let path = declare(&world, "cancel").await;
    let begun = slow_cancellations(&world, Duration::from_millis(500));
    let late = async {
        until(&begun).await;
        let mut body = booking_body("anna", "2026-11-24T16:00:00+01:00", 30, "late@clients.example");
        body["consent"] = json!({"given": "by_phone"});
        body["waive"] = json!(["hours"]);
        world.post_as("/v1/admin/bookings", &world.admin().await, &body).await.expect(201)
    };
    let ((), late) = tokio::join!(world.advance("PT30S"), late);
    world.local.faults().clear();
    world.settle().await;
    let absence = orders_of(&world, &path).await;
    let orders = absence["orders"].as_array().unwrap();
    assert_eq!((&absence["state"], orders.len()), (&json!("done"), 2), "{absence}");
    let (first, second) = (order(&world, &orders[0]["id"]).await, order(&world, &orders[1]["id"]).await);
    assert_eq!((&first["ok"], &second["ok"], &second["total"]), (&json!(3), &json!(1), &json!(1)), "{second}");
    assert_eq!(second["results"][0]["reference"], json!(reference_of(&late)));
    agrees(&world, &made, first["results"].as_array().unwrap()).await;
    assert_eq!(counted(&world, "late@clients.example").await.get("booking_cancellation"), Some(&1));
    world.finish().await;
}

/// An order that is stopped leaves the rest, and no second order takes it up.
#[tokio::test(flavor = "multi_thread")]
async fn stopped_order_of_an_absence_ends_it() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = booked(&world, 8).await;
    let path = declare(&world, "cancel").await;
    let begun = slow_cancellations(&world, Duration::from_millis(300));
    let admin = world.admin().await;
    let stop = async {
        until(&begun).await;
        let id = orders_of(&world, &path).await["orders"][0]["id"].as_str().unwrap().to_owned();
        world.post_as(&format!("/v1/admin/bulk/{id}/stop"), &admin, &json!({})).await.expect(200)
    };
    let ((), stopped) = tokio::join!(world.advance("PT30S"), stop);
    assert_eq!(stopped["state"], "stopped");
    world.local.faults().clear();
    world.advance("PT20M").await;
    let absence = orders_of(&world, &path).await;
    let orders = absence["orders"].as_array().unwrap();
    assert_eq!((&absence["state"], orders.len()), (&json!("done"), 1), "{absence}");
    let order = order(&world, &orders[0]["id"]).await;
    assert!(order["done"].as_u64().unwrap() <= 1, "only the one that was under way: {order}");
    agrees(&world, &made, order["results"].as_array().unwrap()).await;
    world.finish().await;
}

/// The system ends in the middle of an order and goes on with it after its start: each client hears once.
#[tokio::test(flavor = "multi_thread")]
async fn crash_in_an_order_of_an_absence_resumes() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = booked(&world, 8).await;
    let path = declare(&world, "cancel").await;
    let count = Arc::new(AtomicUsize::new(0));
    let (begun, seen) = (Arc::new(AtomicBool::new(false)), Arc::clone(&count));
    let third = Arc::clone(&begun);
    world.local.faults().add(move |call| {
        let is_change =
            call.operation == "TransactWriteItems" && String::from_utf8_lossy(call.body).contains("booking.cancelled");
        (is_change && seen.fetch_add(1, Ordering::Relaxed) >= 2).then(|| {
            third.store(true, Ordering::Release);
            InjectedFault::Delay(Duration::from_secs(60))
        })
    });
    tokio::select! {
        () = world.advance("PT30S") => panic!("the order ended before the crash"),
        () = until(&begun) => {}
    }
    let world = world.crash().await;
    world.advance("PT20M").await;
    let absence = orders_of(&world, &path).await;
    assert_eq!((&absence["state"], &absence["orders"][0]["state"]), (&json!("done"), &json!("done")), "{absence}");
    let order = order(&world, &absence["orders"][0]["id"]).await;
    assert_eq!((&order["ok"], &order["failed"]), (&json!(8), &json!(0)), "{order}");
    agrees(&world, &made, order["results"].as_array().unwrap()).await;
    world.finish().await;
}

/// The order's function loses its store now and then: between the absence, its order, a change and its result.
#[tokio::test(flavor = "multi_thread")]
async fn absence_is_carried_out_once_despite_faults() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = booked(&world, 8).await;
    let path = declare(&world, "cancel").await;
    let calls = AtomicUsize::new(0);
    world.local.faults().add(move |call| {
        let body = String::from_utf8_lossy(call.body);
        if call.service != Service::DynamoDb || !body.contains("BULK#") && !body.contains("bulk:") {
            return None;
        }
        // Three in a row are more than the client retries.
        match calls.fetch_add(1, Ordering::Relaxed) % 19 {
            3..6 => Some(InjectedFault::AnswerLost),
            12..15 => Some(InjectedFault::Unreached),
            _ => None,
        }
    });
    world.advance("PT30M").await;
    world.local.faults().clear();
    world.advance("PT30M").await;
    let absence = orders_of(&world, &path).await;
    assert_eq!(absence["orders"].as_array().unwrap().len(), 1, "{absence}");
    let order = order(&world, &absence["orders"][0]["id"]).await;
    assert_eq!((&order["state"], &order["ok"]), (&json!("done"), &json!(8)), "{order}");
    agrees(&world, &made, order["results"].as_array().unwrap()).await;
    world.finish().await;
}
