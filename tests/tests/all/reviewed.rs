//! Regressions from a review.

use aws_sdk_dynamodb::types::AttributeValue;
use emulator::Service;
use serde_json::{Value, json};
use tests::{World, at, booking_body, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";

/// A meeting on Tuesday, 11:00 to 12:00 in Berlin.
async fn book(world: &World) -> Value {
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    made
}

/// Templates of the mails to an address.
async fn templates(world: &World, address: &str) -> Vec<String> {
    world.mail_history(address).await.into_iter().map(|(template, _)| template).collect()
}

/// Puts a raw text on a queue.
async fn put_text(world: &World, queue: &str, text: &str) {
    let client = aws_sdk_sqs::Client::new(&world.local.sdk_config());
    client.send_message().queue_url(format!("https://sqs.example/{queue}")).message_body(text).send().await.unwrap();
    world.settle().await;
}

/// Messages in a queue.
async fn depth(world: &World, queue: &str) -> u64 {
    let queues = world.get("/_local/queues").await.expect(200);
    let found = queues.as_array().unwrap().iter().find(|it| it["name"] == queue).unwrap().clone();
    found["depth"].as_u64().unwrap_or_else(|| panic!("{found}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_address_finds_no_booking() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.cancel(&made).await.expect(200);
    let token = made["manageToken"].as_str().unwrap();
    world.post_as("/v1/privacy/erase", token, &json!({"confirm": true})).await.expect(200);
    let lookup = json!({"reference": reference_of(&made), "email": "erased@erased.invalid"});
    assert_eq!(world.post("/v1/bookings/lookup", &lookup).await.problem(404), "not_found");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unmarked_meeting_counts_after_erasure() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.set_clock("2026-11-24T11:05:00Z").await;
    let token = made["manageToken"].as_str().unwrap();
    world.post_as("/v1/privacy/erase", token, &json!({"confirm": true})).await.expect(200);
    let mails = world.mails().await.len();
    world.set_clock("2026-11-26T12:00:00Z").await;
    assert_eq!(world.everything_of(&reference_of(&made)).await["booking"]["status"], "completed");
    // No person said that it took place; one still can.
    assert_eq!(world.numbers_of("anna").await[2], 0);
    let admin = world.admin().await;
    world.act(&reference_of(&made), "complete", &admin, &Value::Null).await.expect(200);
    assert_eq!(world.numbers_of("anna").await[2], 1);
    assert_eq!(world.mails().await.len(), mails, "no notification is sent");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unsubscribe_works_long_after() {
    let world = World::with(&[ordinary("anna")]).await;
    book(&world).await;
    world.set_clock("2026-11-24T11:20:00Z").await;
    let link = world.email_to(ANNA, "attendance_check").await.link("outcome=completed");
    world.mark(&link, "completed").await.expect(200);
    world.set_clock("2026-11-25T11:30:00Z").await;
    let address = world.email_to(ADA, "post_meeting_followup").await.unsubscribe.unwrap();
    let path = address.strip_prefix(world.local.url()).unwrap().to_owned();
    let world = world.restart_at("2027-02-01T08:00:00Z").await;
    world.send(world.request(reqwest::Method::POST, &path)).await.expect(200);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reassignment_disables_old_attendance_link() {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let made = book(&world).await;
    world.set_clock("2026-11-24T11:20:00Z").await;
    let link = world.email_to(ANNA, "attendance_check").await.link("outcome=no_show");
    // As a console user will reassign it.
    let client = aws_sdk_dynamodb::Client::new(&world.local.sdk_config());
    let hold = async |id: &str| {
        #[allow(clippy::disallowed_methods, reason = "no function does this yet")]
        let update = client.update_item().table_name(world.local.table_name().unwrap());
        let update = update.key("pk", AttributeValue::S(format!("BOOKING#{}", reference_of(&made))));
        let update = update.key("sk", AttributeValue::S("BOOKING".to_owned()));
        let update = update.update_expression("SET consultant.id = :id");
        update.expression_attribute_values(":id", AttributeValue::S(id.to_owned())).send().await.unwrap();
    };
    hold("ben").await;
    assert_eq!(world.mark(&link, "no_show").await.problem(401), "unauthorized");
    hold("anna").await;
    world.mark(&link, "no_show").await.expect(200);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn console_respects_text_message_choice() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["client"]["phone"] = json!("+49 30 901820");
    let reference = reference_of(&world.post("/v1/bookings", &body).await.expect(201));
    world.settle().await;
    let admin = world.admin().await;
    let refused = world.act(&reference, "resend", &admin, &json!({"channel": "sms"})).await;
    assert_eq!(refused.faults(), [("/recipient".to_owned(), "unknown_value".to_owned())]);
    assert_eq!(world.texts().await.len(), 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cancellation_during_resend_is_sent() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.refuse(Service::Ses, "TooManyRequestsException");
    let admin = world.admin().await;
    for recipient in ["consultant", "client"] {
        let order = json!({"recipient": recipient});
        assert_eq!(world.act(&reference_of(&made), "resend", &admin, &order).await.status, 202);
        world.settle().await;
    }
    world.cancel(&made).await.expect(200);
    world.settle().await;
    world.local.faults().clear();
    world.advance("PT1H").await;
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "booking_cancellation_consultant"]);
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation", "booking_cancellation"]);
    let invite = world.email_to(ADA, "booking_cancellation").await.invite.expect("their calendar has the meeting");
    assert!(invite.contains("METHOD:CANCEL"), "{invite}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_job_gets_a_new_deadline() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    world.set_clock("2026-11-24T11:20:00Z").await;
    let link = world.email_to(ANNA, "attendance_check").await.link("outcome=completed");
    world.mark(&link, "completed").await.expect(200);
    world.refuse_mail_to(ADA, "MessageRejected");
    world.set_clock("2026-11-27T12:00:00Z").await;
    assert_eq!(world.communication(&reference, "follow-up", "client").await["state"], "failed");
    world.local.faults().clear();
    world.refuse_mail_to(ADA, "TooManyRequestsException");
    let admin = world.admin().await;
    assert_eq!(world.act(&reference, "resend", &admin, &json!({"jobs": true})).await.status, 202);
    world.settle().await;
    assert_eq!(world.communication(&reference, "follow-up", "client").await["state"], "planned");
    world.local.faults().clear();
    world.advance("PT5M").await;
    assert_eq!(world.communication(&reference, "follow-up", "client").await["state"], "done");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_times_follow_the_last_correction() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    world.set_clock("2026-11-24T11:05:00Z").await;
    let admin = world.admin().await;
    world.act(&reference, "no-show", &admin, &Value::Null).await.expect(200);
    world.settle().await;
    world.refuse_mail_to(ADA, "TooManyRequestsException");
    // It falls due at 12:05, can't be sent, and is retried repeatedly.
    world.set_clock("2026-11-24T12:06:00Z").await;
    let admin = world.admin().await;
    world.act(&reference, "complete", &admin, &Value::Null).await.expect(200);
    world.settle().await;
    world.act(&reference, "no-show", &admin, &Value::Null).await.expect(200);
    world.settle().await;
    world.local.faults().clear();
    world.set_clock("2026-11-24T14:00:00Z").await;
    assert_eq!(world.mail_history(ADA).await.last(), Some(&at("no_show_followup", "2026-11-24T13:06")));
    assert_eq!(templates(&world, ADA).await.iter().filter(|template| *template == "no_show_followup").count(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn former_consultant_gets_own_zone() {
    let mut kenji = ordinary("kenji");
    kenji["timezone"] = json!("Asia/Tokyo");
    let world = World::with(&[kenji, ordinary("anna")]).await;
    // 9:00 in Berlin is 17:00 in Tokyo.
    let made = world.book("kenji", "2026-11-26T09:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let moved = json!({"start": "2026-11-26T10:00:00+01:00", "consultantId": "anna"});
    world.move_to(&made, &moved).await.expect(200);
    world.settle().await;
    let email = world.email_to("kenji@consultants.example", "booking_cancellation_consultant").await;
    assert!(email.text.contains("17:00") && email.text.contains("Asia/Tokyo"), "{}", email.text);
    let invite = email.invite.unwrap();
    assert!(invite.contains("METHOD:CANCEL") && !invite.contains("LOCATION") && !invite.contains("URL"), "{invite}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ses_test_notification_is_ignored() {
    let world = World::with(&[ordinary("anna")]).await;
    put_text(&world, "RecordDeliveryQueue", "Successfully validated SNS topic for Amazon SES event publishing.").await;
    assert_eq!(depth(&world, "RecordDeliveryQueue").await, 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_bounce_counts_once() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    // Of a mail that the ledger doesn't know (yet).
    let event = json!({
        "eventType": "Bounce",
        "bounce": {"bounceType": "Permanent"},
        "mail": {
            "messageId": "unheard-of", "timestamp": "2026-11-23T08:00:00.000Z",
            "tags": {"reference": [reference], "template": ["booking_confirmation"]}
        }
    });
    put_text(&world, "RecordDeliveryQueue", &event.to_string()).await;
    world.advance("PT30M").await;
    assert_eq!(depth(&world, "RecordDeliveryQueue").await, 0);
    let lines = world.get("/_local/metrics").await.expect(200);
    let bounces = lines.as_array().unwrap().iter().filter(|line| line["Bounces"] == 1 && line["Kind"] == "bounce");
    assert_eq!(bounces.count(), 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn late_send_is_still_recorded() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse_mail_to(ANNA, "TooManyRequestsException");
    let made = world.book("anna", "2026-11-23T12:00:00+01:00", 30, ADA).await.expect(201);
    let reference = reference_of(&made);
    world.set_clock("2026-11-23T11:35:00Z").await;
    let admin = world.admin().await;
    // Raises the booking's version, without a notification.
    world.act(&reference, "complete", &admin, &Value::Null).await.expect(200);
    world.local.faults().clear();
    world.advance("PT30M").await;
    let confirmation = world.communication(&reference, "mail", "consultant.anna").await;
    assert_eq!(confirmation["state"], "done", "{confirmation}");
    assert!(confirmation["messageId"].is_string(), "{confirmation}");
    world.finish().await;
}
