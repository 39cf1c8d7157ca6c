//! What is written to whom.

use domain::{
    booking::{Booking, JobKind, LAST_REMINDER_HOURS, Notice},
    consultant::{MeetingType, Profile},
    ids::Reference,
    time::{Instant, Interval},
};
use invite::{Invite, Organizer};
use links::Links;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::{
    templates::{Templates, Words},
    when,
};

/// Who reads it, with what only they may have.
#[derive(Debug)]
pub enum Audience {
    /// The client, with the links that open their booking.
    Client {
        /// The links.
        links: Box<Links>,
    },
    /// A consultant, with where to reach them.
    Consultant {
        /// Who they are.
        profile: Box<Profile>,
    },
}

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address.
    pub to: String,
    /// The name beside it.
    pub to_name: String,
    /// The name beside the sender's address.
    pub from_name: String,
    /// Which template it was made from.
    pub template: String,
    /// About which booking.
    pub reference: Reference,
    /// The Message-ID's left side: the same for the same message, so that a second copy can be told.
    pub id: String,
    /// Subject.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
    /// The invite, unless the reader never had one of a meeting that is off.
    pub invite: Option<Invite>,
}

/// A mail can't be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A template is broken.
    #[error("a template can't be filled")]
    Template(#[from] minijinja::Error),
    /// There is nothing to tell.
    #[error("there is nothing to tell")]
    Nothing,
}

/// What templates may use. Client mail never repeats what the client wrote but the name.
#[derive(Serialize)]
struct Facts<'a> {
    company: &'a str,
    reference: &'a str,
    consultant: String,
    consultant_title: Option<&'a str>,
    when: String,
    when_short: String,
    old_when: Option<String>,
    meeting: &'static str,
    place: Option<String>,
    first_name: &'a str,
    manage: Option<&'a str>,
    reschedule: Option<&'a str>,
    cancel: Option<&'a str>,
    google: Option<&'a str>,
    outlook: Option<&'a str>,
    client: Option<ClientFacts<'a>>,
}

/// What stands as it is in the address of a `mailto:` link: a `?` in it would begin headers (RFC 6068, 2).
const IN_MAILTO: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'+').remove(b'@');

/// What the consultant is told of the client.
#[derive(Serialize)]
struct ClientFacts<'a> {
    name: String,
    email: &'a str,
    mailto: String,
    phone: Option<&'a str>,
    company: Option<&'a str>,
    position: Option<&'a str>,
    website: Option<&'a str>,
    subject: Option<&'a str>,
    message: Option<&'a str>,
    preparation_notes: Option<&'a str>,
    preparation_materials: &'a [String],
    special_requirements: Option<&'a str>,
    recording: bool,
    cancellation_reason: Option<&'a str>,
}

/// What a mail is about: which template, and what only it knows.
struct Matter {
    template: &'static str,
    /// The time it speaks of; a consultant whom a meeting was taken from is told of the time they knew, not of
    /// where it went.
    slot: Interval,
    old_start: Option<Instant>,
    invite: Option<Invite>,
}

/// A mail that tells of a change.
pub(crate) fn notice(
    templates: &Templates,
    organizer: &Organizer,
    booking: &Booking,
    audience: &Audience,
    notice: &Notice,
) -> Result<Letter, WriteError> {
    let is_client = matches!(audience, Audience::Client { .. });
    let name = match (notice, is_client) {
        (Notice::Confirmation, true) => "booking_confirmation",
        (Notice::Confirmation, false) => "new_booking_consultant",
        (Notice::Change { .. }, true) => "booking_change",
        (Notice::Change { .. }, false) => "booking_change_consultant",
        (Notice::Cancellation { .. }, true) => "booking_cancellation",
        (Notice::Cancellation { .. }, false) => "booking_cancellation_consultant",
        (Notice::Nothing, _) => return Err(WriteError::Nothing),
    };
    let (slot, old_start) = match notice {
        Notice::Cancellation { known_start: Some(start) } => (Interval::lasting(*start, booking.duration()), None),
        Notice::Change { old_start } => (booking.slot, Some(*old_start)),
        _ => (booking.slot, None),
    };
    let invite = invite_for(organizer, booking, audience, notice);
    letter(templates, organizer, booking, audience, Matter { template: name, slot, old_start, invite })
}

