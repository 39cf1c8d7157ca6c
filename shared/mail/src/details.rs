//! The table of facts in a mail, listed row by row in both HTML and plain text.

use domain::{booking::Booking, consultant::MeetingType, zone::Tz};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use texts::Locale;

use crate::context::{Addressee, MailContext};

/// Characters left unescaped in a `mailto:` link: a `?` would begin headers (RFC 6068, 2).
const IN_MAILTO: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'+').remove(b'@');

#[derive(Serialize)]
pub(crate) struct Row {
    /// The text key of its label.
    label: &'static str,
    value: String,
    /// The link target.
    href: Option<String>,
    /// The most important row.
    is_main: bool,
    /// The value is outdated.
    is_past: bool,
}

impl Row {
    fn new(label: &'static str, value: impl Into<String>) -> Self {
        Self { label, value: value.into(), href: None, is_main: false, is_past: false }
    }

    /// An outdated value.
    fn past(value: String) -> Self {
        Self { is_past: true, ..Self::new("label_before", value) }
    }

    fn link(label: &'static str, value: &str, href: String) -> Self {
        Self { href: Some(href), ..Self::new(label, value) }
    }
}

/// Builds the rows for an audience.
pub(crate) fn rows(booking: &Booking, audience: Addressee<'_>, context: &MailContext<'_>, locale: Locale) -> Vec<Row> {
    let zone = audience.zone(booking);
    let mut rows =
        vec![Row { is_main: true, ..Row::new("label_when", texts::interval_with_zone(booking.slot, zone, locale)) }];
    if let Some(old) = context.old.filter(|old| old.slot != booking.slot) {
        rows.push(Row::past(texts::interval_with_zone(old.slot, zone, locale)));
    }
    let old_consultant = context.old.map(|old| &old.consultant).filter(|old| old.id != booking.consultant.id);
    let old_consultant = || old_consultant.map(|old| Row::past(old.full_name()));
    let how = Row::new("label_how", texts::meeting_type(booking.meeting_type, locale));
    if let Addressee::Client(_) = audience {
        let title = booking.consultant.title_in(locale.language());
        rows.push(Row::new("label_with", listed([Some(&*booking.consultant.full_name()), title])));
        rows.extend(old_consultant());
        rows.push(how);
        if booking.meeting_type == MeetingType::Phone {
            rows.extend(phone(booking));
        }
    } else {
        if let Addressee::Team(_) = audience {
            rows.push(Row::new("label_consultant", booking.consultant.full_name()));
            rows.extend(old_consultant());
        }
        rows.extend(client(booking, zone, locale));
        rows.push(how);
    }
    // The location of a cancelled or reassigned meeting stays private.
    if !context.is_off {
        rows.extend(place(booking));
    }
    rows.push(Row::new("label_reference", booking.reference.as_str()));
    rows
}

fn place(booking: &Booking) -> Vec<Row> {
    let mut rows: Vec<Row> = booking.location.iter().map(|place| Row::new("label_where", place)).collect();
    if let Some(room) = &booking.meeting {
        rows.push(Row::link("label_link", &room.url, room.url.clone()));
        rows.push(Row::new("label_meeting_id", &room.id));
        rows.extend(room.password.iter().map(|password| Row::new("label_password", password)));
    }
    rows
}

fn client(booking: &Booking, reader_zone: Tz, locale: Locale) -> Vec<Row> {
    let client = &booking.client;
    let name = texts::client_name(booking, locale);
    let parts = [Some(name.as_str()), client.position.as_deref(), client.company.as_deref()];
    let mut rows = vec![Row::new("label_client", listed(parts))];
    if booking.timezone != reader_zone {
        let theirs = texts::interval_with_zone(booking.slot, booking.timezone, locale);
        rows.push(Row::new("label_client_time", theirs));
    }
    if booking.erased_at.is_none() {
        let mail_to = format!("mailto:{}", utf8_percent_encode(client.email.as_str(), IN_MAILTO));
        rows.push(Row::link("label_email", client.email.as_str(), mail_to));
    }
    rows.extend(phone(booking));
    rows.extend(client.website.iter().map(|website| Row::new("label_website", website)));
    rows
}

fn phone(booking: &Booking) -> Option<Row> {
    let number = booking.client.phone.as_ref()?.as_str();
    Some(Row::link("label_phone", number, format!("tel:{number}")))
}

fn listed<const N: usize>(parts: [Option<&str>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
