//! Links: each opens one thing, can be revoked, and outlives what it must outlive.

use emulator::Service;
use serde_json::{Value, json};
use tests::{World, ordinary, reference_of};

use super::{ADA, ANNA, erase, privacy_token, templates, token};

async fn book(world: &World) -> Value {
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    made
}

#[tokio::test]
async fn invite_link_opens_the_invite_alone() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let mailed = world.email_to(ADA, "booking_confirmation").await.link("invite.ics");
    assert_eq!(made["links"]["ics"], mailed.as_str());
    let (path, reader) = (mailed.strip_prefix(world.local.url()).unwrap(), tests::carried(&mailed)["token"].clone());
    assert!(world.get(path).await.text.contains("BEGIN:VCALENDAR"));
    assert_ne!(reader, token(&made));
    let booking = format!("/v1/bookings/{}", reference_of(&made));
    assert_eq!(world.get_as(&booking, &reader).await.problem(401), "unauthorized");
    for (path, body) in [("/cancel", json!({})), ("/reschedule", json!({"start": "2026-11-25T11:00:00+01:00"}))] {
        assert_eq!(world.post_as(&format!("{booking}{path}"), &reader, &body).await.problem(401), "unauthorized");
    }
    assert_eq!(erase(&world, &reader).await.problem(401), "unauthorized");
    assert_eq!(world.get_as("/v1/privacy/export", &reader).await.problem(401), "unauthorized");
    // Links of earlier mails had the manage token.
    assert_eq!(world.get(&format!("{booking}/invite.ics?token={}", token(&made))).await.status, 200);
    world.finish().await;
}

#[tokio::test]
async fn new_link_revokes_earlier_ones() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let other = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    let booking = format!("/v1/bookings/{}", reference_of(&made));
    world.post_as(&format!("{booking}/link"), token(&made), &json!({})).await.expect(202);
    world.settle().await;
    assert_eq!(world.get_as(&booking, token(&made)).await.problem(401), "unauthorized");
    let ics = made["links"]["ics"].as_str().unwrap().strip_prefix(world.local.url()).unwrap();
    assert_eq!(world.get(ics).await.problem(401), "unauthorized", "calendars too");
    assert_eq!(templates(&world, ADA).await.last().unwrap(), "new_link");
    let fresh = world.email_to(ADA, "new_link").await.carried_by("/manage#");
    let shown = world.get_as(&booking, &fresh["token"]).await.expect(200);
    assert_eq!(shown["history"][1]["type"], "booking.links_renewed");
    // The client's other bookings keep theirs, and later mails have the new one.
    world.get_as(&format!("/v1/bookings/{}", reference_of(&other)), token(&other)).await.expect(200);
    let renewed = json!({"booking": made["booking"], "manageToken": fresh["token"]});
    world.move_to(&renewed, &json!({"start": "2026-11-24T14:00:00+01:00"})).await.expect(200);
    world.settle().await;
    let carried = world.email_to(ADA, "booking_change").await.carried_by("/manage#");
    assert_eq!(carried["token"], fresh["token"]);
    assert_eq!(templates(&world, ADA).await.iter().filter(|it| *it == "new_link").count(), 1);
    world.finish().await;
}

#[tokio::test]
async fn new_links_are_mailed_three_times_a_day() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let path = format!("/v1/bookings/{}/link", reference_of(&made));
    let mut link = token(&made).to_owned();
    for _ in 0..3 {
        world.post_as(&path, &link, &json!({})).await.expect(202);
        world.settle().await;
        link = world.email_to(ADA, "new_link").await.carried_by("/manage#")["token"].clone();
    }
    assert_eq!(world.post_as(&path, &link, &json!({})).await.problem(429), "too_many_requests");
    world.finish().await;
}

#[tokio::test]
async fn address_link_revokes_all_of_its_links() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let lost = privacy_token(&world, ADA).await;
    world.post_as("/v1/privacy/link", &lost, &json!({})).await.expect(202);
    world.settle().await;
    assert_eq!(world.get_as("/v1/privacy/bookings", &lost).await.problem(401), "unauthorized");
    let path = format!("/v1/bookings/{}", reference_of(&made));
    assert_eq!(world.get_as(&path, token(&made)).await.problem(401), "unauthorized");
    let fresh = world.email_to(ADA, "privacy_link").await.carried_by("/privacy#")["token"].clone();
    let page = world.get_as("/v1/privacy/bookings", &fresh).await.expect(200);
    world.get_as(&path, page["bookings"][0]["manageToken"].as_str().unwrap()).await.expect(200);
    assert!(!templates(&world, ADA).await.contains(&"new_link".to_owned()), "one mail has them all");
    world.finish().await;
}

#[tokio::test]
async fn failed_link_mail_is_sent_later() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.refuse(Service::Ses, "TooManyRequestsException");
    world.post_as(&format!("/v1/bookings/{}/link", reference_of(&made)), token(&made), &json!({})).await.expect(202);
    world.post("/v1/privacy/request", &json!({ "email": ADA })).await.expect(202);
    world.settle().await;
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation"]);
    world.local.faults().clear();
    world.advance("PT20M").await;
    let mut sent = templates(&world, ADA).await;
    sent.sort();
    assert_eq!(sent, ["booking_confirmation", "new_link", "privacy_link"]);
    world.finish().await;
}

#[tokio::test]
async fn attendance_link_survives_the_erasure() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.set_clock("2026-11-24T11:20:00Z").await;
    let link = world.email_to(ANNA, "attendance_check").await.link("outcome=no_show");
    assert_eq!(erase(&world, token(&made)).await.expect(200), json!({}));
    let carried = tests::carried(&link);
    let path = format!("/v1/attendance/{}", carried["reference"]);
    let shown = world.get_as(&path, &carried["token"]).await.expect(200);
    assert_eq!((&shown["clientErased"], &shown["status"]), (&json!(true), &json!("confirmed")));
    assert_eq!(world.mark(&link, "no_show").await.expect(200)["status"], "no_show");
    world.advance("P3D").await;
    assert_eq!(world.everything_of(&reference_of(&made)).await["booking"]["status"], "no_show");
    assert!(!templates(&world, ADA).await.contains(&"no_show_followup".to_owned()));
    world.finish().await;
}

#[tokio::test]
async fn unsubscribe_link_survives_the_erasure() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.set_clock("2026-11-24T11:05:00Z").await;
    let admin = world.admin().await;
    world.act(&reference_of(&made), "complete", &admin, &Value::Null).await.expect(200);
    world.advance("P1D").await;
    let address = world.email_to(ADA, "post_meeting_followup").await.unsubscribe.unwrap();
    erase(&world, token(&made)).await.expect(200);
    // Another booking of the address is still to be followed up.
    let next = world.book("anna", "2026-11-30T11:00:00+01:00", 60, ADA).await.expect(201);
    let path = address.strip_prefix(world.local.url()).unwrap();
    world.post(path, &json!({})).await.expect(200);
    world.set_clock("2026-11-30T11:05:00Z").await;
    // Log-ins don't last for days.
    let admin = world.admin().await;
    world.act(&reference_of(&next), "complete", &admin, &Value::Null).await.expect(200);
    world.advance("P2D").await;
    assert_eq!(templates(&world, ADA).await.iter().filter(|it| *it == "post_meeting_followup").count(), 1);
    world.finish().await;
}
