//! Changes that come quicker than their mails: the sequence of mails must be consistent.

use emulator::{Answer, Service, instruments::InjectedFault};
use serde_json::{Value, json};
use tests::{World, booking_body, ordinary};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";

/// No mail goes out until the faults are cleared.
fn mail_is_down(world: &World) {
    world.local.faults().add(|call| {
        let refused = || InjectedFault::Answer(Answer::refusal("TooManyRequestsException", "injected"));
        (call.service == Service::Ses).then(refused)
    });
}

async fn templates(world: &World, address: &str) -> Vec<String> {
    world.mails_to(address).await.into_iter().map(|mail| mail.template).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn early_move_confirms_new_time() {
    let world = World::with(&[ordinary("anna")]).await;
    mail_is_down(&world);
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00"})).await.expect(200);
    world.settle().await;
    world.local.faults().clear();
    world.advance("PT1H").await;
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation"]);
    assert!(world.mails_to(ADA).await[0].subject.contains("15:00"));
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn early_cancellation_carries_no_invite() {
    let world = World::with(&[ordinary("anna")]).await;
    mail_is_down(&world);
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00"})).await.expect(200);
    world.cancel(&made).await.expect(200);
    world.settle().await;
    world.local.faults().clear();
    world.advance("PT1H").await;
    assert_eq!(templates(&world, ADA).await, ["booking_cancellation"]);
    let eml = world.eml(&world.mails_to(ADA).await[0]).await;
    assert!(!eml.contains("text/calendar"));
    assert_eq!(templates(&world, ANNA).await, [""; 0], "no cancellation without a confirmation");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quick_changes_arrive_in_order() {
    let world = World::with(&[ordinary("anna")]).await;
    for round in 0..10 {
        let email = format!("client{round}@clients.example");
        let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, &email).await.expect(201);
        world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00"})).await.expect(200);
        world.cancel(&made).await.expect(200);
        world.advance("PT2M").await;
        let sent = templates(&world, &email).await;
        assert_eq!(sent.last().map(String::as_str), Some("booking_cancellation"), "{sent:?}");
        let expected_order = ["booking_confirmation", "booking_change", "booking_cancellation"];
        let places: Vec<_> = sent.iter().map(|name| expected_order.iter().position(|it| it == name).unwrap()).collect();
        assert!(places.is_sorted() && places.len() <= 3, "{sent:?}");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reassignment_withdraws_the_first_invite() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let moved =
        world.move_to(&made, &json!({"start": "2026-11-24T11:00:00+01:00", "consultantId": "ben"})).await.expect(200);
    assert_eq!(moved["booking"]["consultantId"], "ben");
    world.settle().await;
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "booking_cancellation_consultant"]);
    let taken_back = world.eml(&world.mails_to(ANNA).await[1]).await;
    assert!(taken_back.contains("method=\"CANCEL\"") || taken_back.contains("method=CANCEL"), "{taken_back}");
    assert_eq!(templates(&world, "ben@consultants.example").await, ["new_booking_consultant"]);
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation", "booking_change"]);
    world.finish().await;
}

/// Anna, living in Tokyo, and Ben in Berlin, with names of their own.
fn anna_and_ben() -> [Value; 2] {
    let mut both = [ordinary("anna"), ordinary("ben")];
    both[0]["timezone"] = json!("Asia/Tokyo");
    both[1]["firstName"] = json!("Ben");
    both[1]["lastName"] = json!("Tanaka");
    both
}

/// To Ben, two hours later, four times as long.
fn to_ben() -> Value {
    json!({"start": "2026-11-24T11:00:00+01:00", "duration": 120, "consultantId": "ben"})
}

/// The invite takes out the half hour with Anna at nine o'clock in Berlin.
fn takes_back_annas_half_hour(invite: Option<String>) -> String {
    let invite = invite.expect("there is an invite").replace("\r\n", "\n").replace("\n ", "");
    for line in ["METHOD:CANCEL", "DTSTART:20261124T080000Z", "DTEND:20261124T083000Z"] {
        assert!(invite.lines().any(|it| it == line), "{line} in {invite}");
    }
    let organizer = invite.lines().find(|line| line.starts_with("ORGANIZER")).unwrap();
    assert!(organizer.contains("Anna Schmidt"), "{organizer}");
    invite
}

#[tokio::test(flavor = "multi_thread")]
async fn former_consultant_gets_old_time_only() {
    let world = World::with(&anna_and_ben()).await;
    let made = world.book("anna", "2026-11-24T09:00:00+01:00", 30, ADA).await.expect(201);
    world.settle().await;
    world.move_to(&made, &to_ben()).await.expect(200);
    world.settle().await;
    let email = world.email_to(ANNA, "booking_cancellation_consultant").await;
    assert!(email.text.contains("Tuesday, 24 November 2026, 17:00–17:30 (Asia/Tokyo, UTC+09:00)"), "{}", email.text);
    assert!(email.text.contains("Tuesday, 24 November 2026, 09:00–09:30 (Europe/Berlin, UTC+01:00)"), "{}", email.text);
    assert!(!email.text.contains("Ben") && !email.text.contains("11:00"), "{}", email.text);
    let invite = takes_back_annas_half_hour(email.invite);
    assert!(invite.contains("\nSEQUENCE:1\n") && !invite.contains("Ben"), "{invite}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancellation_names_last_notified_time() {
    let world = World::with(&anna_and_ben()).await;
    let mut body = booking_body("anna", "2026-11-24T09:00:00+01:00", 30, ADA);
    body["client"]["phone"] = json!("+49 30 901820");
    body["reminders"] = json!({"email": true, "sms": true});
    let made = world.post("/v1/bookings", &body).await.expect(201);
    world.settle().await;
    mail_is_down(&world);
    world.refuse(Service::Sns, "ThrottledException");
    world.local.chat().fail(500);
    world.move_to(&made, &to_ben()).await.expect(200);
    world.settle().await;
    world.cancel(&made).await.expect(200);
    world.settle().await;
    world.local.faults().clear();
    world.local.chat().ok();
    world.advance("PT1H").await;
    let email = world.email_to(ADA, "booking_cancellation").await;
    assert!(email.text.contains("Tuesday, 24 November 2026, 09:00–09:30 (Europe/Berlin"), "{}", email.text);
    assert!(email.text.contains("Anna Schmidt") && !email.text.contains("Ben"), "{}", email.text);
    takes_back_annas_half_hour(email.invite);
    let email = world.email_to(ANNA, "booking_cancellation_consultant").await;
    takes_back_annas_half_hour(email.invite);
    let text = world.texts().await.pop().unwrap().text;
    assert!(text.contains("is cancelled. Anna Schmidt, Tue 24 Nov, 09:00"), "{text}");
    for room in ["slack", "generic"] {
        let line = world.lines().await.into_iter().rfind(|line| line.room == room).unwrap().text;
        let expected =
            "Cancelled: Anna Schmidt with A. L., Tuesday, 24 November 2026, 17:00–17:30 (Asia/Tokyo, UTC+09:00)";
        assert!(line.starts_with(expected), "{line}");
    }
    assert_eq!(templates(&world, "ben@consultants.example").await, [""; 0]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_arrives_once_after_outage() {
    let world = World::with(&[ordinary("anna")]).await;
    mail_is_down(&world);
    for number in 0..5 {
        let start = format!("2026-11-25T{:02}:00:00+01:00", 9 + number);
        world.book("anna", &start, 60, &format!("client{number}@clients.example")).await.expect(201);
    }
    world.advance("PT1H").await;
    assert_eq!(world.mails().await.len(), 0);
    world.local.faults().clear();
    world.advance("PT1H").await;
    for number in 0..5 {
        assert_eq!(templates(&world, &format!("client{number}@clients.example")).await, ["booking_confirmation"]);
    }
    assert_eq!(templates(&world, ANNA).await.len(), 5);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_send_answer_repeats_once() {
    let world = World::with(&[ordinary("anna")]).await;
    let lost = std::sync::atomic::AtomicBool::new(false);
    world.local.faults().add(move |call| {
        let first = || !lost.swap(true, std::sync::atomic::Ordering::Relaxed);
        (call.service == Service::Ses && first()).then_some(InjectedFault::AnswerLost)
    });
    world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.advance("PT10M").await;
    let mails = world.mails().await.len();
    assert!((3..=4).contains(&mails), "{mails} mails to three recipients");
    assert!(!templates(&world, ADA).await.is_empty() && !templates(&world, ANNA).await.is_empty());
    world.finish().await;
}
