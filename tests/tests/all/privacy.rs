//! A client's view of their stored data, and the data left after an erasure.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, ordinary};

const ADA: &str = "ada@clients.example";
const START: &str = "2026-11-24T11:00:00+01:00";

fn token(made: &Value) -> &str {
    made["manageToken"].as_str().unwrap()
}

fn reference(made: &Value) -> &str {
    made["booking"]["reference"].as_str().unwrap()
}

/// A booking with all data that a client can enter.
async fn talkative(world: &World) -> Value {
    let mut body = booking_body("anna", START, 60, ADA);
    body["client"]["lastName"] = json!("Lovelace-Byron");
    body["client"]["phone"] = json!("+49 30 901820");
    body["client"]["company"] = json!("Analytical Engines");
    body["message"] = json!("Babbage says hello");
    body["preparationNotes"] = json!("Difference no. 2");
    body["utm"] = json!({"source": "newsletter-42"});
    world.post("/v1/bookings", &body).await.expect(201)
}

async fn export(world: &World, token: &str) -> Answer {
    world.get_as("/v1/privacy/export", token).await
}

async fn erase(world: &World, token: &str) -> Answer {
    world.post_as("/v1/privacy/erase", token, &json!({"confirm": true})).await
}

#[tokio::test]
async fn export_contains_all_stored_data() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = talkative(&world).await;
    world.move_to(&made, &json!({"start": "2026-11-25T11:00:00+01:00"})).await.expect(200);
    world.settle().await;
    let answer = export(&world, token(&made)).await;
    assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{}.json\"", reference(&made)));
    assert_eq!(answer.header("cache-control"), "no-store");
    let file = answer.expect(200);
    assert_eq!(file["booking"]["client"]["lastName"], "Lovelace-Byron");
    assert_eq!(file["booking"]["message"], "Babbage says hello");
    assert_eq!(file["utm"], json!({"source": "newsletter-42"}));
    let types: Vec<&Value> = file["history"].as_array().unwrap().iter().map(|entry| &entry["type"]).collect();
    assert_eq!(types, ["booking.confirmed", "booking.rescheduled"]);
    let entries = file["messages"].as_array().unwrap();
    assert!(entries.iter().any(|entry| entry["recipient"] == "client" && entry["state"] == "done"), "{entries:?}");
    assert_eq!(file["address"], json!({"complained": false, "unsubscribed": false}));
    for internal in ["clientKey", "tokenEpoch", "claim", token(&made)] {
        assert!(!answer.text.contains(internal), "{internal}");
    }
    world.finish().await;
}

#[tokio::test]
async fn export_needs_the_bookings_token() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let other = world.book("anna", "2026-11-24T14:00:00+01:00", 60, "ben@clients.example").await.expect(201);
    let file = export(&world, token(&other)).await.expect(200);
    assert_eq!(file["booking"]["reference"], other["booking"]["reference"], "each its own");
    // The signature of another booking, with this booking's reference behind it.
    let theirs = token(&other).rsplit_once('.').unwrap().0;
    for bad in [format!("{theirs}.{}", reference(&made)), "k1.x.VLT-20261123-AAAA".to_owned(), "nonsense".to_owned()] {
        assert_eq!(export(&world, &bad).await.problem(401), "unauthorized", "{bad}");
        assert_eq!(erase(&world, &bad).await.problem(401), "unauthorized", "{bad}");
    }
    assert_eq!(world.get("/v1/privacy/export").await.problem(401), "unauthorized");
    let in_query = world.get(&format!("/v1/privacy/export?token={}", token(&made))).await;
    assert_eq!(in_query.problem(401), "unauthorized");
    // Its page has expired; what is kept hasn't.
    world.set_clock("2026-12-24T11:00:01Z").await;
    let path = format!("/v1/bookings/{}", reference(&made));
    assert_eq!(world.get_as(&path, token(&made)).await.problem(410), "token_expired");
    export(&world, token(&made)).await.expect(200);
    assert_eq!(erase(&world, token(&made)).await.expect(200), json!({}));
    world.finish().await;
}

