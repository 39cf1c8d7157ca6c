//! Links that open a calendar's own form with the meeting filled in. Neither vendor documents its form as an
//! interface; both have kept these parameters for years.

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
        encode(booking.location.as_deref().unwrap_or_default()),
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
        encode(booking.location.as_deref().unwrap_or_default()),
    )
}
