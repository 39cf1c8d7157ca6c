//! Erasure and messages that are on their way.

use emulator::Service;
use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

use super::{ADA, ANNA, erase, templates, token};

async fn book(world: &World) -> Value {
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["client"]["lastName"] = json!("Lovelace-Byron");
    let made = world.post("/v1/bookings", &body).await.expect(201);
    world.settle().await;
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn cancellation_goes_out_before_the_erasure() {
    let world = World::with(&[ordinary("anna")]).await;
    for hour in 9..17 {
        let start = format!("2026-11-25T{hour:02}:00:00+01:00");
        let made = world.book("anna", &start, 60, &format!("c{hour}@clients.example")).await.expect(201);
        world.cancel(&made).await.expect(200);
        // A busy machine may take longer for the mail than the function waits: then the job erases.
        let answer = erase(&world, token(&made)).await.expect(200);
        assert!([json!({}), json!({"waiting": [reference_of(&made)]})].contains(&answer), "{answer}");
    }
    world.advance("PT20M").await;
    for hour in 9..17 {
        let address = format!("c{hour}@clients.example");
        assert_eq!(templates(&world, &address).await.last().unwrap(), "booking_cancellation", "{address}");
        assert_eq!(world.kept(&address).await, [""; 0]);
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erasure_waits_for_a_provider_that_is_down() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.refuse(Service::Ses, "TooManyRequestsException");
    world.cancel(&made).await.expect(200);
    let reference = reference_of(&made);
    assert_eq!(erase(&world, token(&made)).await.expect(200), json!({"waiting": [reference]}));
    assert_eq!(erase(&world, token(&made)).await.expect(200), json!({"waiting": [reference]}), "once more");
    assert!(!world.kept("Lovelace-Byron").await.is_empty());
    world.local.faults().clear();
    world.advance("PT40M").await;
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation", "booking_cancellation"]);
    // The consultant reads whom the cancelled meeting was with.
    assert_eq!(templates(&world, ANNA).await.last().unwrap(), "booking_cancellation_consultant");
    assert!(world.email_to(ANNA, "booking_cancellation_consultant").await.text.contains("Lovelace-Byron"));
    for text in ["Lovelace-Byron", ADA] {
        assert_eq!(world.kept(text).await, [""; 0], "{text}");
    }
    assert_eq!(world.everything_of(&reference).await["history"][3]["type"], "booking.erased");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erasure_follows_a_mail_that_fails_for_good() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.refuse_mail_to(ADA, "TooManyRequestsException");
    world.cancel(&made).await.expect(200);
    erase(&world, token(&made)).await.expect(200);
    world.advance("PT26H").await;
    assert_eq!(world.kept("Lovelace-Byron").await, [""; 0]);
    world.local.faults().clear();
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_erasure_lets_the_cancellation_go_first() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let (reference, admin) = (reference_of(&made), world.admin().await);
    world.refuse(Service::Ses, "TooManyRequestsException");
    world.cancel(&made).await.expect(200);
    world.act(&reference, "erase", &admin, &json!({ "confirm": reference })).await.expect(200);
    world.settle().await;
    world.local.faults().clear();
    world.advance("PT40M").await;
    assert_eq!(templates(&world, ADA).await.last().unwrap(), "booking_cancellation");
    assert_eq!(world.kept("Lovelace-Byron").await, [""; 0]);
    world.finish().await;
}

#[tokio::test]
async fn erasure_removes_an_unconfirmed_address() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let path = format!("/v1/bookings/{}/email", reference_of(&made));
    world.post_as(&path, token(&made), &json!({"email": "byron@elsewhere.example"})).await.expect(202);
    world.cancel(&made).await.expect(200);
    world.settle().await;
    let file = world.get_as("/v1/privacy/export", token(&made)).await.expect(200);
    assert_eq!(file["newEmail"], "byron@elsewhere.example");
    assert!(!world.kept("byron@elsewhere").await.is_empty());
    erase(&world, token(&made)).await.expect(200);
    assert_eq!(world.kept("byron@elsewhere").await, [""; 0]);
    world.finish().await;
}
