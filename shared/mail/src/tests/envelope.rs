//! Tests of headers, parts, copies and invites.

use domain::{
    booking::{ClientMail, JobKind, Notification, Status},
    language::Language,
};
use invite::Method;
use mail_parser::{Message, MessageParser, MimeHeaders};

use super::samples::{self, all, booking, client, consultant, mailer, team};
use crate::{Background, Email, mime};

fn raw(email: &Email) -> Vec<u8> {
    let organizer = super::organizer();
    mime::build(email, &organizer, samples::at("2026-11-23T09:00:01Z")).unwrap()
}

fn parsed(email: &Email) -> Message<'static> {
    MessageParser::default().parse(&raw(email)).unwrap().into_owned()
}

fn confirmation() -> Email {
    mailer(&[]).write(&booking(Language::En), &client(), &Notification::Confirmation, samples::now()).unwrap()
}

fn kinds(message: &Message<'_>) -> Vec<String> {
    let kind = |part: &mail_parser::MessagePart<'_>| {
        let kind = part.content_type().unwrap();
        format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
    };
    message.parts.iter().map(kind).collect()
}

#[test]
fn mime_has_alternatives_and_invite_file() {
    let email = confirmation();
    let message = parsed(&email);
    assert_eq!(message.subject().unwrap(), email.subject);
    assert_eq!(message.message_id().unwrap(), "VLT-20261123-7KXM.2.booking_confirmation.client@example.com");
    assert_eq!(message.to().unwrap().first().unwrap().name().unwrap(), "Ada Lovelace");
    assert_eq!(message.reply_to().unwrap().first().unwrap().address().unwrap(), "help@example.com");
    assert_eq!(
        kinds(&message),
        ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "text/calendar"]
    );
    assert_eq!(message.parts[5].attachment_name(), Some("invite.ics"));
}

#[test]
fn mime_without_invite_has_alternatives_only() {
    let kind = JobKind::ClientReminder { hours: 24 };
    let email = mailer(&[])
        .write_reminder(&booking(Language::Ru), &client(), kind, &Background::default(), samples::now())
        .unwrap();
    let message = parsed(&email);
    assert_eq!(kinds(&message), ["multipart/alternative", "text/plain", "text/html"]);
    assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n"), email.text);
    assert_eq!(message.body_html(0).unwrap().replace("\r\n", "\n"), email.html);
}

#[test]
fn part_method_equals_invite_method() {
    for (name, email) in all(&mailer(&[]), Language::En) {
        let Some(invite) = &email.invite else { continue };
        let stated = format!("METHOD:{}\r\n", invite.method.as_str());
        assert!(invite.text.contains(&stated), "{name}");
        let message = parsed(&email);
        for part in &message.parts[4..] {
            assert_eq!(part.content_type().unwrap().attribute("method"), Some(invite.method.as_str()), "{name}");
        }
    }
}

#[test]
fn cancellation_needs_an_earlier_invite() {
    let mut off = booking(Language::En);
    off.status = Status::Cancelled;
    let write = |audience, notified| {
        mailer(&[]).write(&off, &audience, &Notification::Cancellation { notified }, samples::now()).unwrap()
    };
    let email = write(client(), None);
    assert!(email.invite.is_none() && !email.text.contains("attachment"), "{}", email.text);
    for audience in [client(), consultant()] {
        let email = write(audience, Some(samples::notified(&off)));
        assert_eq!(email.invite.map(|invite| invite.method), Some(Method::Cancel));
    }
    assert_eq!(write(team(), Some(samples::notified(&off))).invite, None);
}

#[test]
fn only_staff_mail_is_copied() {
    let mailer = mailer(&[("MAIL_CC", "lead@example.com, archive@example.com")]);
    for (name, email) in all(&mailer, Language::En) {
        let is_copied = matches!(email.to.as_str(), "anna@example.com" | "team@example.com")
            && email.template != "attendance_check";
        let expected: &[&str] = if is_copied { &["lead@example.com", "archive@example.com"] } else { &[] };
        assert_eq!(email.copy.is_some(), is_copied && email.invite.is_some(), "{name}");
        let copy = email.copy.as_deref().unwrap_or(&email);
        let message = parsed(copy);
        let addresses = [email.copy.as_ref().and_then(|_| message.to()), message.cc()].into_iter().flatten();
        let found: Vec<&str> = addresses.flat_map(|list| list.iter()).filter_map(|address| address.address()).collect();
        assert_eq!(found, expected, "{name}");
        // A copy changes no calendar, and doesn't say that it does.
        assert!(!is_copied || (copy.invite.is_none() && !copy.text.contains("attach")), "{name}: {}", copy.text);
    }
}

#[test]
fn follow_ups_have_one_click_unsubscribe() {
    for (name, email) in all(&mailer(&[]), Language::De) {
        let follows_up = ["post_meeting_followup", "no_show_followup"].contains(&email.template.as_str());
        let head = String::from_utf8(raw(&email)).unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
        let post = format!("List-Unsubscribe: <{}>\r\n", samples::unsubscribe().post);
        assert_eq!(head.contains(&post), follows_up, "{name}: {head}");
        assert_eq!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), follows_up, "{name}");
        assert_eq!(email.text.contains(&samples::unsubscribe().page), follows_up, "{name}");
    }
}

#[test]
fn message_ids_are_unique_and_stable() {
    let (mailer, booking) = (mailer(&[]), booking(Language::En));
    let remind = |hours| {
        let kind = JobKind::ClientReminder { hours };
        mailer.write_reminder(&booking, &client(), kind, &Background::default(), samples::now()).unwrap().id
    };
    let bounced = |mail| mailer.write_undelivered(&booking, &samples::profile(), mail).unwrap().id;
    let ask =
        |again| mailer.write_attendance(&booking, &samples::profile(), &samples::attendance_links(), again).unwrap().id;
    let mut ids = vec![
        remind(24),
        remind(168),
        bounced(ClientMail::Change),
        bounced(ClientMail::Reminder),
        ask(false),
        ask(true),
    ];
    assert_eq!(remind(24), ids[0]);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6, "{ids:?}");
}

#[test]
fn invalid_settings_are_named() {
    let refused = |name: &'static str, value: &'static str| {
        let settings = move |wanted: &str| match wanted {
            "MAIL_FROM" => Some("booking@example.com".to_owned()),
            "COMPANY_NAME" => Some("Magnetiq".to_owned()),
            "SITE_URL" => Some("https://booking.example.com".to_owned()),
            wanted => (wanted == name).then(|| value.to_owned()),
        };
        crate::brand::Brand::new(&platform::Config::new(settings)).unwrap_err().to_string().contains(name)
    };
    for (name, value) in [
        ("BRAND_COLOR", "blue"),
        ("LOGO_URL", "javascript:alert(1)"),
        ("PRIVACY_URL", "privacy.html"),
        ("SUPPORT_EMAIL", "help"),
        ("MAIL_CC", "lead@example.com,archive"),
        ("STAFF_LANGUAGE", "fr"),
    ] {
        assert!(refused(name, value), "{name}");
    }
}
