use calcard::{Entry, Parser};
use domain::booking::Booking;
use serde_json::json;

use super::*;

fn booking() -> Booking {
    serde_json::from_value(json!({
        "id": "01M80AVV0D5SXQ9YGPA9PZB5XJ", "reference": "VLT-20261123-7KXM", "version": 1, "sequence": 0,
        "status": "confirmed",
        "consultant": {"id": "anna", "firstName": "Анна", "lastName": "Шмидт; \"the, first\""},
        "consultantTimezone": "Europe/Berlin",
        "start": "2026-11-24T10:00:00Z", "end": "2026-11-24T11:00:00Z", "timezone": "Asia/Tokyo",
        "meetingType": "in_person", "location": "Unter den Linden 1, Berlin; 2nd floor",
        "client": {
            "firstName": "Ada\u{2028}", "lastName": "Lovelace-von-und-zu-einem-sehr-langen-Namen-der-gefaltet-werden-muss-ü",
            "email": "ada@example.com", "company": "Analytical, Engines; Ltd"
        },
        "language": "en", "reminders": {"email": true, "sms": false, "timing": []},
        "consent": {"terms": true, "privacy": true, "marketing": false, "recording": false, "textVersion": "1",
                    "givenAt": "2026-11-23T08:00:00Z"},
        "source": "website",
        "claim": {"marked": {"start": "2026-11-24T10:00:00Z", "end": "2026-11-24T11:00:00Z"}, "day": "2026-11-24",
                  "scheduleVersion": 1},
        "tokenEpoch": 0, "createdAt": "2026-11-23T08:00:00.123Z", "updatedAt": "2026-11-23T08:00:00.123Z"
    }))
    .unwrap()
}

fn organizer() -> Organizer {
    let (email, company) = ("booking@example.com".to_owned(), "Magnetiq, Ltd".to_owned());
    Organizer { email, company, ..Organizer::default() }
}

/// Unfolded content lines.
fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

fn for_ben(booking: &Booking, is_on: bool) -> Invite {
    let ben = Consultant { name: "Ben", email: "ben@example.com", language: Language::De };
    for_consultant(booking, &organizer(), ben, is_on)
}

fn count(text: &str, name: &str) -> usize {
    lines(text).iter().filter(|line| line.split([':', ';']).next() == Some(name)).count()
}

#[test]
fn required_properties_occur_once() {
    let invite = for_client(&booking(), &organizer());
    for name in [
        "VERSION",
        "PRODID",
        "METHOD",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SEQUENCE",
        "ORGANIZER",
        "STATUS",
        "SUMMARY",
    ] {
        assert_eq!(count(&invite.text, name), 1, "{name} in {}", invite.text);
    }
    assert!(matches!(Parser::new(&invite.text).entry(), Entry::ICalendar(_)));
}

#[test]
fn lines_are_folded_by_octets() {
    let mut booking = booking();
    for letters in 1..200 {
        booking.location = Some("я".repeat(letters));
        let text = for_client(&booking, &organizer()).text;
        assert!(text.ends_with("\r\n"));
        for line in text.split("\r\n") {
            assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
        }
        let location = lines(&text).into_iter().find(|line| line.starts_with("LOCATION")).unwrap();
        assert_eq!(location, format!("LOCATION:{}", "я".repeat(letters)));
    }
}

#[test]
fn names_and_texts_are_escaped() {
    let client = for_client(&booking(), &organizer()).text;
    let unfolded = lines(&client);
    assert!(unfolded.contains(&"LOCATION:Unter den Linden 1\\, Berlin\\; 2nd floor".to_owned()), "{client}");
    let organizer_line = unfolded.iter().find(|line| line.starts_with("ORGANIZER")).unwrap();
    assert_eq!(organizer_line, "ORGANIZER;CN=\"Анна Шмидт; 'the, first'\":mailto:booking@example.com");
    let consultant = for_ben(&booking(), true).text;
    let summary = lines(&consultant).into_iter().find(|line| line.starts_with("SUMMARY")).unwrap();
    assert!(summary.ends_with("(Analytical\\, Engines\\; Ltd)"), "{summary}");
}

