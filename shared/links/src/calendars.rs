//! Links that open a calendar's own form, filled in with the meeting. Neither vendor documents its form as an
//! interface; both have kept these parameters for years.
//!
//! They contain the meeting's location, as the invite does. They are private to the client: in their mail and on the
//! pages that their token opens. Following a link adds the meeting to the visitor's own calendar.

use chrono::SecondsFormat;
use domain::booking::Booking;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Everything but the unreserved characters (RFC 3986, 2.3).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn encode(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}

fn title(booking: &Booking, company: &str) -> String {
    format!("{company}: {}", booking.consultant.full_name())
}

/// Adds the meeting to a Google calendar.
pub fn google(booking: &Booking, company: &str) -> String {
    let format = |instant: domain::time::Instant| instant.format("%Y%m%dT%H%M%SZ").to_string();
    format!(
        "https://calendar.google.com/calendar/render?action=TEMPLATE&text={}&dates={}/{}&details={}&location={}",
        encode(&title(booking, company)),
        format(booking.slot.start),
        format(booking.slot.end),
        encode(booking.reference.as_str()),
        encode(booking.place().unwrap_or_default()),
    )
}

/// Adds the meeting to an Outlook calendar.
pub fn outlook(booking: &Booking, company: &str) -> String {
    let format = |instant: domain::time::Instant| encode(&instant.to_rfc3339_opts(SecondsFormat::Secs, true));
    format!(
        "https://outlook.office.com/calendar/0/deeplink/compose?path=%2Fcalendar%2Faction%2Fcompose&rru=addevent\
         &subject={}&startdt={}&enddt={}&body={}&location={}",
        encode(&title(booking, company)),
        format(booking.slot.start),
        format(booking.slot.end),
        encode(booking.reference.as_str()),
        encode(booking.place().unwrap_or_default()),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::{booking::Status, consultant::MeetingType};
    use percent_encoding::percent_decode_str;
    use serde_json::json;

    use super::*;

    const ROOM: &str = "https://meet.example.com/cvcvc-vcvcv?pwd=a&b=c#d";

    fn booking(meeting_type: MeetingType) -> Booking {
        let mut booking: Booking = serde_json::from_value(json!({
            "id": "01M80AVV0D5SXQ9YGPA9PZB5XJ", "reference": "VLT-20261123-7KXM", "version": 1, "sequence": 0,
            "status": "confirmed",
            "consultant": {"id": "anna", "firstName": "Änne & Co", "lastName": "Schmidt"},
            "consultantTimezone": "Asia/Tokyo",
            "start": "2026-11-24T23:30:00Z", "end": "2026-11-25T00:30:00Z", "timezone": "Europe/Berlin",
            "meetingType": meeting_type,
            "client": {"firstName": "Ada", "lastName": "Lovelace", "email": "ada@example.com", "phone": "+4930901820"},
            "language": "en", "reminders": {"email": true, "sms": false, "timing": []},
            "consent": {"terms": true, "privacy": true, "marketing": false, "recording": false, "textVersion": "1",
                        "givenAt": "2026-11-23T08:00:00Z"},
            "source": "website",
            "claim": {"marked": {"start": "2026-11-24T23:30:00Z", "end": "2026-11-25T00:30:00Z"}, "day": "2026-11-25",
                      "scheduleVersion": 1},
            "tokenEpoch": 0, "createdAt": "2026-11-23T08:00:00Z", "updatedAt": "2026-11-23T08:00:00Z"
        }))
        .unwrap();
        match meeting_type {
            MeetingType::Video => {
                let room = json!({"url": ROOM, "id": "cvcvc-vcvcv"});
                booking.meeting = serde_json::from_value(room).unwrap();
            }
            MeetingType::Phone | MeetingType::Unknown => {}
            MeetingType::InPerson => booking.location = Some("Unter den Linden 1; 2nd floor, \"B\" +1".to_owned()),
        }
        booking
    }

    /// The query parameters of a link, decoded.
    fn carried(link: &str) -> BTreeMap<String, String> {
        let (_, query) = link.split_once('?').unwrap();
        assert!(query.is_ascii() && !query.contains(['+', '#', ' ']), "{query}");
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap();
            (name.to_owned(), percent_decode_str(value).decode_utf8().unwrap().into_owned())
        };
        query.split('&').map(pair).collect()
    }

    #[test]
    fn calendar_links_carry_the_utc_meeting() {
        let booking = booking(MeetingType::Video);
        let of_google = google(&booking, "Magnetiq, Ltd");
        assert!(of_google.starts_with("https://calendar.google.com/calendar/render?"), "{of_google}");
        let carried_to_google = carried(&of_google);
        for (name, value) in [
            ("action", "TEMPLATE"),
            ("text", "Magnetiq, Ltd: Änne & Co Schmidt"),
            ("dates", "20261124T233000Z/20261125T003000Z"),
            ("details", "VLT-20261123-7KXM"),
        ] {
            assert_eq!(carried_to_google[name], value);
        }
        let of_outlook = outlook(&booking, "Magnetiq, Ltd");
        assert!(of_outlook.starts_with("https://outlook.office.com/calendar/0/deeplink/compose?"), "{of_outlook}");
        let carried_to_outlook = carried(&of_outlook);
        for (name, value) in [
            ("path", "/calendar/action/compose"),
            ("rru", "addevent"),
            ("subject", "Magnetiq, Ltd: Änne & Co Schmidt"),
            ("startdt", "2026-11-24T23:30:00Z"),
            ("enddt", "2026-11-25T00:30:00Z"),
            ("body", "VLT-20261123-7KXM"),
        ] {
            assert_eq!(carried_to_outlook[name], value);
        }
    }

    #[test]
    fn only_live_meetings_have_a_location() {
        let places = |booking: &Booking| {
            [google(booking, "Magnetiq"), outlook(booking, "Magnetiq")].map(|link| carried(&link)["location"].clone())
        };
        for (meeting_type, place) in [
            (MeetingType::Video, ROOM),
            (MeetingType::Phone, "+4930901820"),
            (MeetingType::InPerson, "Unter den Linden 1; 2nd floor, \"B\" +1"),
        ] {
            let mut booking = booking(meeting_type);
            assert_eq!(places(&booking), [place, place]);
            booking.status = Status::Cancelled;
            assert_eq!(places(&booking), ["", ""]);
        }
    }
}
