//! Bookings that carry a message to somebody else: in names, by costly numbers, in chat rooms.

use emulator::{Answer, instruments::InjectedFault};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

const ADA: &str = "ada@clients.example";

/// A booking on Tuesday with one member of the client changed.
fn body(member: &str, value: &str) -> Value {
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["client"][member] = json!(value);
    body
}

#[tokio::test]
async fn messages_are_no_names() {
    let world = World::with(&[ordinary("anna")]).await;
    for (name, code) in [
        ("Your account is locked. Call +49 900 123456 now", "looks_like_message"),
        ("You have won a very large prize", "looks_like_message"),
        ("Call 0900 123456", "looks_like_message"),
        ("win at evil.com", "looks_like_url"),
    ] {
        for member in ["firstName", "lastName"] {
            let refused = world.post("/v1/bookings", &body(member, name)).await.expect(422);
            let fault = &refused["errors"][0];
            assert_eq!((&fault["pointer"], &fault["code"]), (&json!(format!("/client/{member}")), &json!(code)));
        }
    }
    let mut in_german = world.request(reqwest::Method::POST, "/v1/bookings");
    in_german = in_german.header("Accept-Language", "de").json(&body("firstName", "Call 0900 123456"));
    let refused = world.send(in_german).await.expect(422);
    assert_eq!(refused["errors"][0]["message"], "ein Name hat höchstens sechs Wörter und vier Ziffern");
    world.settle().await;
    assert!(world.mails().await.is_empty());
    world.post("/v1/bookings", &body("lastName", "de la Cruz y García Márquez")).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn costly_numbers_are_refused() {
    let world = World::with(&[ordinary("anna")]).await;
    for number in ["+49 900 1234567", "+44 909 8790000", "+881 612 345678", "+882 16 12345678", "+979 1 2345 6789"] {
        let refused = world.post("/v1/bookings", &body("phone", number)).await.expect(422);
        let fault = &refused["errors"][0];
        assert_eq!(
            (&fault["pointer"], &fault["code"]),
            (&json!("/client/phone"), &json!("invalid_format")),
            "{number}"
        );
    }
    world.finish().await;
}

#[tokio::test]
async fn company_is_no_link_in_rooms() {
    let world = World::with(&[ordinary("anna")]).await;
    let company = "Invoice overdue, see https://evil.example/login";
    world.post("/v1/bookings", &body("company", company)).await.expect(201);
    world.settle().await;
    let lines = world.lines().await;
    assert!(!lines.is_empty());
    for line in lines {
        assert!(!line.text.contains("://") && !line.text.contains("evil.example"), "{}", line.text);
        assert!(line.text.replace('\u{2060}', "").contains(company), "{}", line.text);
    }
    world.finish().await;
}

/// A booking on Tuesday that wants text messages to a number.
fn with_texts(number: &str) -> Value {
    let mut body = body("phone", number);
    body["reminders"] = json!({"email": true, "sms": true});
    body
}

#[tokio::test]
async fn texts_go_to_chosen_countries() {
    let world = World::with(&[ordinary("anna")]).await;
    for number in ["+252 61 2345678", "+960 777 1234", "+1 415 555 2671"] {
        let refused = world.post("/v1/bookings", &with_texts(number)).await;
        assert_eq!(refused.faults(), [("/client/phone".to_owned(), "not_offered".to_owned())], "{number}");
    }
    // Without text messages the number is as good as any.
    world.post("/v1/bookings", &body("phone", "+1 415 555 2671")).await.expect(201);
    world.save_site(|site| site["textMessages"] = json!({"countries": ["US"]})).await;
    let mut in_german = with_texts("+49 30 901820");
    in_german["start"] = json!("2026-11-24T13:00:00+01:00");
    in_german["client"]["email"] = json!("eve@clients.example");
    world.post("/v1/bookings", &in_german).await.expect(422);
    in_german["client"]["phone"] = json!("+1 415 555 2671");
    let made = world.post("/v1/bookings", &in_german).await.expect(201);
    world.settle().await;
    assert_eq!(world.texts().await.len(), 1);
    // A correction at the console is under the same rule.
    let (admin, path) = (world.admin().await, format!("/v1/admin/bookings/{}", reference_of(&made)));
    let correct = async |number: &str| {
        let tag = world.get_as(&path, &admin).await.header("etag").to_owned();
        let body = json!({"client": {"phone": number}});
        world.change_as(Method::POST, &format!("{path}/contact"), &admin, Some(&tag), &body).await
    };
    let refused = correct("+960 777 1234").await;
    assert_eq!(refused.faults(), [("/client/phone".to_owned(), "not_offered".to_owned())]);
    correct("+1 415 555 2672").await.expect(200);
    world.settle().await;
    let sent = world.texts().await.len();
    // The settings of the moment decide on each message.
    world.save_site(|site| site["textMessages"] = json!({"countries": []})).await;
    world.cancel(&made).await.expect(200);
    world.settle().await;
    assert_eq!(world.texts().await.len(), sent);
    world.finish().await;
}

#[tokio::test]
async fn stopped_texts_are_skipped() {
    let world = World::with(&[ordinary("anna")]).await;
    world.local.faults().add(|call| {
        (call.operation == "CheckIfPhoneNumberIsOptedOut")
            .then(|| InjectedFault::Answer(Answer::ok(&json!({"isOptedOut": "true"}))))
    });
    let made = world.post("/v1/bookings", &with_texts("+49 30 901820")).await.expect(201);
    world.settle().await;
    assert_eq!(world.texts().await.len(), 0);
    assert_eq!(world.communication(&reference_of(&made), "sms", "client").await["state"], "skipped");
    assert_eq!(world.dead_letters("NotifySmsQueue").await, 0);
    world.finish().await;
}