#[tokio::test]
async fn erasure_needs_a_cancelled_meeting() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    assert_eq!(erase(&world, token(&made)).await.problem(409), "booking_live");
    world.cancel(&made).await.expect(200);
    for (body, code) in [(json!({"confirm": "true"}), "wrong_type"), (json!({"confirm": false}), "must_be_true")] {
        let faults = world.post_as("/v1/privacy/erase", token(&made), &body).await.faults();
        assert_eq!(faults, [("/confirm".to_owned(), code.to_owned())], "{body}");
    }
    let bare = |made: &Value| world.request(Method::POST, "/v1/privacy/erase").bearer_auth(token(made));
    assert_eq!(world.send(bare(&made).body("confirm")).await.problem(415), "unsupported_media_type");
    export(&world, token(&made)).await.expect(200);
    assert_eq!(world.send(bare(&made)).await.expect(200), json!({}));
    for body in [json!({}), json!({"confirm": null})] {
        let made = world.book("anna", START, 60, ADA).await.expect(201);
        world.cancel(&made).await.expect(200);
        assert_eq!(world.send(bare(&made).json(&body)).await.expect(200), json!({}));
    }
    world.finish().await;
}

#[tokio::test]
async fn erasure_removes_data_and_links() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = talkative(&world).await;
    let reason = json!({"reason": "Countess has a cold"});
    world.post_as(&format!("/v1/bookings/{}/cancel", reference(&made)), token(&made), &reason).await.expect(200);
    world.settle().await;
    let personal = [
        "Lovelace-Byron",
        ADA,
        "4930901820",
        "Analytical Engines",
        "Babbage",
        "Difference",
        "Countess",
        "newsletter-42",
    ];
    for text in personal {
        assert!(!world.kept(text).await.is_empty(), "{text}");
    }
    assert_eq!(erase(&world, token(&made)).await.expect(200), json!({}));
    world.settle().await;
    for text in personal {
        assert_eq!(world.kept(text).await, [""; 0], "{text}");
    }
    let path = format!("/v1/bookings/{}", reference(&made));
    for answer in [
        erase(&world, token(&made)).await,
        export(&world, token(&made)).await,
        world.get_as(&path, token(&made)).await,
        world.get_as(&format!("{path}/invite.ics"), token(&made)).await,
    ] {
        assert_eq!(answer.problem(401), "unauthorized", "the token is revoked");
    }
    let lookup = json!({"reference": reference(&made), "email": ADA});
    assert_eq!(world.post("/v1/bookings/lookup", &lookup).await.problem(404), "not_found");
    world.finish().await;
}

#[tokio::test]
async fn erased_rating_keeps_only_stars() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = talkative(&world).await;
    world.set_clock("2026-11-24T12:00:00Z").await;
    let feedback = json!({"rating": 4, "comment": "Engines whirred splendidly"});
    let path = format!("/v1/bookings/{}/feedback", reference(&made));
    world.post_as(&path, token(&made), &feedback).await.expect(200);
    let admin = world.admin().await;
    world.act(reference(&made), "complete", &admin, &Value::Null).await.expect(200);
    erase(&world, token(&made)).await.expect(200);
    assert_eq!(world.kept("splendidly").await, [""; 0]);
    let anna = world.get("/v1/consultants/anna").await.expect(200);
    assert_eq!((&anna["rating"], &anna["reviewCount"]), (&json!(4.0), &json!(1)));
    world.finish().await;
}

#[tokio::test]
async fn erased_booking_cannot_be_replayed() {
    let world = World::with(&[ordinary("anna")]).await;
    let body = booking_body("anna", START, 60, ADA);
    let made = world.post_with_key("/v1/bookings", "once", &body).await.expect(201);
    let again = world.post_with_key("/v1/bookings", "once", &body).await.expect(201);
    assert_eq!(again["manageToken"], made["manageToken"]);
    world.cancel(&made).await.expect(200);
    world.settle().await;
    erase(&world, token(&made)).await.expect(200);
    let answer = world.post_with_key("/v1/bookings", "once", &body).await;
    assert_eq!(answer.problem(410), "token_expired");
    assert!(!answer.text.contains("manageToken"), "{}", answer.text);
    world.finish().await;
}