/// A mail that reminds of a meeting.
pub(crate) fn reminder(
    templates: &Templates,
    organizer: &Organizer,
    booking: &Booking,
    audience: &Audience,
    kind: JobKind,
) -> Result<Letter, WriteError> {
    let template = match kind {
        JobKind::ConsultantReminder { .. } => "consultant_prep_reminder",
        JobKind::ClientReminder { hours: LAST_REMINDER_HOURS } => "reminder_2h",
        JobKind::ClientReminder { .. } => "reminder_24h",
    };
    letter(
        templates,
        organizer,
        booking,
        audience,
        Matter { template, slot: booking.slot, old_start: None, invite: None },
    )
}

fn letter(
    templates: &Templates,
    organizer: &Organizer,
    booking: &Booking,
    audience: &Audience,
    matter: Matter,
) -> Result<Letter, WriteError> {
    let name = matter.template;
    let Words { subject, text, html } = templates.render(name, &facts(organizer, booking, audience, &matter))?;
    let (to, to_name, role) = match audience {
        Audience::Client { .. } => (booking.client.email.as_str(), booking.client.full_name(), "client".to_owned()),
        Audience::Consultant { profile } => {
            (profile.email.as_str(), profile.summary().full_name(), profile.id.to_string())
        }
    };
    Ok(Letter {
        to: to.to_owned(),
        to_name,
        from_name: organizer.company.clone(),
        template: name.to_owned(),
        reference: booking.reference.clone(),
        id: format!("{}.{}.{name}.{role}", booking.reference, booking.version),
        subject,
        text,
        html,
        invite: matter.invite,
    })
}

fn invite_for(organizer: &Organizer, booking: &Booking, audience: &Audience, notice: &Notice) -> Option<Invite> {
    let is_on = match notice {
        Notice::Cancellation { known_start: None } | Notice::Nothing => return None,
        Notice::Cancellation { known_start: Some(_) } => false,
        Notice::Confirmation | Notice::Change { .. } => true,
    };
    Some(match audience {
        Audience::Client { .. } => invite::for_client(booking, organizer),
        Audience::Consultant { profile } => {
            invite::for_consultant(booking, organizer, &profile.summary().full_name(), &profile.email, is_on)
        }
    })
}

fn facts<'a>(organizer: &'a Organizer, booking: &'a Booking, audience: &'a Audience, matter: &Matter) -> Facts<'a> {
    let (zone, links) = match audience {
        Audience::Client { links } => (booking.timezone, Some(links)),
        Audience::Consultant { .. } => (booking.consultant_timezone, None),
    };
    let (meeting, place) = match booking.meeting_type {
        MeetingType::Video => ("Video meeting", None),
        MeetingType::Phone => ("Phone call", booking.client.phone.as_ref().map(|phone| phone.as_str().to_owned())),
        MeetingType::InPerson => ("Meeting in person", booking.location.clone()),
    };
    Facts {
        company: &organizer.company,
        reference: booking.reference.as_str(),
        consultant: booking.consultant.full_name(),
        consultant_title: booking.consultant.title_in(domain::language::Language::En),
        when: when::stretch(matter.slot, zone),
        when_short: when::short(matter.slot.start, zone),
        old_when: matter.old_start.map(|start| when::moment(start, zone)),
        meeting,
        place,
        first_name: match audience {
            Audience::Client { .. } => &booking.client.first_name,
            Audience::Consultant { profile } => &profile.first_name,
        },
        manage: links.map(|links| links.manage.as_str()),
        reschedule: links.map(|links| links.reschedule.as_str()),
        cancel: links.map(|links| links.cancel.as_str()),
        google: links.map(|links| links.google.as_str()),
        outlook: links.map(|links| links.outlook.as_str()),
        client: match audience {
            Audience::Client { .. } => None,
            Audience::Consultant { .. } => Some(client_facts(booking)),
        },
    }
}

fn client_facts(booking: &Booking) -> ClientFacts<'_> {
    let (client, content) = (&booking.client, &booking.content);
    ClientFacts {
        name: client.full_name(),
        email: client.email.as_str(),
        mailto: format!("mailto:{}", utf8_percent_encode(client.email.as_str(), IN_MAILTO)),
        phone: client.phone.as_ref().map(|phone| phone.as_str()),
        company: client.company.as_deref(),
        position: client.position.as_deref(),
        website: client.website.as_deref(),
        subject: content.subject.as_deref(),
        message: content.message.as_deref(),
        preparation_notes: content.preparation_notes.as_deref(),
        preparation_materials: &content.preparation_materials,
        special_requirements: content.special_requirements.as_deref(),
        recording: booking.consent.recording,
        cancellation_reason: booking.cancellation_reason.as_deref(),
    }
}
