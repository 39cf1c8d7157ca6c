//! Answers to invites, as calendars mail them.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tests::{World, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";
const TEAM: &str = "team@magnetiq.example";

/// A system that receives mail for a domain.
async fn receiving() -> World {
    let from = "  InboundMail:\n    Type: String\n    Default: \"\"\n";
    let to = from.replace("\"\"", "reply.example.com");
    World::changed(&[ordinary("anna")], from, &to).await
}

/// The value of an invite's line.
fn value(invite: &str, name: &str) -> String {
    let unfolded = invite.replace("\r\n ", "");
    let line = unfolded.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{name} in {invite}"));
    line.rsplit_once(if name == "ORGANIZER" { "mailto:" } else { ":" }).unwrap().1.to_owned()
}

/// The mail that a calendar sends to the organizer of an invite.
fn answer(invite: &str, attendee: &str, partstat: &str) -> String {
    let (uid, sequence, to) = (value(invite, "UID"), value(invite, "SEQUENCE"), value(invite, "ORGANIZER"));
    format!(
        "From: {attendee}\r\nTo: {to}\r\nSubject: Declined: Magnetiq\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nNo.\r\n--b\r\n\
         Content-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
         PRODID:-//x//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{sequence}\r\n\
         DTSTAMP:20261123T090000Z\r\nORGANIZER:mailto:{to}\r\nATTENDEE;PARTSTAT={partstat}:mailto:{attendee}\r\n\
         END:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n"
    )
}

/// Has SES receive a mail. The topic's subscription passes messages on as they are.
async fn receive(world: &World, raw: &str, verdict: &str) {
    let to = raw.lines().find_map(|line| line.strip_prefix("To: ")).unwrap();
    let passed = json!({"status": "PASS"});
    let body = json!({
        "notificationType": "Received",
        "mail": {"timestamp": "2026-11-23T09:00:00.000Z", "source": "x", "messageId": "m1", "destination": [to]},
        "receipt": {
            // Servers may lower-case addresses.
            "recipients": [to.to_lowercase()], "spamVerdict": passed, "virusVerdict": passed, "spfVerdict": passed,
            "dkimVerdict": passed, "dmarcVerdict": {"status": verdict}, "action": {"type": "SNS", "encoding": "BASE64"}
        },
        "content": STANDARD.encode(raw)
    });
    world.put_on_queue("RecordDeliveryQueue", &body).await;
    world.advance("PT5S").await;
}

async fn invite_to(world: &World, address: &str, template: &str) -> String {
    world.email_to(address, template).await.invite.unwrap()
}

async fn templates(world: &World, address: &str) -> Vec<String> {
    world.mails_to(address).await.into_iter().map(|mail| mail.template).collect()
}

/// The answers in a booking's history, with their actors.
async fn noted(world: &World, reference: &str) -> Vec<Value> {
    let everything = world.everything_of(reference).await;
    let history = everything["history"].as_array().unwrap().iter();
    history.filter(|it| it["type"] == "booking.invite_answered").map(|it| it["actor"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_no_is_noted_and_reported() {
    let world = receiving().await;
    let made = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let reference = reference_of(&made);
    let invite = invite_to(&world, ADA, "booking_confirmation").await;
    assert_eq!(value(&invite, "ORGANIZER"), format!("{reference}@reply.example.com"));
    let no = answer(&invite, ADA, "DECLINED");
    for _ in 0..2 {
        receive(&world, &no, "PASS").await;
    }
    assert_eq!(noted(&world, &reference).await, ["client"]);
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "declined_consultant"]);
    assert_eq!(templates(&world, TEAM).await, ["new_booking_team", "declined_team"]);
    let everything = world.everything_of(&reference).await;
    assert_eq!(everything["booking"]["status"], "confirmed", "a person cancels it");
    // Changes of mind are noted, and nobody is bothered.
    receive(&world, &answer(&invite, ADA, "ACCEPTED"), "PASS").await;
    assert_eq!(noted(&world, &reference).await.len(), 2);
    assert_eq!(templates(&world, ANNA).await.len(), 2);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn consultants_no_reaches_the_team() {
    let world = receiving().await;
    let made = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let reference = reference_of(&made);
    receive(&world, &answer(&invite_to(&world, ANNA, "new_booking_consultant").await, ANNA, "DECLINED"), "PASS").await;
    assert_eq!(noted(&world, &reference).await, ["consultant"]);
    assert_eq!(templates(&world, TEAM).await, ["new_booking_team", "consultant_declined_team"]);
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant"]);
    let path = format!("/v1/bookings/{reference}");
    let shown = world.get_as(&path, made["manageToken"].as_str().unwrap()).await.expect(200);
    assert!(!shown.to_string().contains("invite_answered"), "none of the client's business: {shown}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_answers_are_ignored() {
    let world = receiving().await;
    let made = world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let invite = invite_to(&world, ADA, "booking_confirmation").await;
    let no = answer(&invite, ADA, "DECLINED");
    receive(&world, &no, "FAIL").await;
    receive(&world, &answer(&invite, "eve@elsewhere.example", "DECLINED"), "PASS").await;
    receive(&world, &no.replace("@magnetiq-booking", "@guessed"), "PASS").await;
    receive(&world, &no.replace("METHOD:REPLY", "METHOD:REQUEST"), "PASS").await;
    receive(&world, &no.replace("VLT-", "XXX-"), "PASS").await;
    // Moved meanwhile: the answer is to the old time.
    world.move_to(&made, &json!({"start": "2026-11-26T11:00:00+01:00"})).await.expect(200);
    world.settle().await;
    receive(&world, &no, "PASS").await;
    assert_eq!(noted(&world, &reference_of(&made)).await, [""; 0]);
    assert_eq!(templates(&world, ANNA).await, ["new_booking_consultant", "booking_change_consultant"]);
    assert_eq!(world.dead_letters("RecordDeliveryQueue").await, 0);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn organizer_is_the_support_mailbox() {
    let world = World::with(&[ordinary("anna")]).await;
    world.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    for (address, template) in [(ADA, "booking_confirmation"), (ANNA, "new_booking_consultant")] {
        let invite = invite_to(&world, address, template).await;
        assert_eq!(value(&invite, "ORGANIZER"), "hello@example.com", "the demo's");
    }
    world.finish().await;
}
