//! All bookings of an address, by a mailed link.

use serde_json::{Value, json};
use tests::{World, ordinary, reference_of};

use super::{ADA, erase, privacy_token, templates, token};

const BOB: &str = "bob@clients.example";

#[tokio::test]
async fn link_lists_every_booking_of_its_address() {
    let world = World::with(&[ordinary("anna")]).await;
    let first = world.book("anna", "2026-11-24T11:00:00+01:00", 60, "Ada@Clients.example").await.expect(201);
    let second = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.book("anna", "2026-11-26T11:00:00+01:00", 60, BOB).await.expect(201);
    world.settle().await;
    let link = privacy_token(&world, ADA).await;
    let answer = world.get_as("/v1/privacy/bookings", &link).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = answer.expect(200);
    let listed: Vec<&Value> =
        page["bookings"].as_array().unwrap().iter().map(|it| &it["booking"]["reference"]).collect();
    assert_eq!(listed, [&second["booking"]["reference"], &first["booking"]["reference"]]);
    assert_eq!(page["address"], json!({"complained": false, "unsubscribed": false}));
    // Each can be moved and cancelled.
    let of_first = &page["bookings"][1];
    assert_eq!((&of_first["isOpen"], &of_first["isErasable"]), (&json!(true), &json!(false)));
    world.move_to(of_first, &json!({"start": "2026-11-24T14:00:00+01:00"})).await.expect(200);
    world.cancel(of_first).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn unknown_address_gets_the_same_answer() {
    let world = World::with(&[ordinary("anna")]).await;
    world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let mails = world.mails().await.len();
    let answers = [ADA, BOB].map(|email| json!({ "email": email }));
    let known = world.post("/v1/privacy/request", &answers[0]).await;
    let unknown = world.post("/v1/privacy/request", &answers[1]).await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    world.settle().await;
    assert_eq!(world.mails().await.len(), mails + 1, "only Ada has a booking");
    for body in [json!({}), json!({"email": "nonsense"}), json!({"email": 1})] {
        assert_eq!(world.post("/v1/privacy/request", &body).await.faults()[0].0, "/email", "{body}");
    }
    world.finish().await;
}

#[tokio::test]
async fn an_address_gets_three_links_a_day() {
    let world = World::with(&[ordinary("anna")]).await;
    world.book("anna", "2026-11-26T11:00:00+01:00", 60, ADA).await.expect(201);
    for _ in 0..6 {
        world.post("/v1/privacy/request", &json!({ "email": ADA })).await.expect(202);
    }
    world.settle().await;
    assert_eq!(templates(&world, ADA).await.iter().filter(|it| *it == "privacy_link").count(), 3);
    world.advance("P1D").await;
    privacy_token(&world, ADA).await;
    assert_eq!(templates(&world, ADA).await.iter().filter(|it| *it == "privacy_link").count(), 4);
    world.finish().await;
}

#[tokio::test]
async fn networks_ask_for_links_within_limits() {
    let limits = [("LOOKUPS_PER_ADDRESS", "LookupsPerAddress", 2)];
    let world = World::limited_to(&[ordinary("anna")], &limits).await;
    for number in 0..2 {
        world.post("/v1/privacy/request", &json!({ "email": format!("c{number}@clients.example") })).await.expect(202);
    }
    let refused = world.post("/v1/privacy/request", &json!({ "email": ADA })).await;
    assert!(refused.header("retry-after").parse::<u32>().unwrap() <= 900);
    assert_eq!(refused.problem(429), "too_many_requests");
    world.finish().await;
}

#[tokio::test]
async fn page_works_until_data_are_gone() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let world = world.restart_at("2027-06-01T08:00:00Z").await;
    // The booking's own page has ended half a year ago; its data haven't.
    let path = format!("/v1/bookings/{}", reference_of(&made));
    assert_eq!(world.get_as(&path, token(&made)).await.problem(410), "token_expired");
    world.get_as("/v1/privacy/export", token(&made)).await.expect(200);
    let link = privacy_token(&world, ADA).await;
    let page = world.get_as("/v1/privacy/bookings", &link).await.expect(200);
    assert_eq!(page["bookings"][0]["isOpen"], false);
    let file = world.get_as("/v1/privacy/export", &link).await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"bookings.json\"");
    assert_eq!(file.expect(200)["bookings"][0]["booking"]["client"]["email"], ADA);
    assert_eq!(erase(&world, &link).await.expect(200), json!({}));
    assert_eq!(world.get_as("/v1/privacy/bookings", &link).await.expect(200)["bookings"], json!([]));
    assert_eq!(world.kept(ADA).await, [""; 0]);
    assert_eq!(erase(&world, token(&made)).await.problem(401), "unauthorized");
    world.finish().await;
}

#[tokio::test]
async fn erasing_an_address_keeps_upcoming_bookings() {
    let world = World::with(&[ordinary("anna")]).await;
    let off = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let coming = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.cancel(&off).await.expect(200);
    world.settle().await;
    let link = privacy_token(&world, ADA).await;
    assert_eq!(erase(&world, &link).await.expect(200), json!({"kept": [coming["booking"]["reference"]]}));
    let page = world.get_as("/v1/privacy/bookings", &link).await.expect(200);
    assert_eq!(page["bookings"].as_array().unwrap().len(), 1);
    world.finish().await;
}

#[tokio::test]
async fn page_needs_the_mailed_link() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.book("anna", "2026-11-25T11:00:00+01:00", 60, BOB).await.expect(201);
    world.settle().await;
    let (own, other) = (privacy_token(&world, ADA).await, privacy_token(&world, BOB).await);
    let (signature, _) = own.rsplit_once('.').unwrap();
    let (_, key) = other.rsplit_once('.').unwrap();
    for bad in [format!("{signature}.{key}"), token(&made).to_owned(), "nonsense".to_owned(), "a.b.c".to_owned()] {
        assert_eq!(world.get_as("/v1/privacy/bookings", &bad).await.problem(401), "unauthorized", "{bad}");
    }
    assert_eq!(world.get("/v1/privacy/bookings").await.problem(401), "unauthorized");
    // It opens no single booking, and a follow-up's link doesn't open the page.
    let path = format!("/v1/bookings/{}", reference_of(&made));
    assert_eq!(world.get_as(&path, &own).await.problem(401), "unauthorized");
    world.finish().await;
}

#[tokio::test]
async fn page_unsubscribes_its_address() {
    let world = World::with(&[ordinary("anna")]).await;
    world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let link = privacy_token(&world, ADA).await;
    world.post_as("/v1/unsubscribe", &link, &json!({})).await.expect(200);
    let page = world.get_as("/v1/privacy/bookings", &link).await.expect(200);
    assert_eq!(page["address"]["unsubscribed"], true);
    world.finish().await;
}
