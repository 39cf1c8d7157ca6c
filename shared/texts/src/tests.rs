mod languages;

use domain::{
    booking::Booking,
    language::Language::{De, En, Ru},
    time::{Instant, Interval},
    zone::Tz,
};
use serde_json::json;

use super::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn hour(start: &str) -> Interval {
    Interval::from_start(at(start), 60)
}

const BERLIN: Tz = Tz::BERLIN;

#[test]
fn times_follow_local_conventions() {
    let slot = hour("2026-11-24T08:00:00Z");
    let read = |language| interval_with_zone(slot, BERLIN, language);
    assert_eq!(read(En), "Tuesday, 24 November 2026, 09:00–10:00 (Europe/Berlin, UTC+01:00)");
    assert_eq!(read(De), "Dienstag, 24. November 2026, 09:00–10:00 Uhr (Europe/Berlin, UTC+01:00)");
    assert_eq!(read(Ru), "вторник, 24 ноября 2026 г., 09:00–10:00 (Europe/Berlin, UTC+01:00)");
    assert_eq!(
        instant_with_zone(slot.start, BERLIN, De),
        "Dienstag, 24. November 2026, 09:00 Uhr (Europe/Berlin, UTC+01:00)"
    );
    assert_eq!(short_date_time(slot.start, BERLIN, En), "Tue, 24 Nov 2026, 09:00");
    assert_eq!(short_date_time(slot.start, BERLIN, De), "Di, 24.11.2026, 09:00 Uhr");
    assert_eq!(short_date_time(slot.start, BERLIN, Ru), "вт, 24.11.2026, 09:00");
}

#[test]
fn russian_months_are_in_the_genitive() {
    let read = |month: u32| instant_with_zone(at(&format!("2027-{month:02}-05T08:00:00Z")), BERLIN, Ru);
    let months = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ];
    for (month, name) in (1..).zip(months) {
        assert!(read(month).contains(&format!("5 {name} 2027 г.")), "{}", read(month));
    }
}

#[test]
fn different_end_day_is_named() {
    let slot = hour("2026-11-24T22:30:00Z");
    assert_eq!(interval(slot, BERLIN, En), "Tuesday, 24 November 2026, 23:30–00:30 (25 November)");
    assert_eq!(interval(slot, BERLIN, De), "Dienstag, 24. November 2026, 23:30–00:30 Uhr (25. November)");
    assert_eq!(interval(slot, BERLIN, Ru), "вторник, 24 ноября 2026 г., 23:30–00:30 (25 ноября)");
}

#[test]
fn clock_change_names_both_offsets() {
    let text = interval_with_zone(hour("2027-10-31T00:30:00Z"), BERLIN, En);
    assert_eq!(text, "Sunday, 31 October 2027, 02:30–02:30 (Europe/Berlin, UTC+02:00 → UTC+01:00)");
}

