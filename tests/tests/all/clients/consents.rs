//! Receipts of consents: what was shown, what was given, what was withdrawn.

use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

use super::{ADA, privacy_token, token};

fn body(start: &str, version: Option<&str>) -> Value {
    let mut body = booking_body("anna", start, 60, ADA);
    body["consent"] = json!({"terms": true, "privacy": true, "marketing": true, "recording": true});
    if let Some(version) = version {
        body["consent"]["textVersion"] = json!(version);
    }
    body
}

async fn change_texts(world: &World, version: &str, text: &str) {
    let change = |document: &mut Value| {
        document["consents"]["version"] = json!(version);
        document["consents"]["marketing"]["text"]["en"] = json!(text);
    };
    world.save_site(change).await;
}

#[tokio::test]
async fn receipt_names_the_version_that_was_shown() {
    let world = World::with(&[ordinary("anna")]).await;
    let shown = world.get("/v1/site").await.expect(200)["consents"]["version"].as_str().unwrap().to_owned();
    let made = world.post("/v1/bookings", &body("2026-11-24T11:00:00+01:00", Some(&shown))).await.expect(201);
    let consent = &made["booking"]["consent"];
    assert_eq!((&consent["textVersion"], &consent["shown"]), (&json!(shown), &json!(true)));
    let made = world.post("/v1/bookings", &body("2026-11-25T11:00:00+01:00", None)).await.expect(201);
    let consent = &made["booking"]["consent"];
    assert_eq!((&consent["textVersion"], &consent["shown"]), (&json!(shown), &json!(false)));
    let never = world.post("/v1/bookings", &body("2026-11-26T11:00:00+01:00", Some("1999-01-01"))).await;
    assert_eq!(never.faults(), [("/consent/textVersion".to_owned(), "unknown_value".to_owned())]);
    world.finish().await;
}

#[tokio::test]
async fn texts_of_every_version_are_kept() {
    let world = World::with(&[ordinary("anna")]).await;
    change_texts(&world, "one", "Post me news.").await;
    let one = world.post("/v1/bookings", &body("2026-11-24T11:00:00+01:00", Some("one"))).await.expect(201);
    change_texts(&world, "two", "Mail me offers.").await;
    // A form that was open before still names what it showed.
    let late = world.post("/v1/bookings", &body("2026-11-25T11:00:00+01:00", Some("one"))).await.expect(201);
    assert_eq!(late["booking"]["consent"]["textVersion"], "one");
    world.post("/v1/bookings", &body("2026-11-26T11:00:00+01:00", Some("two"))).await.expect(201);
    let file = world.get_as("/v1/privacy/export", token(&one)).await.expect(200);
    assert_eq!(file["consentTexts"]["one"]["marketing"]["text"]["en"], "Post me news.");
    world.settle().await;
    let all = world.get_as("/v1/privacy/export", &privacy_token(&world, ADA).await).await.expect(200);
    assert_eq!(all["consentTexts"]["two"]["marketing"]["text"]["en"], "Mail me offers.");
    assert_eq!(all["consentTexts"].as_object().unwrap().len(), 2);
    // A version is never used twice for other texts.
    let admin = world.admin().await;
    let answer = world.get_as("/v1/admin/settings", &admin).await;
    let etag = answer.header("etag").to_owned();
    let mut section = answer.expect(200)["consents"].clone();
    section["version"] = json!("one");
    let refused = world.put_as("/v1/admin/settings/consents", &admin, Some(&etag), &section).await;
    assert_eq!(refused.faults()[0].0, "/version");
    world.finish().await;
}

#[tokio::test]
async fn consents_are_withdrawn_with_a_receipt() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.post("/v1/bookings", &body("2026-11-24T11:00:00+01:00", None)).await.expect(201);
    let asked = json!({"consents": ["recording", "marketing"]});
    let answer = world.post_as("/v1/privacy/withdraw", token(&made), &asked).await.expect(200);
    assert_eq!(answer["changed"], json!([reference_of(&made)]));
    let again = world.post_as("/v1/privacy/withdraw", token(&made), &asked).await.expect(200);
    assert_eq!(again["changed"], json!([]));
    let shown = world.get_as(&format!("/v1/bookings/{}", reference_of(&made)), token(&made)).await.expect(200);
    let consent = &shown["booking"]["consent"];
    assert_eq!((&consent["marketing"], &consent["recording"]), (&json!(false), &json!(false)));
    assert_eq!(consent["withdrawn"].as_array().unwrap().len(), 2);
    assert_eq!(shown["history"][1]["type"], "booking.consent_withdrawn");
    for (body, pointer) in [
        (json!({}), "/consents"),
        (json!({"consents": ["terms"]}), "/consents/0"),
        (json!({"consents": "marketing"}), "/consents"),
    ] {
        let faults = world.post_as("/v1/privacy/withdraw", token(&made), &body).await.faults();
        assert_eq!(faults[0].0, pointer, "{body}");
    }
    assert_eq!(world.post_as("/v1/privacy/withdraw", "x", &asked).await.problem(401), "unauthorized");
    world.finish().await;
}

#[tokio::test]
async fn page_withdraws_from_all_bookings() {
    let world = World::with(&[ordinary("anna")]).await;
    world.post("/v1/bookings", &body("2026-11-24T11:00:00+01:00", None)).await.expect(201);
    world.post("/v1/bookings", &body("2026-11-25T11:00:00+01:00", None)).await.expect(201);
    world.settle().await;
    let link = privacy_token(&world, ADA).await;
    let answer = world.post_as("/v1/privacy/withdraw", &link, &json!({"consents": ["marketing"]})).await.expect(200);
    assert_eq!(answer["changed"].as_array().unwrap().len(), 2);
    let page = world.get_as("/v1/privacy/bookings", &link).await.expect(200);
    for listed in page["bookings"].as_array().unwrap() {
        let consent = &listed["booking"]["consent"];
        assert_eq!((&consent["marketing"], &consent["recording"]), (&json!(false), &json!(true)));
    }
    world.finish().await;
}
