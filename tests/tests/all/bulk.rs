//! One action on many bookings: with a delay, progress, a stop, and a result for each.

mod actions;
mod limits;
mod trouble;

use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt, stream};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, ordinary, reference_of, tireless};

pub(super) const BULK: &str = "/v1/admin/bookings/bulk";

/// The client of a booking.
pub(super) fn client(number: usize) -> String {
    format!("client{number}@clients.example")
}

/// A world with so many bookings of two consultants, from Wednesday on.
pub(super) async fn world_with(bookings: usize) -> (World, Vec<String>) {
    let world = World::with(&[tireless("anna", "Europe/Berlin"), tireless("ben", "Europe/Berlin")]).await;
    let references = book(&world, bookings).await;
    (world, references)
}

/// Books with both in turn, each an hour after the other.
pub(super) async fn book(world: &World, bookings: usize) -> Vec<String> {
    let made = stream::iter(0..bookings).map(|number| async move {
        let start = start_of(number / 2);
        let consultant = ["anna", "ben"][number % 2];
        let body = booking_body(consultant, &start, 30, &client(number));
        reference_of(&world.post("/v1/bookings", &body).await.expect(201))
    });
    let mut references = Vec::new();
    let mut made = std::pin::pin!(made.buffered(8));
    while let Some(reference) = made.next().await {
        references.push(reference);
        if references.len() % 100 == 0 {
            world.settle().await;
        }
    }
    world.settle().await;
    references
}

/// Hours from Wednesday, 25 November, 8:00 in Berlin.
pub(super) fn start_of(number: usize) -> String {
    let first: DateTime<Utc> = "2026-11-25T07:00:00Z".parse().unwrap();
    (first + TimeDelta::minutes(30 * i64::try_from(number).unwrap())).to_rfc3339()
}

pub(super) fn order(action: &str, references: &[String], params: Value, delay: u32) -> Value {
    json!({"action": action, "references": references, "params": params, "delaySeconds": delay})
}

pub(super) fn cancellation(references: &[String], delay: u32) -> Value {
    order("cancel", references, json!({"reason": "The office is closed."}), delay)
}

/// The order as it is now.
pub(super) async fn seen(world: &World, accepted: &Answer, token: &str) -> Value {
    world.get_as(accepted.header("location"), token).await.expect(200)
}

pub(super) async fn stop(world: &World, accepted: &Answer, token: &str) -> Value {
    world.post_as(&format!("{}/stop", accepted.header("location")), token, &json!({})).await.expect(200)
}

/// The number of mails of a template to a client.
pub(super) async fn mails(world: &World, number: usize, template: &str) -> usize {
    let mails = world.mails_to(&client(number)).await;
    mails.iter().filter(|mail| mail.template == template).count()
}

pub(super) async fn status(world: &World, reference: &str) -> String {
    world.everything_of(reference).await["booking"]["status"].as_str().unwrap().to_owned()
}

