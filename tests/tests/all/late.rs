//! Mail that comes late or after a change of settings: it is true at that time, or isn't sent.

use emulator::{Answer, Service, instruments::InjectedFault};
use serde_json::{Value, json};
use tests::{World, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";
const TEAM: &str = "team@magnetiq.example";

/// Refuses every mail until the faults are cleared.
fn mail_is_refused(world: &World, code: &'static str, message: &'static str) {
    world.local.faults().add(move |call| {
        let refused = || InjectedFault::Answer(Answer::refusal(code, message));
        (call.service == Service::Ses).then(refused)
    });
}

async fn templates(world: &World, address: &str) -> Vec<String> {
    world.mails_to(address).await.into_iter().map(|mail| mail.template).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn begun_meeting_is_not_confirmed() {
    let world = World::with(&[ordinary("anna")]).await;
    mail_is_refused(&world, "TooManyRequestsException", "injected");
    // From 11:00 to 11:30 UTC, three hours ahead.
    let made = world.book("anna", "2026-11-23T12:00:00+01:00", 30, ADA).await.expect(201);
    world.set_clock("2026-11-23T11:10:00Z").await;
    world.local.faults().clear();
    world.set_clock("2026-11-23T13:00:00Z").await;
    assert_eq!(templates(&world, ADA).await, [""; 0]);
    // Anna must know that a client waited; nobody asks her whether the meeting took place.
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant"]);
    for address in [ANNA, TEAM] {
        let mails = world.mails_to(address).await;
        assert!(mails[0].subject.starts_with("Late: New booking"), "{}", mails[0].subject);
        assert!(!world.eml(&mails[0]).await.contains("text/calendar"));
    }
    // Nor does the system say that it took place, and thank for it.
    world.advance("P5D").await;
    let everything = world.everything_of(&reference_of(&made)).await;
    assert_eq!(everything["booking"]["status"], "confirmed");
    assert_eq!(templates(&world, ADA).await, [""; 0]);
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant"]);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn past_meeting_is_not_confirmed_again() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-23T12:00:00+01:00", 30, ADA).await.expect(201);
    let reference = reference_of(&made);
    world.set_clock("2026-11-23T11:00:00Z").await;
    let admin = world.admin().await;
    for recipient in ["client", "consultant", "team"] {
        let to = json!({"recipient": recipient});
        assert_eq!(world.act(&reference, "resend", &admin, &to).await.problem(409), "change_not_allowed");
    }
    world.set_clock("2026-11-23T12:00:00Z").await;
    let admin = world.admin().await;
    world.act(&reference, "no-show", &admin, &Value::Null).await.expect(200);
    assert_eq!(world.act(&reference, "resend", &admin, &Value::Null).await.problem(409), "change_not_allowed");
    world.settle().await;
    let confirmations = templates(&world, ADA).await.iter().filter(|it| *it == "booking_confirmation").count();
    assert_eq!(confirmations, 1);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unverified_sender_delays_mail() {
    let world = World::with(&[ordinary("anna")]).await;
    mail_is_refused(&world, "MessageRejected", "Email address is not verified. The following identities failed: x");
    let made = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.advance("PT10M").await;
    assert_eq!(world.dead_letters("NotifyMailQueue").await, 0);
    world.local.faults().clear();
    mail_is_refused(&world, "MailFromDomainNotVerifiedException", "injected");
    world.advance("PT1H").await;
    world.local.faults().clear();
    world.advance("PT30M").await;
    assert_eq!(templates(&world, ADA).await, ["booking_confirmation"]);
    assert_eq!(world.communication(&reference_of(&made), "mail", "client").await["state"], "done");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn zero_stops_follow_ups() {
    let never = |parameter: &str, usual: u32| {
        let (from, to) = (format!("  {parameter}:\n    Type: Number\n    Default: {usual}\n"), "    Default: 0\n");
        (from.clone(), from.replace(&format!("    Default: {usual}\n"), to))
    };
    let changes = [never("FollowUpHours", 24), never("NoShowFollowUpMinutes", 60)];
    let world = World::changed_by(&[ordinary("anna")], &changes).await;
    for (start, outcome) in [("2026-11-23T12:00:00+01:00", "complete"), ("2026-11-23T15:00:00+01:00", "no-show")] {
        let made = world.book("anna", start, 30, ADA).await.expect(201);
        world.advance("PT3H30M").await;
        let admin = world.admin().await;
        world.act(&reference_of(&made), outcome, &admin, &Value::Null).await.expect(200);
        world.settle().await;
    }
    world.advance("P3D").await;
    let followed_up = |template: &String| template.contains("followup");
    assert!(!templates(&world, ADA).await.iter().any(followed_up));
    assert_eq!(world.pending().await, []);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_reach_the_other_side() {
    let world = World::with(&[ordinary("anna")]).await;
    world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    // The demo's support address.
    for (to, reply_to) in [(ADA, "hello@example.com"), (ANNA, ADA), (TEAM, ADA)] {
        let eml = world.eml(&world.mails_to(to).await[0]).await;
        let header = eml.lines().find(|line| line.starts_with("Reply-To:")).unwrap_or_else(|| panic!("{eml}"));
        assert!(header.contains(reply_to), "{to}: {header}");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn background_keeps_colleagues_subjects_private() {
    let mut kenji = ordinary("kenji");
    kenji["firstName"] = json!("Kenji");
    let world = World::with(&[ordinary("anna"), kenji]).await;
    let book = async |consultant: &str, start: &str, subject: &str| {
        let mut body = tests::booking_body(consultant, start, 30, ADA);
        body["subject"] = json!(subject);
        world.post("/v1/bookings", &body).await.expect(201)
    };
    let reminder = async || world.email_to(ANNA, "consultant_prep_reminder").await.text;
    let first = book("kenji", "2026-11-23T12:00:00+01:00", "Layoffs in Q1").await;
    book("anna", "2026-11-23T14:00:00+01:00", "Our archive").await;
    book("anna", "2026-11-24T15:00:00+01:00", "Reports").await;
    world.set_clock("2026-11-24T10:30:00Z").await;
    let text = reminder().await;
    assert!(text.contains("Our archive"), "{text}");
    assert!(!text.contains("Layoffs") && !text.contains("Kenji"), "nobody was met under this address: {text}");
    // Once a person was met under the address, the meeting is known, but not its subject.
    let admin = world.admin().await;
    world.act(&reference_of(&first), "complete", &admin, &Value::Null).await.expect(200);
    book("anna", "2026-11-25T15:00:00+01:00", "More").await;
    world.set_clock("2026-11-25T10:30:00Z").await;
    let text = reminder().await;
    assert!(text.contains("Kenji") && text.contains("Our archive") && !text.contains("Layoffs"), "{text}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consultants_read_their_own_language() {
    let (mut anna, mut ben) = (ordinary("anna"), ordinary("ben"));
    anna["languages"] = json!(["fr", "de"]);
    ben["languages"] = json!(["de"]);
    ben["mailLanguage"] = json!("ru");
    let world = World::with(&[anna, ben]).await;
    world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.book("ben", "2026-11-25T11:00:00+01:00", 60, "eve@clients.example").await.expect(201);
    world.settle().await;
    for (address, words) in [(ANNA, "Neue Buchung"), ("ben@consultants.example", "Новая запись")] {
        let mails = world.mails_to(address).await;
        assert!(mails[0].subject.starts_with(words), "{}", mails[0].subject);
    }
    world.finish().await;
}
