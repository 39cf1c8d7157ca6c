//! Delivery of mail, bounces, complaints and unsubscriptions.

use emulator::{Answer, Service, instruments::InjectedFault};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{World, booking_body, minute, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";

/// A meeting on Wednesday, 11:00 to 12:00 in Berlin.
async fn book(world: &World) -> Value {
    let made = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    made
}

/// Templates of the mails to an address.
async fn templates(world: &World, address: &str) -> Vec<String> {
    world.mail_history(address).await.into_iter().map(|(template, _)| template).collect()
}

/// Makes the newest mail to the client bounce or be complained of, and waits for the event.
async fn befall(world: &World, what: &str) {
    let newest = world.mails_to(ADA).await.pop().unwrap();
    world.befall(&newest, what).await;
    world.advance("PT1M").await;
}

/// The consultant records that the meeting took place.
async fn took_place(world: &World) {
    world.set_clock("2026-11-25T11:20:00Z").await;
    let link = world.email_to(ANNA, "attendance_check").await.link("outcome=completed");
    world.mark(&link, "completed").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn delivery_is_recorded_on_the_booking() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    world.advance("PT1M").await;
    for recipient in ["client", "consultant.anna", "team"] {
        let sent = world.communication(&reference, "mail", recipient).await;
        assert_eq!((&sent["state"], &sent["delivery"]), (&json!("done"), &json!("delivered")), "{recipient}");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bounce_notifies_consultant_once() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    let reference = reference_of(&made);
    world.advance("PT1M").await;
    befall(&world, "bounce").await;
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "undelivered_consultant"]);
    assert_eq!(world.communication(&reference, "mail", "client").await["delivery"], "bounced");
    let listed = world.get_as("/v1/admin/bookings?flag=mail_trouble", &world.admin().await).await.expect(200);
    assert_eq!(listed["items"][0]["reference"], reference.as_str());
    let email = world.email_to(ANNA, "undelivered_consultant").await;
    assert!(email.text.contains("Ada Lovelace") && email.text.contains(&reference), "{}", email.text);
    // An event that the queue delivers twice is notified once.
    befall(&world, "bounce").await;
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "undelivered_consultant"]);
    // Another bounce of this booking is no news to her; one of another booking is.
    world.move_to(&made, &json!({"start": "2026-11-26T11:00:00+01:00"})).await.expect(200);
    world.settle().await;
    befall(&world, "bounce").await;
    assert_eq!(warned(&world).await, 1);
    world.book("anna", "2026-11-27T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    befall(&world, "bounce").await;
    assert_eq!(warned(&world).await, 2);
    world.finish().await;
}