/// The kinds of a booking's events.
pub(super) async fn history(world: &World, reference: &str) -> Vec<String> {
    let history = world.everything_of(reference).await["history"].clone();
    history.as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn small_order_is_done_at_once() {
    let (world, references) = world_with(3).await;
    let admin = world.admin().await;
    world.post_as(BULK, &admin, &cancellation(&references[2..], 0)).await.expect(200);
    let mut chosen = references.clone();
    chosen.push("VLT-20261123-AAAAAA".to_owned());
    let answer = world.post_as(BULK, &admin, &cancellation(&chosen, 0)).await;
    let done = answer.expect(200);
    assert_eq!(
        (&done["state"], &done["total"], &done["ok"], &done["failed"]),
        (&json!("done"), &json!(4), &json!(2), &json!(2))
    );
    assert_eq!(done["byCode"], json!({"booking_not_live": 1, "not_found": 1}));
    assert_eq!(done["results"][0], json!({"reference": references[0], "ok": true}));
    assert_eq!(done["results"][2], json!({"reference": references[2], "ok": false, "code": "booking_not_live"}));
    assert_eq!(seen(&world, &answer, &admin).await, done);
    world.settle().await;
    for number in 0..3 {
        assert_eq!(mails(&world, number, "booking_cancellation").await, 1);
    }
    let event = world.everything_of(&references[0]).await["history"][1].clone();
    assert_eq!((&event["type"], &event["actor"]), (&json!("booking.cancelled"), &json!("admin")));
    assert!(event["accountId"].is_string() && event["requestId"].as_str().unwrap().starts_with("bulk:"), "{event}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_before_the_beginning_changes_nothing() {
    let (world, references) = world_with(4).await;
    let admin = world.admin().await;
    let accepted = world.post_as(BULK, &admin, &cancellation(&references, 10)).await;
    let order = accepted.expect(202);
    assert_eq!((&order["state"], &order["done"], &order["mails"]), (&json!("waiting"), &json!(0), &json!(4)));
    let at = |name: &str| order[name].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert_eq!(at("notBefore") - at("createdAt"), TimeDelta::seconds(10));
    let stopped = stop(&world, &accepted, &admin).await;
    assert_eq!((&stopped["state"], &stopped["done"]), (&json!("stopped"), &json!(0)));
    world.advance("PT5M").await;
    for (number, reference) in references.iter().enumerate() {
        assert_eq!(history(&world, reference).await, ["booking.confirmed"], "C5: no event");
        assert_eq!(mails(&world, number, "booking_cancellation").await, 0, "and no mail");
    }
    assert_eq!(stop(&world, &accepted, &admin).await, seen(&world, &accepted, &admin).await, "a second time");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn order_runs_after_its_delay() {
    let (world, references) = world_with(30).await;
    let admin = world.admin().await;
    let accepted = world.post_as(BULK, &admin, &cancellation(&references, 60)).await;
    accepted.expect(202);
    world.advance("PT30S").await;
    assert_eq!(seen(&world, &accepted, &admin).await["done"], 0);
    // Somebody is faster.
    let path = format!("/v1/admin/bookings/{}/reschedule", references[7]);
    let tag = world.get_as(&format!("/v1/admin/bookings/{}", references[7]), &admin).await.header("etag").to_owned();
    let moved = json!({"start": "2026-12-04T11:00:00+01:00"});
    world.change_as(Method::POST, &path, &admin, Some(&tag), &moved).await.expect(200);
    world.advance("PT1M").await;
    let done = seen(&world, &accepted, &admin).await;
    assert_eq!(
        (&done["state"], &done["ok"], &done["byCode"]),
        (&json!("done"), &json!(29), &json!({"changed_meanwhile": 1}))
    );
    for (number, reference) in references.iter().enumerate() {
        let expected = if number == 7 { "rescheduled" } else { "cancelled" };
        assert_eq!(status(&world, reference).await, expected);
        assert_eq!(mails(&world, number, "booking_cancellation").await, usize::from(number != 7));
    }
    let audit = world.get_as("/v1/admin/audit?kind=bookings.changed", &admin).await.expect(200);
    assert_eq!(audit["items"].as_array().unwrap().len(), 2, "its acceptance and its end: {audit}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn selection_is_frozen_at_once() {
    let (world, references) = world_with(8).await;
    let admin = world.admin().await;
    let select = |selection: Value, delay: u32| json!({"action": "notes", "selection": selection, "params": {"text": "Called."}, "delaySeconds": delay});
    let of_anna = json!({"consultantId": "anna", "from": "2026-11-25", "to": "2026-11-30", "status": ["confirmed"]});
    let accepted = world.post_as(BULK, &admin, &select(of_anna, 10)).await;
    assert_eq!(accepted.expect(202)["total"], 4);
    let later = world.book("anna", "2026-11-27T11:00:00+01:00", 30, "later@clients.example").await.expect(201);
    world.advance("PT20S").await;
    assert_eq!(seen(&world, &accepted, &admin).await["ok"], 4);
    assert_eq!(world.everything_of(&references[0]).await["notes"][0]["text"], "Called.");
    assert_eq!(world.everything_of(&reference_of(&later)).await["notes"], json!([]), "booked afterwards");
    for selection in [json!({"q": client(1)}), json!({"q": "lovelace"}), json!({"sort": "-createdAt"}), json!({})] {
        let answer = world.post_as(BULK, &admin, &select(selection.clone(), 0)).await.expect(200);
        assert!(answer["total"].as_u64().unwrap() >= 1, "{selection}: {answer}");
    }
    let none = world.post_as(BULK, &admin, &select(json!({"status": "no_show"}), 0)).await.expect(200);
    assert_eq!((&none["total"], &none["state"]), (&json!(0), &json!("done")));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_request_is_one_order() {
    let (world, references) = world_with(2).await;
    let admin = world.admin().await;
    let send = |body: Value| {
        let request = world.request(Method::POST, BULK).bearer_auth(&admin).header("Idempotency-Key", "one");
        world.send(request.json(&body))
    };
    let first = send(cancellation(&references, 10)).await.expect(202);
    assert_eq!(send(cancellation(&references, 10)).await.expect(202)["id"], first["id"]);
    assert_eq!(send(cancellation(&references[..1], 10)).await.faults()[0].1, "key_reused");
    world.advance("PT20S").await;
    assert_eq!(send(cancellation(&references, 10)).await.expect(200)["id"], first["id"], "it is done");
    assert_eq!(world.items_of("BULK#").await.len(), 2, "an order and its chunk");
    world.finish().await;
}

#[tokio::test]
async fn faults_are_reported_at_once() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let body = json!({"action": "cancel", "references": ["x"], "params": {}, "delaySeconds": 90});
    let faults = world.post_as(BULK, &admin, &body).await.faults();
    let pointers: Vec<&str> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/params/reason", "/references/0", "/delaySeconds"]);
    assert_eq!(world.get_as("/v1/admin/bulk/none", &admin).await.problem(404), "not_found");
    world.finish().await;
}
