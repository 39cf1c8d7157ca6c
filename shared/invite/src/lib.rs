//! Calendar invites of a booking (iCalendar, RFC 5545; iTIP, RFC 5546).
//!
//! A booking keeps one UID; SEQUENCE rises with every move and with the cancellation; METHOD is REQUEST for a live
//! meeting, CANCEL for a cancelled one. Times are in UTC, which every calendar shows in its own zone.

#[cfg(test)]
mod tests;

use domain::{
    booking::{Booking, Status},
    language::Language,
    settings::CompanySettings,
    time::Instant,
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};
use platform::FromEnv;

/// The organizer, under the consultant's name. Calendars send answers to its address.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromEnv)]
pub struct Organizer {
    /// The sender of mails.
    #[env("MAIL_FROM")]
    pub email: String,
    /// A mailbox that a person reads.
    #[env("SUPPORT_EMAIL")]
    pub support: Option<String>,
    /// The company name that signs the mails.
    #[env("COMPANY_NAME")]
    pub company: String,
    /// The domain for which the system itself receives mail.
    #[env("INBOUND_MAIL")]
    pub inbound: Option<String>,
}

impl Organizer {
    /// The address that answers to a booking's invites go to.
    fn address(&self, booking: &Booking) -> String {
        match &self.inbound {
            Some(domain) => format!("{}@{domain}", booking.reference),
            None => self.support.clone().unwrap_or_else(|| self.email.clone()),
        }
    }
}

impl Organizer {
    /// The organizer under the name that the company's settings give.
    #[must_use]
    pub fn of(&self, settings: &CompanySettings) -> Self {
        let company = settings.company.name.as_ref().unwrap_or(&self.company);
        let support = settings.support.email.clone().or_else(|| self.support.clone());
        Self { company: company.clone(), support, ..self.clone() }
    }
}

/// An invite's instruction to the calendar (RFC 5546, 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Add or update the meeting.
    Request,
    /// Remove the meeting.
    Cancel,
}

impl Method {
    /// As in `METHOD:` and in the MIME type's `method=`, which must be equal (RFC 6047, 2.4).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// The calendar object.
    pub text: String,
    pub method: Method,
    /// Its MIME type with parameters.
    pub content_type: String,
}

struct Attendee<'a> {
    name: String,
    email: &'a str,
}

/// Builds the client's invite for the current booking.
pub fn for_client(booking: &Booking, organizer: &Organizer) -> Invite {
    let summary = format!("{}: {}", organizer.company, booking.consultant.full_name());
    let client = Attendee { name: booking.client.full_name(), email: booking.client.email.as_str() };
    // An outcome doesn't cancel the meeting.
    let method = if booking.status == Status::Cancelled { Method::Cancel } else { Method::Request };
    build(booking, organizer, method, &InviteTexts { summary, language: booking.language }, &[client])
}

/// A consultant as recipient of an invite.
#[derive(Debug, Clone, Copy)]
pub struct Consultant<'a> {
    pub name: &'a str,
    pub email: &'a str,
    pub language: Language,
}

/// Builds a consultant's invite: a request for the consultant of the current booking; a cancellation for a previous
/// consultant or a cancelled booking.
pub fn for_consultant(booking: &Booking, organizer: &Organizer, consultant: Consultant<'_>, is_on: bool) -> Invite {
    let client = &booking.client;
    let company = client.company.as_deref().map(|company| format!(" ({company})")).unwrap_or_default();
    let summary = format!("{}{company}", texts::client_name(booking, consultant.language));
    let own = Attendee { name: consultant.name.to_owned(), email: consultant.email };
    let attendees = match booking.erased_at {
        None => vec![own, Attendee { name: client.full_name(), email: client.email.as_str() }],
        // The client is known no more, and has no address.
        Some(_) => vec![own],
    };
    let method = if is_on { Method::Request } else { Method::Cancel };
    build(booking, organizer, method, &InviteTexts { summary, language: consultant.language }, &attendees)
}

/// The id of a booking's meeting in calendars, the same in every invite.
pub fn uid(booking: &Booking) -> String {
    format!("{}@magnetiq-booking", booking.id)
}

/// The texts of an invite.
struct InviteTexts {
    summary: String,
    language: Language,
}

fn build(
    booking: &Booking,
    organizer: &Organizer,
    method: Method,
    texts: &InviteTexts,
    attendees: &[Attendee<'_>],
) -> Invite {
    let mut event = Event::with_uid(&uid(booking));
    event
        .timestamp(booking.updated_at)
        .append_property(instant("DTSTART", booking.slot.start))
        .append_property(instant("DTEND", booking.slot.end))
        .append_property(instant("CREATED", booking.created_at))
        .append_property(instant("LAST-MODIFIED", booking.updated_at))
        .sequence(booking.sequence)
        .summary(&texts.summary)
        .description(&format!("{} · {}", booking.reference, texts::meeting_type(booking.meeting_type, texts.language)))
        .append_property(person("ORGANIZER", &booking.consultant.full_name(), &organizer.address(booking)));
    event.status(match method {
        Method::Request => EventStatus::Confirmed,
        Method::Cancel => EventStatus::Cancelled,
    });
    // The location of a cancelled or reassigned meeting stays private.
    if method == Method::Request {
        place(&mut event, booking);
    }
    for attendee in attendees {
        let mut property = person("ATTENDEE", &attendee.name, attendee.email);
        property
            .add_parameter("ROLE", "REQ-PARTICIPANT")
            .add_parameter("PARTSTAT", "ACCEPTED")
            .add_parameter("RSVP", "FALSE");
        event.append_multi_property(property);
    }
    // Not `Calendar::new()`: its own PRODID would be a second one.
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Magnetiq//Booking//EN"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .append_property(Property::new("METHOD", method.as_str()))
        .push(event);
    Invite {
        text: folded(&calendar.to_string()),
        method,
        content_type: format!("text/calendar; charset=utf-8; method={}", method.as_str()),
    }
}

/// Folds the rest of a long line as well. The library counts no space in front of it, so that a last piece of 75 octets
/// becomes a line of 76 (RFC 5545, 3.1 allows 75).
fn folded(text: &str) -> String {
    const LIMIT: usize = 75;
    let mut folded = String::with_capacity(text.len());
    for mut line in text.split_inclusive("\r\n") {
        while line.trim_end_matches("\r\n").len() > LIMIT {
            let (start, rest) = line.split_at(line.floor_char_boundary(LIMIT));
            folded.extend([start, "\r\n "]);
            line = rest;
        }
        folded.push_str(line);
    }
    folded
}

fn place(event: &mut Event, booking: &Booking) {
    if let Some(place) = booking.place() {
        event.location(place);
    }
    if let Some(room) = &booking.meeting {
        event.url(&room.url);
    }
}

fn instant(name: &str, instant: Instant) -> Property {
    Property::new(name, instant.format("%Y%m%dT%H%M%SZ").to_string())
}

/// A person with a calendar address. A parameter's value can't hold double quotes (RFC 5545, 3.1), and the library
/// doesn't remove them. Always quoted: some readers take a backslash at the end of a bare value for an escape.
fn person(property: &str, name: &str, email: &str) -> Property {
    let name: String = name.chars().map(|character| if character == '"' { '\'' } else { character }).collect();
    let mut property = Property::new(property, format!("mailto:{email}"));
    property.add_parameter("CN", &format!("\"{name}\""));
    property
}