fn booking(first_name: &str, last_name: &str) -> Booking {
    serde_json::from_value(json!({
        "id": "01M80AVV0D5SXQ9YGPA9PZB5XJ", "reference": "VLT-20261123-7KXM", "version": 1, "sequence": 0,
        "status": "confirmed",
        "consultant": {"id": "anna", "firstName": first_name, "lastName": last_name},
        "consultantTimezone": "Asia/Kathmandu",
        "start": "2026-11-24T08:00:00Z", "end": "2026-11-24T09:00:00Z", "timezone": "Europe/Berlin",
        "meetingType": "video",
        "client": {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com", "company": "Engines & Co"},
        "subject": "FREE-TEXT", "message": "FREE-TEXT",
        "language": "en", "reminders": {"email": true, "sms": true, "timing": []},
        "consent": {"terms": true, "privacy": true, "marketing": false, "recording": true, "textVersion": "1",
                    "givenAt": "2026-11-23T08:00:00Z"},
        "source": "website",
        "claim": {"marked": {"start": "2026-11-24T08:00:00Z", "end": "2026-11-24T09:00:00Z"}, "day": "2026-11-24",
                  "scheduleVersion": 1},
        "tokenEpoch": 0, "createdAt": "2026-11-23T08:00:00Z", "updatedAt": "2026-11-23T08:00:00Z"
    }))
    .unwrap()
}

const SMS_KINDS: [SmsKind; 5] = [
    SmsKind::Confirmation,
    SmsKind::Change,
    SmsKind::Cancellation,
    SmsKind::Reminder { soon: false },
    SmsKind::Reminder { soon: true },
];

/// The default alphabet of 3GPP TS 23.038, 6.2.1, without its unusual characters.
fn is_gsm(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || " @£$¥èéùìòÇØøÅåÆæßÉ!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n".contains(letter)
}

#[test]
fn text_message_fits_one_sms() {
    let booking = booking("Anna", "Schmidt");
    for kind in SMS_KINDS {
        for (language, when) in [(En, "Tue 24 Nov, 09:00 CET (UTC+1)"), (De, "Di 24.11., 09:00 Uhr MEZ (UTC+1)")] {
            let text = sms(&kind, &SmsFacts::of(&booking, "VoltAIc Systems"), language);
            assert!(text.chars().count() <= 160 && text.chars().all(is_gsm), "{} {text}", text.len());
            for part in ["VoltAIc Systems", "Anna Schmidt", when, "VLT-20261123-7KXM"] {
                assert!(text.contains(part), "{part} in {text}");
            }
        }
        let text = sms(&kind, &SmsFacts::of(&booking, "VoltAIc Systems"), Ru);
        assert!(text.contains("Anna Schmidt, вт 24.11, 09:00 CET (UTC+1)"), "{text}");
        assert!(text.chars().count() <= 134, "two messages: {} {text}", text.chars().count());
    }
}

#[test]
fn long_names_replace_the_hint() {
    let booking = booking("Maximiliane-Alexandra", "von und zu Hohenberg-Lichtenstein");
    for kind in SMS_KINDS {
        for language in [En, De] {
            let text = sms(&kind, &SmsFacts::of(&booking, "Magnetiq Consulting International"), language);
            assert!(text.chars().count() <= 170, "{} {text}", text.len());
            assert!(text.contains("Hohenberg-Lichtenstein") && text.contains("VLT-20261123-7KXM"), "{text}");
        }
    }
}

#[test]
fn unnamed_zone_shows_its_offset() {
    let mut booking = booking("Anna", "Schmidt");
    booking.timezone = "Asia/Kathmandu".parse().unwrap();
    let text = sms(&SmsKind::Confirmation, &SmsFacts::of(&booking, "Magnetiq"), En);
    assert!(text.contains("13:45 (UTC+5:45)"), "{text}");
}

#[test]
fn chat_line_has_no_personal_data() {
    let booking = booking("Anna", "Schmidt");
    let kinds = [
        ChatKind::Confirmed,
        ChatKind::Rescheduled { old_start: Some(at("2026-11-23T08:00:00Z")) },
        ChatKind::Cancelled,
        ChatKind::NoShow,
        ChatKind::Completed,
        ChatKind::Feedback { rating: 4 },
        ChatKind::Bounced,
    ];
    for kind in kinds {
        let line = chat(&kind, &ChatFacts::of(&booking), En);
        for part in ["Anna Schmidt", "A. L. (Engines & Co)", "24 Nov", "13:45", "VLT-20261123-7KXM"] {
            assert!(line.contains(part), "{part} in {line}");
        }
        for part in ["Lovelace", "ada@", "FREE-TEXT", "\n"] {
            assert!(!line.contains(part), "{part} in {line}");
        }
    }
    let moved = ChatKind::Rescheduled { old_start: Some(at("2026-11-23T08:00:00Z")) };
    assert_eq!(
        chat(&moved, &ChatFacts::of(&booking), En),
        "Rescheduled: Anna Schmidt with A. L. (Engines & Co), Tuesday, 24 November 2026, 13:45–14:45 \
         (Asia/Kathmandu, UTC+05:45) (before: Mon, 23 Nov 2026, 13:45) · VLT-20261123-7KXM"
    );
}
