//! Mails are true when they are written, offer only possible changes, and lead answers to a person.

use domain::{
    booking::{JobKind, Notification},
    language::Language,
};

use super::samples::{self, all, at, booking, client, consultant, mailer, team};
use crate::{Audience, Background, Email, mime};

fn confirmation(settings: &[(&'static str, &'static str)], now: &str) -> Email {
    let mailer = mailer(settings);
    mailer.write(&booking(Language::En), &client(), &Notification::Confirmation, at(now)).unwrap()
}

/// Prose on one line.
fn flowing(email: &Email) -> String {
    email.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn changes_are_offered_until_the_deadline() {
    // The deadline is two hours before 9:00 in Berlin.
    let in_time = confirmation(&[], "2026-11-24T06:00:00Z");
    let offer = "Until Tue, 24 Nov 2026, 07:00 you can change the booking:";
    assert!(flowing(&in_time).contains(offer) && in_time.html.contains(offer), "{}", in_time.text);
    assert!(in_time.text.contains("View or change the booking:") && in_time.text.contains("action=cancel"));
    let late = confirmation(&[], "2026-11-24T06:00:01Z");
    for body in [flowing(&late), late.html.clone()] {
        assert!(!body.contains("action=cancel") && !body.contains("action=reschedule"), "{body}");
        assert!(body.contains("can no longer be changed online. If something comes up, just reply"), "{body}");
        assert!(body.contains("View the booking"), "{body}");
    }
    // A deadline of two days is over when the reminder of the day before is sent.
    let strict = mailer(&[("CHANGE_DEADLINE_HOURS", "48")]);
    let (day_before, kind) = (at("2026-11-23T08:00:00Z"), JobKind::ClientReminder { hours: 24 });
    let mut early = booking(Language::En);
    early.created_at = at("2026-11-01T08:00:00Z");
    let email = strict.write_reminder(&early, &client(), kind, &Background::default(), day_before).unwrap();
    assert!(!email.text.contains("action=") && flowing(&email).contains("no longer be changed"), "{}", email.text);
}

#[test]
fn answers_reach_the_other_side() {
    let (ada, anna, help) = (Some("ada@example.com"), Some("anna@example.com"), Some("help@example.com"));
    for (settings, of_client, of_question) in [
        (&[][..], help, help),
        (&[("REPLIES_TO", "consultant")][..], anna, help),
        (&[("SUPPORT_EMAIL", "")][..], anna, None),
        (&[("REPLIES_TO", "consultant"), ("SUPPORT_EMAIL", "")][..], anna, None),
    ] {
        for (name, email) in all(&mailer(settings), Language::En) {
            let expected = match (email.to.as_str(), email.template.as_str()) {
                // About an address, not a meeting.
                (_, "privacy_link" | "new_link" | "email_code") => of_question,
                ("ada@example.com", _) => of_client,
                (_, "attendance_check" | "undelivered_consultant" | "unreached_consultant_team") => of_question,
                (_, "declined_team" | "consultant_declined_team") => of_question,
                _ => ada,
            };
            assert_eq!(email.reply_to.as_deref(), expected, "{name}");
        }
    }
    let mut erased = booking(Language::En);
    erased.erased_at = Some(samples::now());
    let off = Notification::Cancellation { notified: Some(samples::notified(&erased)) };
    let email = mailer(&[("SUPPORT_EMAIL", "")]).write(&erased, &consultant(), &off, samples::now()).unwrap();
    assert_eq!(email.reply_to, None);
}

#[test]
fn words_ask_for_answers_that_arrive() {
    let bare = mailer(&[("SUPPORT_EMAIL", "")]);
    let unreachable = Audience::Client { links: Box::new(samples::links()), consultant_email: None, times: Vec::new() };
    let words = ["eply to this", "ntworten Sie", "тветьте на"];
    for language in Language::ALL {
        let booking = booking(language);
        let kind = JobKind::ClientReminder { hours: 24 };
        let remind = |audience| bare.write_reminder(&booking, audience, kind, &Background::default(), samples::now());
        let asks = |email: Email| words.iter().any(|words| email.text.contains(words) || email.html.contains(words));
        let reachable = client();
        assert!(asks(remind(&reachable).unwrap()) && !asks(remind(&unreachable).unwrap()));
        let follow_up = |reply| bare.write_follow_up(&booking, &samples::follow_up_links(), reply).unwrap();
        assert!(asks(follow_up(Some("anna@example.com"))) && !asks(follow_up(None)));
        let closed = bare.write(&booking, &unreachable, &Notification::Confirmation, booking.slot.start).unwrap();
        assert!(!asks(closed));
    }
}

#[test]
fn late_notice_says_so() {
    let booking = booking(Language::En);
    let write = |audience: &Audience, now| mailer(&[]).write(&booking, audience, &Notification::Confirmation, now);
    for audience in [consultant(), team()] {
        let in_time = write(&audience, samples::now()).unwrap();
        assert!(!in_time.text.contains("comes late") && !in_time.subject.starts_with("Late"), "{}", in_time.text);
        let late = write(&audience, booking.slot.start).unwrap();
        assert!(late.subject.starts_with("Late: New booking"), "{}", late.subject);
        assert!(flowing(&late).contains("the meeting has already begun") && late.html.contains("comes late"));
        assert!(late.invite.is_none() && !late.text.contains("invite is attached"), "{}", late.text);
    }
}

#[test]
fn change_names_what_has_changed() {
    let live = booking(Language::En);
    let write = |audience: Audience, change: &Notification| {
        mailer(&[]).write(&live, &audience, change, samples::now()).unwrap()
    };
    let moved = write(client(), &samples::change(&live));
    assert_eq!(moved.subject, "Changed: Anna Schmidt, now Tue, 24 Nov 2026, 09:00");
    assert!(moved.text.contains("Before:         Monday, 23 November 2026, 14:00–15:00 (Europe"), "{}", moved.text);
    let longer = write(client(), &samples::taken_over(&live));
    assert_eq!(longer.subject, "Changed: Anna Schmidt, Tue, 24 Nov 2026, 09:00 (60 min)");
    for part in ["Before:         Tuesday, 24 November 2026, 09:00–09:30", "Before:         Ben Tanaka\n"] {
        assert!(longer.text.contains(part), "{part} in {}", longer.text);
    }
}

#[test]
fn consultants_read_their_own_language() {
    let said = |languages: &[&str], mail_language: Option<Language>| {
        let mut profile = samples::profile();
        profile.languages = languages.iter().map(|code| (*code).to_owned()).collect();
        profile.mail_language = mail_language;
        let audience = Audience::Consultant { profile: Box::new(profile) };
        let mailer = mailer(&[("STAFF_LANGUAGE", "ru")]);
        mailer.write(&booking(Language::En), &audience, &Notification::Confirmation, samples::now()).unwrap().subject
    };
    assert!(said(&[], None).starts_with("Новая запись"));
    assert!(said(&["fr", "de", "en"], None).starts_with("Neue Buchung"));
    assert!(said(&["fr"], None).starts_with("Новая запись"));
    assert!(said(&["de"], Some(Language::En)).starts_with("New booking"));
}

#[test]
fn clients_dashes_begin_no_signature() {
    let mut booking = booking(Language::En);
    booking.content.message = Some("Regards\n--\nAda".to_owned());
    let email = mailer(&[]).write(&booking, &consultant(), &Notification::Confirmation, samples::now()).unwrap();
    let marks: Vec<&str> = email.text.lines().filter(|line| line.starts_with("--")).collect();
    assert_eq!(marks, ["--", "-- "], "{}", email.text);
    assert!(email.text.find("\n-- \n") > email.text.find("The client agrees"), "{}", email.text);
}

#[test]
fn addresses_in_html_are_plain() {
    for (name, email) in all(&mailer(&[]), Language::De) {
        assert!(!email.html.contains("&#x2f;"), "{name}");
    }
    let mut booking = booking(Language::En);
    booking.content.message = Some("&#x2f; <a href=/x>".to_owned());
    let email = mailer(&[]).write(&booking, &consultant(), &Notification::Confirmation, samples::now()).unwrap();
    assert!(email.html.contains("&amp;#x2f; &lt;a href=/x&gt;"), "{}", email.html);
}

#[test]
fn encoded_text_has_mail_line_ends() {
    use mail_parser::{Encoding, MessageParser};

    let organizer = super::organizer();
    for language in Language::ALL {
        let email = mailer(&[]).write(&booking(language), &client(), &Notification::Confirmation, samples::now());
        let raw = mime::build(&email.unwrap(), &organizer, samples::now()).unwrap();
        let message = MessageParser::default().parse(&raw).unwrap();
        for part in message.text_bodies().chain(message.html_bodies()) {
            let text = part.text_contents().unwrap();
            let bare = text.replace("\r\n", "").contains('\n');
            assert!(part.encoding != Encoding::Base64 || !bare, "{text:?}");
        }
        if language == Language::Ru {
            assert_eq!(message.text_bodies().next().unwrap().encoding, Encoding::Base64);
        }
    }
}
