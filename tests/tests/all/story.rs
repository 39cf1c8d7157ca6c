//! The main job, on real input: list, look, book, get mail, move, cancel.

use calcard::{Entry, Parser};
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::json;
use tests::{Mail, World, ordinary};

const ADA: &str = "ada@clients.example";

#[tokio::test]
async fn booking_lifecycle_notifies_all() {
    let world = World::with(&[ordinary("anna")]).await;
    let listed = world.get("/v1/consultants").await.expect(200);
    assert_eq!(listed["consultants"][0]["id"], "anna");
    let starts = world.starts("consultantId=anna&duration=60&timezone=Europe/Berlin").await;
    assert_eq!(starts[0], "2026-11-23T10:30:00Z", "two hours' notice, a moment after nine o'clock in Berlin");
    assert_eq!(starts.len(), 12 + 9 * 17, "the rest of Monday and nine more working days of two weeks");

    let answer = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await;
    let made = answer.expect(201);
    let reference = made["booking"]["reference"].as_str().unwrap().to_owned();
    assert!(reference.starts_with("VLT-20261123-"), "{reference}");
    assert_eq!(answer.header("location"), format!("/v1/bookings/{reference}"));
    assert_eq!(made["booking"]["status"], "confirmed");
    assert_eq!(made["booking"]["start"], "2026-11-24T10:00:00Z");
    assert_eq!(made["booking"]["changeableUntil"], "2026-11-24T08:00:00Z");

    let moved = world.move_to(&made, &json!({"start": "2026-11-24T11:30:00+01:00"})).await.expect(200);
    assert_eq!(moved["booking"]["status"], "rescheduled");
    assert_eq!(moved["booking"]["sequence"], 1);
    let tuesday = world.starts("consultantId=anna&duration=30&from=2026-11-24&to=2026-11-24").await;
    assert!(tuesday.contains(&"2026-11-24T10:00:00Z".to_owned()), "11:00 is free again");
    assert!(!tuesday.contains(&"2026-11-24T10:30:00Z".to_owned()));

    let cancelled = world.cancel(&made).await.expect(200);
    assert_eq!(cancelled["booking"]["status"], "cancelled");
    let token = made["manageToken"].as_str().unwrap();
    let shown = world.get_as(&format!("/v1/bookings/{reference}"), token).await.expect(200);
    let history: Vec<&str> =
        shown["history"].as_array().unwrap().iter().map(|it| it["type"].as_str().unwrap()).collect();
    assert_eq!(history, ["booking.confirmed", "booking.rescheduled", "booking.cancelled"]);
    world.finish().await;
}

#[tokio::test]
async fn invite_follows_the_booking() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    world.move_to(&made, &json!({"start": "2026-11-25T14:00:00+01:00"})).await.expect(200);
    world.settle().await;
    world.cancel(&made).await.expect(200);
    world.settle().await;

    for (address, templates) in [
        (ADA, ["booking_confirmation", "booking_change", "booking_cancellation"]),
        (
            "anna@consultants.example",
            ["new_booking_consultant", "booking_change_consultant", "booking_cancellation_consultant"],
        ),
    ] {
        let mails = world.mails_to(address).await;
        assert_eq!(mails.iter().map(|mail| mail.template.as_str()).collect::<Vec<_>>(), templates);
        let mut uids = Vec::new();
        for (mail, (method, sequence, start)) in mails.iter().zip([
            ("REQUEST", "0", "20261124T100000Z"),
            ("REQUEST", "1", "20261125T130000Z"),
            ("CANCEL", "2", "20261125T130000Z"),
        ]) {
            let invite = invite_of(&world, mail).await;
            assert_eq!(property(&invite, "METHOD"), method);
            assert_eq!(property(&invite, "SEQUENCE"), sequence);
            assert_eq!(property(&invite, "DTSTART"), start);
            uids.push(property(&invite, "UID"));
        }
        uids.dedup();
        assert_eq!(uids.len(), 1, "one UID for life");
    }
    world.finish().await;
}

#[tokio::test]
async fn mail_and_link_invites_match() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let mail = &world.mails_to(ADA).await[0];
    let link = made["links"]["ics"].as_str().unwrap();
    let path = link.strip_prefix(world.local.url()).unwrap();
    let answer = world.get(path).await;
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8; method=REQUEST");
    assert_eq!(answer.text, invite_of(&world, mail).await);
    world.finish().await;
}

#[tokio::test]
async fn mail_uses_the_readers_zone() {
    let mut tokyo = ordinary("kenji");
    tokyo["timezone"] = json!("Asia/Tokyo");
    let world = World::with(&[tokyo]).await;
    // 9:00 in Berlin is 17:00 in Tokyo.
    world.book("kenji", "2026-11-24T09:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let text =
        |mail: String| MessageParser::default().parse(mail.as_bytes()).unwrap().body_text(0).unwrap().into_owned();
    let client = text(world.eml(&world.mails_to(ADA).await[0]).await);
    assert!(client.contains("Tuesday, 24 November 2026, 09:00–10:00 (Europe/Berlin, UTC+01:00)"), "{client}");
    let consultant = text(world.eml(&world.mails_to("kenji@consultants.example").await[0]).await);
    assert!(consultant.contains("Tuesday, 24 November 2026, 17:00–18:00 (Asia/Tokyo, UTC+09:00)"), "{consultant}");
    world.finish().await;
}

#[tokio::test]
async fn consultant_never_gets_client_link() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.settle().await;
    let token = made["manageToken"].as_str().unwrap();
    let client = parts(&world.eml(&world.mails_to(ADA).await[0]).await);
    assert!(client.contains(token));
    let consultant = parts(&world.eml(&world.mails_to("anna@consultants.example").await[0]).await);
    assert!(!consultant.contains(token) && !consultant.contains("/manage"));
    world.finish().await;
}

/// Every part of a mail, decoded.
fn parts(eml: &str) -> String {
    let message = MessageParser::default().parse(eml.as_bytes()).unwrap();
    message.parts.iter().filter_map(|part| part.text_contents()).collect::<Vec<_>>().join("\n")
}

/// The invite of a mail: attached, and among the alternatives with the `method` of its METHOD; both are the same.
async fn invite_of(world: &World, mail: &Mail) -> String {
    let eml = world.eml(mail).await;
    let message = MessageParser::default().parse(eml.as_bytes()).unwrap();
    let invites: Vec<_> = message
        .parts
        .iter()
        .filter(|part| part.content_type().is_some_and(|kind| kind.subtype() == Some("calendar")))
        .collect();
    assert_eq!(invites.len(), 2);
    let text = invites[0].text_contents().unwrap().to_owned();
    assert_eq!(invites[1].text_contents().unwrap(), text);
    assert!(text.split("\r\n").all(|line| !line.contains('\n') && line.len() <= 75), "CRLF and folding by octets");
    assert!(matches!(Parser::new(&text).entry(), Entry::ICalendar(_)));
    for invite in invites {
        let method = invite.content_type().unwrap().attribute("method").unwrap().to_owned();
        assert_eq!(method, property(&text, "METHOD"));
    }
    text
}

fn property(invite: &str, name: &str) -> String {
    let line =
        invite.lines().find(|line| line.starts_with(name) && [":", ";"].contains(&&line[name.len()..name.len() + 1]));
    line.unwrap_or_else(|| panic!("no {name} in {invite}")).split_once(':').unwrap().1.trim().to_owned()
}