#[test]
fn name_ending_in_backslash_is_quoted() {
    let mut booking = booking();
    booking.client.last_name = "Lovelace\\".to_owned();
    let text = for_client(&booking, &organizer()).text;
    let attendee = lines(&text).into_iter().find(|line| line.starts_with("ATTENDEE")).unwrap();
    assert!(attendee.contains("Lovelace\\\";") && attendee.contains("CN=\"Ada"), "{attendee}");
}

#[test]
fn answers_go_to_a_read_mailbox() {
    let organizer = Organizer { support: Some("help@example.com".to_owned()), ..organizer() };
    let text = for_client(&booking(), &organizer).text;
    let organizer = lines(&text).into_iter().find(|line| line.starts_with("ORGANIZER")).unwrap();
    assert!(organizer.ends_with(":mailto:help@example.com"), "{organizer}");
    let inbound = Organizer { inbound: Some("reply.example.com".to_owned()), ..self::organizer() };
    let text = for_client(&booking(), &inbound).text;
    let organizer = lines(&text).into_iter().find(|line| line.starts_with("ORGANIZER")).unwrap();
    assert!(organizer.ends_with(":mailto:VLT-20261123-7KXM@reply.example.com"), "{organizer}");
}

#[test]
fn client_has_accepted_without_rsvp() {
    let text = for_client(&booking(), &organizer()).text;
    let attendee = lines(&text).into_iter().find(|line| line.starts_with("ATTENDEE")).unwrap();
    assert!(attendee.contains(";PARTSTAT=ACCEPTED") && attendee.contains(";RSVP=FALSE"), "{attendee}");
    assert!(attendee.ends_with(":mailto:ada@example.com"));
    assert_eq!(count(&text, "ATTENDEE"), 1, "the consultant's address is private");
}

#[test]
fn meeting_type_is_in_recipients_language() {
    let mut booking = booking();
    let says = |invite: Invite, words: &str| {
        let line = lines(&invite.text).into_iter().find(|line| line.starts_with("DESCRIPTION")).unwrap();
        assert_eq!(line, format!("DESCRIPTION:VLT-20261123-7KXM · {words}"));
    };
    for (language, words) in
        [(Language::En, "Meeting in person"), (Language::De, "Persönliches Treffen"), (Language::Ru, "Личная встреча")]
    {
        booking.language = language;
        says(for_client(&booking, &organizer()), words);
        says(for_ben(&booking, true), "Persönliches Treffen");
    }
}

#[test]
fn uid_is_stable_across_methods() {
    let before = booking();
    let mut after = before.clone();
    after.sequence = 2;
    after.status = domain::booking::Status::Cancelled;
    let (request, cancel) = (for_client(&before, &organizer()), for_client(&after, &organizer()));
    let line = |text: &str, name: &str| lines(text).into_iter().find(|line| line.starts_with(name)).unwrap();
    assert_eq!(line(&request.text, "UID"), line(&cancel.text, "UID"));
    assert_eq!((request.method, cancel.method), (Method::Request, Method::Cancel));
    assert_eq!(line(&cancel.text, "METHOD"), "METHOD:CANCEL");
    assert_eq!(line(&cancel.text, "STATUS"), "STATUS:CANCELLED");
    assert_eq!(line(&cancel.text, "SEQUENCE"), "SEQUENCE:2");
    assert_eq!(cancel.content_type, "text/calendar; charset=utf-8; method=CANCEL");
}

#[test]
fn previous_consultant_gets_a_cancellation() {
    let invite = for_ben(&booking(), false);
    assert_eq!(invite.method, Method::Cancel);
}

#[test]
fn erased_client_is_unnamed() {
    let mut off = booking();
    off.status = domain::booking::Status::Cancelled;
    let erased = off.erase(domain::booking::Actor::Client, "request", off.slot.start).booking;
    let invite = for_ben(&erased, false);
    assert_eq!(count(&invite.text, "ATTENDEE"), 1, "{}", invite.text);
    assert!(!invite.text.contains("erased erased") && !invite.text.contains("erased.invalid"), "{}", invite.text);
}
