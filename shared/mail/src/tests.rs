use domain::{
    booking::{Booking, JobKind, Notice},
    consultant,
};
use invite::{Method, Organizer};
use mail_parser::{MessageParser, MimeHeaders};
use serde_json::json;

use super::{
    letter::{notice as write, reminder},
    templates::Templates,
    *,
};

fn booking() -> Booking {
    serde_json::from_value(json!({
        "id": "01M80AVV0D5SXQ9YGPA9PZB5XJ", "reference": "VLT-20261123-7KXM", "version": 2, "sequence": 1,
        "status": "rescheduled",
        "consultant": {"id": "anna", "firstName": "Anna", "lastName": "Schmidt", "title": {"en": "AI strategist"}},
        "consultantTimezone": "Asia/Tokyo",
        "start": "2026-11-24T22:30:00Z", "end": "2026-11-24T23:30:00Z", "timezone": "Europe/Berlin",
        "meetingType": "video",
        "client": {"firstName": "Ada <b>", "lastName": "Løvelace", "email": "ada@example.com", "company": "Engines & Co"},
        "subject": "<script>alert(1)</script>", "message": "FREE-TEXT\nof the client",
        "language": "en", "reminders": {"email": true, "sms": false, "timing": []},
        "consent": {"terms": true, "privacy": true, "marketing": false, "recording": true, "textVersion": "1",
                    "givenAt": "2026-11-23T08:00:00Z"},
        "source": "website",
        "claim": {"marked": {"start": "2026-11-24T22:30:00Z", "end": "2026-11-24T23:30:00Z"}, "day": "2026-11-25",
                  "scheduleVersion": 1},
        "tokenEpoch": 0, "createdAt": "2026-11-23T08:00:00Z", "updatedAt": "2026-11-23T09:00:00Z"
    }))
    .unwrap()
}

fn organizer() -> Organizer {
    Organizer { email: "booking@example.com".to_owned(), company: "Magnetiq".to_owned() }
}

fn client() -> Audience {
    let link = |name: &str| format!("https://booking.example.com/{name}?a=1&b=2");
    Audience::Client {
        links: Box::new(links::Links {
            manage: link("manage"),
            reschedule: link("reschedule"),
            cancel: link("cancel"),
            ics: link("ics"),
            google: link("google"),
            outlook: link("outlook"),
        }),
    }
}

fn consultant() -> Audience {
    let anna = json!({"id": "anna", "firstName": "Anna", "lastName": "Schmidt", "email": "anna@example.com",
                      "timezone": "Asia/Tokyo"});
    Audience::Consultant { profile: Box::new(consultant::parse(&anna).unwrap().profile) }
}

fn notices() -> [Notice; 4] {
    let old_start = "2026-11-24T10:00:00Z".parse().unwrap();
    [
        Notice::Confirmation,
        Notice::Change { old_start },
        Notice::Cancellation { known_start: Some(old_start) },
        Notice::Cancellation { known_start: None },
    ]
}

fn written(audience: &Audience, notice: &Notice) -> Letter {
    write(&Templates::new().unwrap(), &organizer(), &booking(), audience, notice).unwrap()
}

#[test]
fn every_mail_can_be_written_and_names_reference_time_and_zone() {
    for notice in notices() {
        for (audience, zone) in [(client(), "Europe/Berlin, UTC+01:00"), (consultant(), "Asia/Tokyo, UTC+09:00")] {
            let letter = written(&audience, &notice);
            for body in [letter.text, letter.html.replace("&#x2f;", "/")] {
                assert!(body.contains("VLT-20261123-7KXM") && body.contains(zone), "{body}");
                assert!(!body.contains("{{") && !body.contains("{%"));
            }
            assert!(!letter.subject.is_empty() && !letter.subject.contains('\n'));
        }
    }
}

#[test]
fn reminders_say_when_and_to_the_consultant_who_comes_and_why() {
    let write =
        |audience, kind| reminder(&Templates::new().unwrap(), &organizer(), &booking(), &audience, kind).unwrap();
    let day_before = write(client(), JobKind::ClientReminder { hours: 24 });
    assert_eq!(day_before.template, "reminder_24h");
    assert!(day_before.text.contains("23:30–00:30") && !day_before.text.contains("FREE-TEXT"));
    let soon = write(client(), JobKind::ClientReminder { hours: 2 });
    assert_eq!((soon.template.as_str(), &soon.invite), ("reminder_2h", &None));
    let consultant = write(consultant(), JobKind::ConsultantReminder { hours: 4 });
    assert_eq!(consultant.template, "consultant_prep_reminder");
    assert!(consultant.text.contains("07:30–08:30") && consultant.text.contains("FREE-TEXT"), "{}", consultant.text);
    assert!(consultant.html.contains("&lt;script&gt;") && !consultant.html.contains("/manage"));
}

#[test]
fn a_meeting_over_midnight_says_on_which_day_it_ends() {
    assert!(
        written(&client(), &Notice::Confirmation).text.contains("Tuesday, 24 November 2026, 23:30–00:30 (25 November)")
    );
}

#[test]
fn mail_to_the_client_never_repeats_what_they_wrote() {
    for notice in notices() {
        let letter = written(&client(), &notice);
        for body in [&letter.text, &letter.html, &letter.subject] {
            assert!(!body.contains("FREE-TEXT") && !body.contains("script") && !body.contains("Engines"), "{body}");
        }
    }
}

#[test]
fn html_shows_what_people_wrote_inert() {
    let letter = written(&consultant(), &Notice::Confirmation);
    assert!(letter.html.contains("&lt;script&gt;") && !letter.html.contains("<script"), "{}", letter.html);
    assert!(letter.html.contains("Ada &lt;b&gt;"));
    assert!(letter.text.contains("FREE-TEXT\nof the client"));
}

#[test]
fn a_client_who_never_had_an_invite_gets_none_taken_back() {
    assert_eq!(written(&client(), &Notice::Cancellation { known_start: None }).invite, None);
    let known_start = Some("2026-11-24T10:00:00Z".parse().unwrap());
    let letter = written(&consultant(), &Notice::Cancellation { known_start });
    assert_eq!(letter.invite.unwrap().method, Method::Cancel);
    assert!(letter.text.contains("19:00–20:00"), "the time they knew, in Tokyo: {}", letter.text);
}

#[test]
fn mime_is_mixed_of_alternatives_and_the_invite_as_a_file() {
    let letter = written(&client(), &Notice::Confirmation);
    let raw = mime::build(&letter, &organizer(), "2026-11-23T09:00:01Z".parse().unwrap()).unwrap();
    let message = MessageParser::default().parse(&raw).unwrap();
    assert_eq!(message.subject().unwrap(), letter.subject);
    assert_eq!(message.message_id().unwrap(), "VLT-20261123-7KXM.2.booking_confirmation.client@example.com");
    assert_eq!(message.to().unwrap().first().unwrap().name().unwrap(), "Ada <b> Løvelace");
    let kinds: Vec<String> = message
        .parts
        .iter()
        .map(|part| {
            let kind = part.content_type().unwrap();
            format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        kinds,
        ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "text/calendar"]
    );
    assert_eq!(message.parts[5].attachment_name(), Some("invite.ics"));
    for part in &message.parts[4..] {
        assert_eq!(part.content_type().unwrap().attribute("method"), Some("REQUEST"));
    }
}
