//! Mail, text messages and chat: each by itself, and none waits for another.

use emulator::{Answer, Service, instruments::InjectedFault};
use serde_json::{Value, json};
use tests::{World, booking_body, minute, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";
const TEAM: &str = "team@magnetiq.example";
const PHONE: &str = "+4930901820";

/// A booking on Wednesday at 11:00 in Berlin, with text messages.
fn body() -> Value {
    let mut body = booking_body("anna", "2026-11-25T11:00:00+01:00", 60, ADA);
    body["client"]["phone"] = json!("+49 30 901820");
    body["client"]["company"] = json!("Analytical Engines");
    body["reminders"] = json!({"email": true, "sms": true});
    body
}

async fn book(world: &World) -> Value {
    let made = world.post("/v1/bookings", &body()).await.expect(201);
    world.settle().await;
    made
}

/// Requirements of every text message: to the client, short, about this booking, and without secrets.
fn check(texts: &[tests::Sms], reference: &str) {
    for sms in texts {
        assert_eq!((sms.to.as_str(), sms.reference.as_str()), (PHONE, reference));
        assert!(sms.text.chars().count() <= 160, "{}", sms.text);
        assert!(sms.text.contains(reference) && sms.text.contains("Anna Schmidt"), "{}", sms.text);
        assert!(!sms.text.contains("http") && !sms.text.contains("Lovelace"), "{}", sms.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn text_messages_accompany_the_mail() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.move_to(&made, &json!({"start": "2026-11-24T15:00:00+01:00"})).await.expect(200);
    world.settle().await;
    let mut other = body();
    other["start"] = json!("2026-11-26T11:00:00+01:00");
    let off = world.post("/v1/bookings", &other).await.expect(201);
    world.settle().await;
    world.cancel(&off).await.expect(200);
    world.set_clock("2026-11-24T12:30:00Z").await;
    let (of_off, of_made): (Vec<_>, Vec<_>) =
        world.texts().await.into_iter().partition(|sms| sms.text.contains(&reference_of(&off)));
    check(&of_made, &reference_of(&made));
    let texts = of_made.iter().map(|sms| (minute(&sms.sent_at), sms.text.contains("Tue 24 Nov, 15:00")));
    let expected = [(AT_ONCE, false), (AT_ONCE, true), ("2026-11-23T14:00", true), ("2026-11-24T12:00", true)];
    assert_eq!(texts.collect::<Vec<_>>(), expected.map(|(at, is_new)| (at.to_owned(), is_new)));
    check(&of_off, &reference_of(&off));
    let templates: Vec<&str> = of_made.iter().map(|sms| sms.template.as_str()).collect();
    assert_eq!(templates, ["booking_confirmation", "booking_change", "reminder_24h", "reminder_2h"]);
    let lines = world.lines().await;
    for made in [&made, &off] {
        let of_made = lines.iter().filter(|line| line.reference == reference_of(made));
        let rooms: Vec<&str> = of_made.map(|line| line.room.as_str()).collect();
        assert!(rooms.contains(&"slack") && rooms.contains(&"generic"), "{lines:?}");
    }
    assert_eq!(of_off.len(), 2);
    assert!(of_off[1].text.contains("cancelled"), "{}", of_off[1].text);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_follow_the_clients_choice() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut with_number = body();
    with_number["start"] = json!("2026-11-24T15:00:00+01:00");
    with_number["reminders"] = json!({"email": true, "sms": false});
    world.post("/v1/bookings", &with_number).await.expect(201);
    let mut by_text = body();
    by_text["start"] = json!("2026-11-24T11:00:00+01:00");
    by_text["reminders"] = json!({"email": false, "sms": true});
    by_text["client"]["email"] = json!("eve@clients.example");
    by_text["language"] = json!("de");
    world.post("/v1/bookings", &by_text).await.expect(201);
    world.set_clock("2026-11-24T12:30:00Z").await;
    let mails: Vec<String> =
        world.mail_history("eve@clients.example").await.into_iter().map(|(template, _)| template).collect();
    assert_eq!(mails, ["booking_confirmation"]);
    let texts = world.texts().await;
    let times: Vec<String> = texts.iter().map(|sms| minute(&sms.sent_at)).collect();
    assert_eq!(times, [AT_ONCE, "2026-11-23T10:00", "2026-11-24T08:00"], "and none to the other");
    assert!(
        texts[2].text.contains("Ihre Beratung beginnt bald") && texts[2].text.contains("11:00 Uhr"),
        "{}",
        texts[2].text
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rooms_get_updates_without_personal_data() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.move_to(&made, &json!({"start": "2026-11-26T15:00:00+01:00"})).await.expect(200);
    world.settle().await;
    world.cancel(&made).await.expect(200);
    world.settle().await;
    let reference = reference_of(&made);
    for room in ["slack", "generic"] {
        let lines: Vec<_> = world.lines().await.into_iter().filter(|line| line.room == room).collect();
        let begin: Vec<&str> = lines.iter().map(|line| line.text.split(':').next().unwrap()).collect();
        assert_eq!(begin, ["New booking", "Rescheduled", "Cancelled"]);
        for line in &lines {
            assert!(line.text.contains(&reference) && line.text.contains("Anna Schmidt"), "{}", line.text);
            assert!(line.text.contains("A. L. (Analytical Engines)"), "{}", line.text);
            let all = line.body.to_string();
            assert!(!all.contains("Lovelace") && !all.contains("@") && !all.contains(PHONE), "{all}");
        }
        assert!(lines[1].text.contains("Thursday, 26 November 2026, 15:00–16:00"), "{}", lines[1].text);
    }
    let generic: Vec<Value> =
        world.lines().await.into_iter().filter(|line| line.room == "generic").map(|line| line.body).collect();
    let types: Vec<&str> = generic.iter().map(|body| body["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["confirmed", "rescheduled", "cancelled"]);
    assert!(generic.iter().all(|body| body["reference"] == reference.as_str()));
    world.finish().await;
}

/// The minutes of all messages about a booking, by channel.
async fn times(world: &World) -> (Vec<String>, Vec<String>, Vec<String>) {
    let mails = world.mails().await.into_iter().map(|it| minute(&it.sent_at)).collect();
    let texts = world.texts().await.into_iter().map(|it| minute(&it.sent_at)).collect();
    let lines = world.lines().await.into_iter().map(|it| minute(&it.sent_at)).collect();
    (mails, texts, lines)
}

const AT_ONCE: &str = "2026-11-23T08:00";
/// Jobs of an ordinary booking with text messages while it is live.
const JOBS: usize = 6;

/// Asserts that everything came at once, except on the broken channel.
async fn assert_at_once(world: &World, mails: usize, texts: usize, lines: usize) {
    let (came_mails, came_texts, came_lines) = times(world).await;
    assert_eq!(came_mails, vec![AT_ONCE; mails]);
    assert_eq!(came_texts, vec![AT_ONCE; texts]);
    assert_eq!(came_lines, vec![AT_ONCE; lines]);
    assert_eq!(world.pending().await.len(), JOBS);
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_outage_delays_nothing_else() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse(Service::Ses, "TooManyRequestsException");
    book(&world).await;
    assert_at_once(&world, 0, 1, 2).await;
    world.advance("PT1H").await;
    assert_eq!(world.mails().await.len(), 0);
    world.local.faults().clear();
    world.advance("PT20M").await;
    assert_eq!(world.mail_history(ADA).await.len(), 1);
    assert_eq!(world.mail_history(ANNA).await.len(), 1);
    assert_eq!(world.mail_history(TEAM).await.len(), 1);
    assert_eq!((world.texts().await.len(), world.lines().await.len()), (1, 2), "they came once");
    // And later everything comes at its time.
    world.set_clock("2026-11-25T08:30:00Z").await;
    let reminders = world.mail_history(ADA).await.split_off(1);
    assert_eq!(
        reminders,
        [tests::at("reminder_24h", "2026-11-24T10:00"), tests::at("reminder_2h", "2026-11-25T08:00")]
    );
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sms_outage_delays_nothing_else() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse(Service::Sns, "ThrottledException");
    book(&world).await;
    assert_at_once(&world, 3, 0, 2).await;
    world.advance("PT1H").await;
    world.local.faults().clear();
    world.advance("PT20M").await;
    assert_eq!(world.texts().await.len(), 1);
    assert_eq!((world.mails().await.len(), world.lines().await.len()), (3, 2));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chat_outage_delays_nothing_else() {
    let world = World::with(&[ordinary("anna")]).await;
    world.local.chat().fail(500);
    book(&world).await;
    assert_at_once(&world, 3, 1, 0).await;
    world.advance("PT1H").await;
    world.local.chat().ok();
    world.advance("PT20M").await;
    assert_eq!(world.lines().await.len(), 2, "one in each room");
    assert_eq!((world.mails().await.len(), world.texts().await.len()), (3, 1));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_chat_delays_nothing_else() {
    let world = World::with(&[ordinary("anna")]).await;
    world.local.chat().hang();
    world.post("/v1/bookings", &body()).await.expect(201);
    world.settle().await;
    assert_at_once(&world, 3, 1, 0).await;
    world.local.chat().ok();
    world.advance("PT20M").await;
    assert_eq!(world.lines().await.len(), 2, "one in each room");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_mail_delays_nothing_else() {
    let world = World::with(&[ordinary("anna")]).await;
    world.local.faults().add(|call| (call.service == Service::Ses).then_some(InjectedFault::Hang));
    world.post("/v1/bookings", &body()).await.expect(201);
    world.settle().await;
    assert_at_once(&world, 0, 1, 2).await;
    world.local.faults().clear();
    world.advance("PT20M").await;
    assert_eq!(world.mail_history(ADA).await.len(), 1);
    assert_eq!(world.mails().await.len(), 3);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ambiguous_send_repeats_at_most_once() {
    let world = World::with(&[ordinary("anna")]).await;
    let calls = std::sync::atomic::AtomicU32::new(0);
    world.local.faults().add(move |call| {
        let first = || calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        (call.service == Service::Sns && call.operation == "Publish" && first()).then_some(InjectedFault::AnswerLost)
    });
    world.local.chat().keep_and_fail(500);
    book(&world).await;
    world.local.chat().ok();
    world.advance("PT20M").await;
    let (texts, lines) = (world.texts().await.len(), world.lines().await.len());
    assert!((1..=2).contains(&texts), "{texts} text messages");
    assert!((2..=4).contains(&lines), "{lines} lines in two rooms");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn permanent_failure_can_be_resent() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse_mail_to(ADA, "MessageRejected");
    let reference = reference_of(&book(&world).await);
    assert_eq!(world.mail_history(ADA).await, []);
    assert_eq!(world.mail_history(ANNA).await.len(), 1, "the others hear of it");
    let failed = world.communication(&reference, "mail", "client").await;
    assert_eq!((&failed["state"], &failed["failure"]), (&json!("failed"), &json!("MessageRejected")));
    assert_eq!(world.dead_letters("NotifyMailQueue").await, 1);
    world.advance("PT1H").await;
    assert_eq!(world.mail_history(ADA).await, [], "no retry after a permanent failure");
    world.local.faults().clear();
    let admin = world.admin().await;
    assert_eq!(world.act(&reference, "resend", &admin, &Value::Null).await.status, 202);
    world.settle().await;
    assert_eq!(world.mail_history(ADA).await[0].0, "booking_confirmation");
    let sent = world.communication(&reference, "mail", "client").await;
    assert_eq!((&sent["state"], &sent["failure"]), (&json!("done"), &Value::Null));
    // The dead letter, driven back, finds nothing left to do.
    world.post("/_local/queues/NotifyMailQueue/redrive", &Value::Null).await.expect(200);
    world.settle().await;
    assert_eq!((world.mail_history(ADA).await.len(), world.mail_history(ANNA).await.len()), (1, 1));
    assert_eq!(world.dead_letters("NotifyMailQueue").await, 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redriven_letters_send_what_failed() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse_mail_to(ADA, "MessageRejected");
    world.local.chat().fail(404);
    let reference = reference_of(&book(&world).await);
    world.local.chat().ok();
    // Once for all: a reminder that failed, too.
    world.set_clock("2026-11-24T10:01:00Z").await;
    let letters = [("SendReminderQueue", 1), ("NotifyMailQueue", 1), ("NotifyChatQueue", 1)];
    for (queue, count) in letters {
        assert_eq!(world.dead_letters(queue).await, count, "{queue}");
    }
    assert_eq!((world.mail_history(ADA).await, world.lines().await.len()), (vec![], 0));
    world.local.faults().clear();
    for (queue, _) in letters {
        world.post(&format!("/_local/queues/{queue}/redrive"), &Value::Null).await.expect(200);
        world.settle().await;
        assert_eq!(world.dead_letters(queue).await, 0, "{queue}");
    }
    let templates: Vec<String> = world.mail_history(ADA).await.into_iter().map(|(template, _)| template).collect();
    assert_eq!(templates, ["reminder_24h", "booking_confirmation"]);
    assert_eq!(world.lines().await.len(), 2, "one in each room");
    assert_eq!(world.mail_history(ANNA).await.len(), 1, "the others hear of it once");
    for kind in ["mail", "client-24h"] {
        assert_eq!(world.communication(&reference, kind, "client").await["state"], "done");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_again_stays_a_dead_letter() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse_mail_to(ADA, "MessageRejected");
    world.refuse_mail_to(ANNA, "TooManyRequestsException");
    book(&world).await;
    // The letter of the client's mail comes back, while the consultant's is still being tried.
    world.post("/_local/queues/NotifyMailQueue/redrive", &Value::Null).await.expect(200);
    world.advance("PT10M").await;
    assert_eq!(world.dead_letters("NotifyMailQueue").await, 1, "refused once more, and not with every try");
    world.local.faults().clear();
    world.advance("PT20M").await;
    assert_eq!((world.mail_history(ADA).await.len(), world.mail_history(ANNA).await.len()), (0, 1));
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_can_be_repeated_alone() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    world.refuse_mail_to(ADA, "MessageRejected");
    world.set_clock("2026-11-24T10:01:00Z").await;
    world.local.faults().clear();
    let admin = world.admin().await;
    assert_eq!(world.act(&reference, "resend", &admin, &json!({"jobs": true})).await.status, 202);
    world.settle().await;
    let templates: Vec<String> = world.mail_history(ADA).await.into_iter().map(|(template, _)| template).collect();
    assert_eq!(templates, ["booking_confirmation", "reminder_24h"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_has_its_own_deadline() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse_mail_to(ADA, "TooManyRequestsException");
    let made = book(&world).await;
    world.advance("PT23H").await;
    world.move_to(&made, &json!({"start": "2026-11-26T11:00:00+01:00"})).await.expect(200);
    world.advance("PT2H").await;
    assert_eq!(world.communication(&reference_of(&made), "mail", "client").await["state"], "planned");
    world.local.faults().clear();
    world.advance("PT20M").await;
    assert_eq!(world.mail_history(ADA).await.len(), 1);
    assert_eq!(world.communication(&reference_of(&made), "mail", "client").await["state"], "done");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn permanent_failure_blocks_no_retry() {
    let world = World::with(&[ordinary("anna")]).await;
    world.refuse_mail_to(ANNA, "MessageRejected");
    world.refuse_mail_to(ADA, "TooManyRequestsException");
    let reference = reference_of(&book(&world).await);
    assert_eq!(world.communication(&reference, "mail", "consultant.anna").await["state"], "failed");
    assert_eq!(world.dead_letters("NotifyMailQueue").await, 1);
    world.local.faults().clear();
    world.advance("PT1M").await;
    assert_eq!(world.mail_history(ADA).await.len(), 1);
    assert!(world.repairs().await.is_empty(), "it came back by itself");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_reminder_can_be_resent() {
    let world = World::with(&[ordinary("anna")]).await;
    let reference = reference_of(&book(&world).await);
    world.refuse_mail_to(ADA, "MessageRejected");
    world.set_clock("2026-11-24T10:01:00Z").await;
    let failed = world.communication(&reference, "client-24h", "client").await;
    assert_eq!((&failed["state"], &failed["failure"]), (&json!("failed"), &json!("MessageRejected")));
    assert_eq!(world.dead_letters("SendReminderQueue").await, 1);
    assert_eq!(world.texts().await.len(), 2, "the text message came all the same");
    world.local.faults().clear();
    let admin = world.admin().await;
    let order = json!({"channel": "mail", "recipient": "consultant"});
    assert_eq!(world.act(&reference, "resend", &admin, &order).await.status, 202);
    world.settle().await;
    let templates: Vec<String> = world.mail_history(ADA).await.into_iter().map(|(template, _)| template).collect();
    assert_eq!(templates, ["booking_confirmation", "reminder_24h"]);
    assert_eq!(world.mail_history(ANNA).await.len(), 2, "sent again, as requested");
    assert_eq!(world.communication(&reference, "client-24h", "client").await["state"], "done");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn resent_cancellation_withdraws_the_invite() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = book(&world).await;
    world.refuse_mail_to(ADA, "MessageRejected");
    world.cancel(&made).await.expect(200);
    world.settle().await;
    world.local.faults().clear();
    let admin = world.admin().await;
    assert_eq!(world.act(&reference_of(&made), "resend", &admin, &Value::Null).await.status, 202);
    world.settle().await;
    let invite = world.email_to(ADA, "booking_cancellation").await.invite.expect("their calendar has the meeting");
    assert!(invite.contains("METHOD:CANCEL"), "{invite}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_number_or_room_fails_alone() {
    let world = World::with(&[ordinary("anna")]).await;
    world.local.faults().add(|call| {
        (call.service == Service::Sns && call.operation == "Publish")
            .then(|| InjectedFault::Answer(Answer::refusal("InvalidParameter", "injected")))
    });
    world.local.chat().fail(404);
    let reference = reference_of(&book(&world).await);
    assert_eq!(world.mails().await.len(), 3);
    for (kind, recipient, failure, queue) in [
        ("sms", "client", "InvalidParameter", "NotifySmsQueue"),
        ("chat", "room.slack", "http_404", "NotifyChatQueue"),
        ("chat", "room.generic", "http_404", "NotifyChatQueue"),
    ] {
        let failed = world.communication(&reference, kind, recipient).await;
        assert_eq!((&failed["state"], &failed["failure"]), (&json!("failed"), &json!(failure)), "{kind} {recipient}");
        assert_eq!(world.dead_letters(queue).await, 1);
    }
    world.local.faults().clear();
    world.local.chat().ok();
    let admin = world.admin().await;
    for (channel, recipient) in [("sms", "client"), ("chat", "room.slack"), ("chat", "room.generic")] {
        let order = json!({"channel": channel, "recipient": recipient});
        assert_eq!(world.act(&reference, "resend", &admin, &order).await.status, 202);
    }
    world.settle().await;
    assert_eq!((world.texts().await.len(), world.lines().await.len()), (1, 2));
    world.finish().await;
}
