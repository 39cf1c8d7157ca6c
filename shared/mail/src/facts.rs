//! What templates may use. Client mail never repeats what the client wrote but the name.

use domain::{
    booking::{Booking, ClientMail, Status},
    consultant::MeetingType,
    language::Language,
};
use serde::Serialize;

use crate::{
    Mailer, PastBooking,
    brand::Brand,
    details::{self, Row},
    write::{Matter, Reader},
};

/// Everything that a mail's words and structure may name.
#[derive(Serialize)]
pub(crate) struct Facts<'a> {
    language: &'static str,
    brand: &'a Brand,
    company: &'a str,
    /// Where clients ask.
    support: Option<&'a str>,
    reference: &'a str,
    consultant: String,
    /// The reader's.
    first_name: Option<&'a str>,
    /// The reader's.
    name: Option<String>,
    hours: String,
    when_short: String,
    zone: &'static str,
    has_room: bool,
    has_invite: bool,
    is_off: bool,
    /// It is off for its reader alone: it went to somebody else.
    is_taken: bool,
    /// Of a meeting by phone.
    phone: Option<&'a str>,
    /// Of a meeting in person.
    location: Option<&'a str>,
    again: bool,
    undelivered: Option<&'static str>,
    details: Vec<Row>,
    button: Option<&'a str>,
    choices: &'a [Choice],
    links: Option<ClientLinks<'a>>,
    book_again: Option<&'a str>,
    unsubscribe: Option<&'a str>,
    #[serde(flatten)]
    client: ClientFacts<'a>,
}

/// A button that is one of several.
#[derive(Debug, Serialize)]
pub(crate) struct Choice {
    /// What it says; absent: what the mail's words say.
    pub(crate) label: Option<String>,
    pub(crate) url: String,
}

#[derive(Serialize)]
struct ClientLinks<'a> {
    reschedule: &'a str,
    cancel: &'a str,
    ics: &'a str,
    google: &'a str,
    outlook: &'a str,
}

/// What consultants and the team are told of the client; empty in mail to the client.
#[derive(Default, Serialize)]
struct ClientFacts<'a> {
    client: Option<String>,
    client_phone: bool,
    recording: bool,
    quotes: Vec<Quote<'a>>,
    materials: &'a [String],
    past: Vec<Past<'a>>,
}

/// In the client's own words.
#[derive(Serialize)]
struct Quote<'a> {
    label: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct Past<'a> {
    when: String,
    consultant: &'a str,
    /// The key of the words for it.
    status: &'static str,
    subject: Option<&'a str>,
}

pub(crate) fn facts<'a>(
    mailer: &'a Mailer,
    booking: &'a Booking,
    reader: Reader<'a>,
    matter: &'a Matter<'a>,
    language: Language,
) -> Facts<'a> {
    let zone = reader.zone(booking);
    let is_client = matches!(reader, Reader::Client(_));
    let is_by_phone = booking.meeting_type == MeetingType::Phone;
    Facts {
        language: language.as_str(),
        brand: &mailer.brand,
        company: &mailer.organizer.company,
        support: mailer.brand.support.as_deref().filter(|_| is_client),
        reference: booking.reference.as_str(),
        consultant: booking.consultant.full_name(),
        first_name: reader.first_name(booking),
        name: reader.name(booking),
        hours: wording::hours(booking.slot, zone, language),
        when_short: wording::short(booking.slot.start, zone, language),
        zone: zone.name(),
        has_room: booking.meeting.is_some() && !matter.is_off,
        has_invite: matter.invite.is_some(),
        is_off: matter.is_off,
        is_taken: matter.is_off && booking.status != Status::Cancelled,
        phone: booking.client.phone.as_ref().filter(|_| is_by_phone).map(|phone| phone.as_str()),
        location: booking.location.as_deref(),
        again: matter.again,
        undelivered: matter.undelivered.map(ClientMail::key),
        details: details::rows(booking, reader, matter, language),
        button: matter.button,
        choices: &matter.choices,
        links: match reader {
            Reader::Client(Some(links)) => Some(ClientLinks {
                reschedule: &links.reschedule,
                cancel: &links.cancel,
                ics: &links.ics,
                google: &links.google,
                outlook: &links.outlook,
            }),
            _ => None,
        },
        book_again: matter.book_again,
        unsubscribe: matter.unsubscribe.map(|unsubscribe| unsubscribe.page.as_str()),
        client: match reader {
            Reader::Client(_) => ClientFacts::default(),
            _ => client_facts(booking, reader, matter, language),
        },
    }
}

fn client_facts<'a>(
    booking: &'a Booking,
    reader: Reader<'_>,
    matter: &Matter<'a>,
    language: Language,
) -> ClientFacts<'a> {
    let content = &booking.content;
    let written = [
        ("quote_subject", &content.subject),
        ("quote_message", &content.message),
        ("quote_notes", &content.preparation_notes),
        ("quote_requirements", &content.special_requirements),
    ];
    let reason = [("quote_reason", &booking.cancellation_reason)];
    let quotes = if matter.is_off { reason.iter() } else { written.iter() };
    let past = |past: &'a PastBooking| Past {
        when: wording::short(past.start, reader.zone(booking), language),
        consultant: &past.consultant_name,
        status: status(past.status),
        subject: past.subject.as_deref(),
    };
    ClientFacts {
        client: Some(wording::client_name(booking, language)),
        client_phone: booking.client.phone.is_some(),
        recording: booking.consent.recording,
        quotes: quotes.filter_map(|(label, text)| Some(Quote { label, text: text.as_deref()? })).collect(),
        materials: if matter.is_off { &[] } else { &content.preparation_materials },
        past: matter.past.iter().map(past).collect(),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Confirmed => "status_confirmed",
        Status::Rescheduled => "status_rescheduled",
        Status::Cancelled => "status_cancelled",
        Status::Completed => "status_completed",
        Status::NoShow => "status_no_show",
    }
}
