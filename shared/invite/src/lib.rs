//! Calendar invites of a booking (iCalendar, RFC 5545; iTIP, RFC 5546).
//!
//! One UID for life; SEQUENCE rises with every move and with the cancellation; REQUEST while the meeting is
//! on, CANCEL once it is off. Times are in UTC, which every calendar shows in its own zone.

#[cfg(test)]
mod tests;

use domain::{
    booking::{Booking, Status},
    language::Language,
    time::Instant,
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus, Property};

/// Whom replies and cancellations go to: the address that mail is sent from, under the consultant's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organizer {
    /// The sender's address.
    pub email: String,
    /// The company that the mails are signed with.
    pub company: String,
}

/// What an invite asks a calendar to do (RFC 5546, 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Enter the meeting, or bring its entry up to date.
    Request,
    /// Take it out.
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

/// An invite as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// The calendar object.
    pub text: String,
    /// What it asks for.
    pub method: Method,
    /// Its MIME type with parameters.
    pub content_type: String,
}

/// Somebody who takes part.
struct Attendee<'a> {
    name: String,
    email: &'a str,
}

/// The invite for the client, as the booking is now.
pub fn for_client(booking: &Booking, organizer: &Organizer) -> Invite {
    let summary = format!("{}: {}", organizer.company, booking.consultant.full_name());
    let client = Attendee { name: booking.client.full_name(), email: booking.client.email.as_str() };
    // What became of a meeting doesn't call it off.
    let method = if booking.status == Status::Cancelled { Method::Cancel } else { Method::Request };
    build(booking, organizer, method, &InviteTexts { summary, language: booking.language }, &[client])
}

/// A consultant whom an invite is for.
#[derive(Debug, Clone, Copy)]
pub struct Consultant<'a> {
    /// What they are called.
    pub name: &'a str,
    /// Where they are written to.
    pub email: &'a str,
    /// What they are written to in.
    pub language: Language,
}

/// The invite for a consultant: for whoever holds the meeting as the booking is now; for one it was taken from,
/// or once it is off, its cancellation.
pub fn for_consultant(booking: &Booking, organizer: &Organizer, consultant: Consultant<'_>, is_on: bool) -> Invite {
    let client = &booking.client;
    let company = client.company.as_deref().map(|company| format!(" ({company})")).unwrap_or_default();
    let summary = format!("{}{company}", client.full_name());
    let attendees = [
        Attendee { name: consultant.name.to_owned(), email: consultant.email },
        Attendee { name: client.full_name(), email: client.email.as_str() },
    ];
    let method = if is_on { Method::Request } else { Method::Cancel };
    build(booking, organizer, method, &InviteTexts { summary, language: consultant.language }, &attendees)
}

/// What an invite says to its reader.
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
    let mut event = Event::with_uid(&format!("{}@magnetiq-booking", booking.id));
    event
        .timestamp(booking.updated_at)
        .append_property(instant("DTSTART", booking.slot.start))
        .append_property(instant("DTEND", booking.slot.end))
        .append_property(instant("CREATED", booking.created_at))
        .append_property(instant("LAST-MODIFIED", booking.updated_at))
        .sequence(booking.sequence)
        .summary(&texts.summary)
        .description(&format!("{} · {}", booking.reference, texts::meeting_type(booking.meeting_type, texts.language)))
        .append_property(person("ORGANIZER", &booking.consultant.full_name(), &organizer.email));
    event.status(match method {
        Method::Request => EventStatus::Confirmed,
        Method::Cancel => EventStatus::Cancelled,
    });
    // Of a meeting that is off, or went to somebody else, where it takes place is nobody's business.
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
    // Not `Calendar::new()`, whose own PRODID would be a second one.
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Magnetiq//Booking//EN"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .append_property(Property::new("METHOD", method.as_str()))
        .push(event);
    Invite {
        text: calendar.to_string(),
        method,
        content_type: format!("text/calendar; charset=utf-8; method={}", method.as_str()),
    }
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

/// A person with a calendar address. A parameter's value can't hold double quotes (RFC 5545, 3.1), and the
/// library doesn't see to that.
fn person(property: &str, name: &str, email: &str) -> Property {
    let name: String = name.chars().map(|character| if character == '"' { '\'' } else { character }).collect();
    let mut property = Property::new(property, format!("mailto:{email}"));
    property.add_parameter("CN", &name);
    property
}