/// The number of bounce notices to the consultant.
async fn warned(world: &World) -> usize {
    templates(world, ANNA).await.iter().filter(|template| *template == "undelivered_consultant").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn bounce_order_does_not_matter() {
    for together in [false, true] {
        let world = World::with(&[ordinary("anna")]).await;
        let made = book(&world).await;
        world.move_to(&made, &json!({"start": "2026-11-26T11:00:00+01:00"})).await.expect(200);
        world.advance("PT1M").await;
        // The later one first.
        for mail in world.mails_to(ADA).await.iter().rev() {
            world.befall(mail, "bounce").await;
            if !together {
                world.advance("PT1M").await;
            }
        }
        world.advance("PT5M").await;
        assert_eq!(warned(&world).await, 1, "together: {together}");
        world.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bounce_notice_is_in_the_ledger() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    world.advance("PT1M").await;
    befall(&world, "bounce").await;
    // Its delivery is recorded as for every mail.
    let entry = world.communication(&reference, "undelivered-confirmation", "consultant.anna").await;
    assert_eq!((&entry["state"], &entry["delivery"]), (&json!("done"), &json!("delivered")));
    assert_eq!(world.dead_letters("RecordDeliveryQueue").await, 0);
    let email = world.email_to(ANNA, "undelivered_consultant").await;
    assert!(email.text.contains("(the confirmation)"), "{}", email.text);
    assert_eq!(world.pending().await.len(), 4, "no schedule leads to it");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn confirmation_precedes_bounce_notice() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse_mail_to(ANNA, "TooManyRequestsException");
    book(&world).await;
    world.advance("PT1M").await;
    befall(&world, "bounce").await;
    world.advance("PT15M").await;
    assert_eq!(templates(&world, ANNA).await, [""; 0]);
    // It waited until `reconcile` took it up, and is sent once all the same.
    assert_eq!(world.repairs().await["undelivered-confirmation"], 1);
    world.local.faults().clear();
    world.advance("PT30M").await;
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "undelivered_consultant"]);
    let lines = world.get("/_local/metrics").await.expect(200);
    let bounces = lines.as_array().unwrap().iter().filter(|line| line["Bounces"] == 1);
    assert_eq!(bounces.count(), 1, "counted once, however often it was tried");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_bounce_notice_can_be_resent() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    world.advance("PT1M").await;
    world.refuse_mail_to(ANNA, "MessageRejected");
    befall(&world, "bounce").await;
    let failed = world.communication(&reference, "undelivered-confirmation", "consultant.anna").await;
    assert_eq!((&failed["state"], &failed["failure"]), (&json!("failed"), &json!("MessageRejected")));
    assert_eq!(world.dead_letters("RecordDeliveryQueue").await, 1, "at once, not after a day");
    world.local.faults().clear();
    world.advance("PT1H").await;
    assert_eq!(warned(&world).await, 0, "no retry after a permanent failure");
    let admin = world.admin().await;
    assert_eq!(world.act(&reference, "resend", &admin, &json!({"recipient": "team"})).await.status, 202);
    world.settle().await;
    assert_eq!(warned(&world).await, 1);
    let entry = world.communication(&reference, "undelivered-confirmation", "consultant.anna").await;
    assert_eq!((&entry["state"], &entry["failure"]), (&json!("done"), &Value::Null));
    // The dead letter, driven back, finds nothing left to do.
    world.post("/_local/queues/RecordDeliveryQueue/redrive", &Value::Null).await.expect(200);
    world.settle().await;
    assert_eq!(warned(&world).await, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_complaint_keeps_text_messages() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = booking_body("anna", "2026-11-25T11:00:00+01:00", 60, ADA);
    body["client"]["phone"] = json!("+49 30 901820");
    body["reminders"] = json!({"email": true, "sms": true});
    world.post("/v1/bookings", &body).await.expect(201);
    world.advance("PT1M").await;
    befall(&world, "complaint").await;
    world.set_clock("2026-11-25T09:00:00Z").await;
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation"]);
    let texts: Vec<String> = world.texts().await.into_iter().map(|sms| minute(&sms.sent_at)).collect();
    assert_eq!(texts, ["2026-11-23T08:00", "2026-11-24T10:00", "2026-11-25T08:00"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_address_bounces_automatically() {
    let world = World::with(&[ordinary("anna")]).await;
    let email = "bounce+ada@simulator.amazonses.com";
    let made = world.book("anna", "2026-11-25T11:00:00+01:00", 60, email).await.expect(201);
    world.advance("PT1M").await;
    assert_eq!(world.communication(&reference_of(&made), "mail", "client").await["delivery"], "bounced");
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "undelivered_consultant"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn transient_bounce_notifies_no_one() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    let mail = world.mails_to(ADA).await.pop().unwrap();
    world.post(&format!("/_local/mail/{}/bounce", mail.id), &json!({"type": "Transient"})).await.expect(200);
    world.advance("PT1M").await;
    assert_eq!(world.communication(&reference, "mail", "client").await["delivery"], "bounced_for_now");
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn full_mailbox_notifies_consultant() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    let mail = world.mails_to(ADA).await.pop().unwrap();
    world.post(&format!("/_local/mail/{}/bounce", mail.id), &json!({"type": "MailboxFull"})).await.expect(200);
    world.advance("PT1M").await;
    assert_eq!(world.communication(&reference, "mail", "client").await["delivery"], "bounced");
    assert_eq!(warned(&world).await, 1);
    // The mailbox may have room again.
    world.set_clock("2026-11-25T09:00:00Z").await;
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation", "reminder_24h", "reminder_2h"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn suppressed_mail_notifies_consultant() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    befall(&world, "suppressed").await;
    assert_eq!(world.communication(&reference, "mail", "client").await["delivery"], "bounced");
    assert_eq!(warned(&world).await, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn next_consultant_hears_of_bounces() {
    let world = World::with(&[ordinary("anna"), ordinary("kenji")]).await;
    let made = book(&world).await;
    world.advance("PT1M").await;
    befall(&world, "bounce").await;
    assert_eq!(warned(&world).await, 1);
    let to_kenji = json!({"start": "2026-11-26T11:00:00+01:00", "consultantId": "kenji"});
    world.move_to(&made, &to_kenji).await.expect(200);
    world.settle().await;
    befall(&world, "bounce").await;
    let of_kenji = templates(&world, "kenji@consultants.example").await;
    assert_eq!(of_kenji, ["new_booking_consultant", "undelivered_consultant"]);
    assert_eq!(warned(&world).await, 1, "anna has nothing to do with it any more");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unreached_consultant_is_reported() {
    const TEAM: &str = "team@magnetiq.example";
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    world.advance("PT1M").await;
    for _ in 0..2 {
        let to_anna = world.mails_to(ANNA).await.pop().unwrap();
        world.befall(&to_anna, "bounce").await;
        world.advance("PT1M").await;
    }
    assert_eq!(templates(&world, TEAM).await, ["new_booking_team", "unreached_consultant_team"]);
    let email = world.email_to(TEAM, "unreached_consultant_team").await;
    assert!(email.text.contains(&reference) && email.text.contains("Ada Lovelace"), "{}", email.text);
    let lines = world.get("/_local/metrics").await.expect(200);
    let lost: Vec<&Value> = lines.as_array().unwrap().iter().filter(|line| line["StaffMailLost"] == 1).collect();
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert_eq!(lost[0]["Recipient"], "consultant");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_address_gets_no_reminders() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.advance("PT1M").await;
    befall(&world, "bounce").await;
    took_place(&world).await;
    world.set_clock("2026-11-26T12:00:00Z").await;
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation"]);
    let reminder = world.communication(&reference_of(&made), "client-24h", "client").await;
    assert_eq!(reminder["state"], "skipped");
    // A later mail that arrives shows that the address works.
    world.book("anna", "2026-11-30T11:00:00+01:00", 60, ADA).await.expect(201);
    world.set_clock("2026-11-30T09:30:00Z").await;
    assert_eq!(templates(&world, ADA).await[1..], ["booking_confirmation", "reminder_24h", "reminder_2h"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn complaint_about_an_earlier_copy_counts() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    let first = world.mails_to(ADA).await.pop().unwrap();
    let admin = world.admin().await;
    assert_eq!(world.act(&reference, "resend", &admin, &Value::Null).await.status, 202);
    world.advance("PT15M").await;
    world.befall(&first, "complaint").await;
    world.set_clock("2026-11-25T09:00:00Z").await;
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation", "booking_confirmation"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn complaint_stops_optional_mail() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.advance("PT1M").await;
    befall(&world, "complaint").await;
    assert_eq!(world.communication(&reference_of(&made), "mail", "client").await["delivery"], "complained");
    let other = world.book("anna", "2026-11-27T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    world.move_to(&other, &json!({"start": "2026-11-27T15:00:00+01:00"})).await.expect(200);
    world.settle().await;
    world.cancel(&other).await.expect(200);
    took_place(&world).await;
    world.set_clock("2026-11-27T12:00:00Z").await;
    let expected = ["booking_confirmation", "booking_confirmation", "booking_change", "booking_cancellation"];
    assert_eq!(templates(&world, ADA).await, expected);
    let reminder = world.communication(&reference_of(&made), "client-24h", "client").await;
    assert_eq!(reminder["state"], "skipped");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_post_unsubscribes() {
    let world = World::with(&[ordinary("anna")]).await;
    book(&world).await;
    took_place(&world).await;
    world.set_clock("2026-11-26T11:30:00Z").await;
    let email = world.email_to(ADA, "post_meeting_followup").await;
    let address = email.unsubscribe.clone().expect("List-Unsubscribe");
    let eml = world.eml(&world.mails_to(ADA).await.pop().unwrap()).await;
    assert!(eml.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{eml}");
    let path = address.strip_prefix(world.local.url()).unwrap().to_owned();
    let before = world.table().await;
    assert_eq!(world.send(world.request(Method::HEAD, &path)).await.status, 404);
    // Opened in a browser it leads to the page that asks.
    let opened = world.get(&path).await;
    let page = format!("{}/unsubscribe#{}", world.local.url(), path.split_once('?').unwrap().1);
    assert_eq!((opened.status.as_u16(), opened.header("location")), (303, page.as_str()));
    let hostile = world.get("/v1/unsubscribe?reference=%0d%0aX:1&token=a%22%3E").await;
    assert_eq!(hostile.header("location"), format!("{}/unsubscribe#reference=&token=", world.local.url()));
    assert_eq!(world.table().await, before);
    let tampered = path.replace("token=", "token=x");
    let form = |path: &str| {
        let request = world.request(Method::POST, path).header("Content-Type", "application/x-www-form-urlencoded");
        request.body("List-Unsubscribe=One-Click")
    };
    assert_eq!(world.send(form(&tampered)).await.problem(401), "unauthorized");
    assert_eq!(world.table().await, before);
    world.send(form(&path)).await.expect(200);
    // A second time is no fault, and the page posts without a form.
    world.send(world.request(Method::POST, &path)).await.expect(200);

    // The next booking gets its confirmation and reminders, and no more.
    world.book("anna", "2026-11-30T11:00:00+01:00", 60, ADA).await.expect(201);
    world.set_clock("2026-11-30T11:20:00Z").await;
    let link = world.email_to(ANNA, "attendance_check").await.link("outcome=completed");
    world.mark(&link, "completed").await.expect(200);
    world.set_clock("2026-12-01T12:00:00Z").await;
    let expected = ["booking_confirmation", "reminder_24h", "reminder_2h"];
    assert_eq!(templates(&world, ADA).await[4..], expected);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_follow_ups_can_be_unsubscribed_from() {
    let world = World::with(&[ordinary("anna")]).await;
    book(&world).await;
    took_place(&world).await;
    world.set_clock("2026-11-26T11:30:00Z").await;
    for mail in world.mails().await {
        let email = world.email(&mail).await;
        assert_eq!(email.unsubscribe.is_some(), mail.template == "post_meeting_followup", "{}", mail.template);
        if let Some(address) = &email.unsubscribe {
            // The page for people and the address for programs are of the same booking.
            assert_eq!(email.carried_by("/unsubscribe#"), tests::carried(address));
        }
    }
    world.finish().await;
}

/// The confirmation is given up after a day; its last attempt arrived, and only the answer was lost.
#[tokio::test(flavor = "multi_thread")]
async fn given_up_message_is_taken_back() {
    let world = World::with(&[ordinary("anna")]).await;
    world.local.faults().add(|call| {
        let refused = || InjectedFault::Answer(Answer::refusal("TooManyRequestsException", "injected"));
        (call.service == Service::Ses).then(refused)
    });
    let made = world.book("anna", "2026-11-27T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    world.advance("PT23H59M").await;
    world.local.faults().clear();
    world.local.faults().add(|call| (call.service == Service::Ses).then_some(InjectedFault::AnswerLost));
    world.advance("PT1H").await;
    assert!(templates(&world, ANNA).await.contains(&"new_booking_consultant".to_owned()));
    world.local.faults().clear();
    world.cancel(&made).await.expect(200);
    world.settle().await;
    assert_eq!(templates(&world, ANNA).await.last().unwrap(), "booking_cancellation_consultant");
    world.finish().await;
}
