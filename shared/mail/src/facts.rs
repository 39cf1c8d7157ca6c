//! Variables for templates. In client mail the name is the only text written by the client.

use domain::{
    booking::{Actor, Booking, ClientMail, Status},
    consultant::MeetingType,
};
use serde::Serialize;
use texts::Locale;

use crate::{
    Mailer, PastBooking,
    brand::Brand,
    context::{Addressee, Choice, ClientReader, MailContext},
    details::{self, Row},
};

/// All variables of a mail's texts and structure.
#[derive(Serialize)]
pub(crate) struct Facts<'a> {
    language: &'static str,
    brand: &'a Brand,
    company: &'a str,
    /// The address for clients' questions.
    support: Option<&'a str>,
    reference: &'a str,
    consultant: String,
    /// The reader's given name.
    first_name: Option<&'a str>,
    /// The reader's full name.
    name: Option<String>,
    hours: String,
    when_short: String,
    zone: &'static str,
    has_room: bool,
    has_invite: bool,
    is_off: bool,
    /// The mail comes after the start of the meeting.
    is_late: bool,
    /// Whether answers to the mail reach a person.
    replies: bool,
    /// The time until which the client can change the booking online.
    changes_until: Option<String>,
    /// The start has changed.
    is_moved: bool,
    /// The length in minutes, if it has changed.
    new_length: Option<u32>,
    /// The meeting is off for this reader only: it moved to another consultant.
    is_taken: bool,
    /// The company made the last change itself, and not the reader.
    by_us: bool,
    /// The company's reason.
    reason: Option<&'a str>,
    /// For a phone meeting.
    phone: Option<&'a str>,
    /// For a meeting in person.
    location: Option<&'a str>,
    /// The client's first booking (1), second (2) or a later one (3), if that is known.
    visit: Option<u8>,
    meeting_type: &'static str,
    source: &'static str,
    /// Whether the client named a company.
    has_company: bool,
    /// The company's terms of refunds, named as the setting.
    #[serde(rename = "refundPolicy")]
    refund_policy: Option<&'a str>,
    again: bool,
    /// Staff and client spoke of it before.
    as_discussed: bool,
    undelivered: Option<&'static str>,
    details: Vec<Row>,
    button: Option<&'a str>,
    choices: &'a [Choice],
    links: Option<ClientLinks<'a>>,
    book_again: Option<&'a str>,
    unsubscribe: Option<&'a str>,
    /// Of a new address.
    code: Option<&'a str>,
    #[serde(flatten)]
    client: ClientFacts<'a>,
}

#[derive(Serialize)]
struct ClientLinks<'a> {
    /// None if clients don't move bookings themselves.
    reschedule: Option<&'a str>,
    /// None if clients don't cancel bookings themselves.
    cancel: Option<&'a str>,
    ics: &'a str,
    google: &'a str,
    outlook: &'a str,
}

/// Facts about the client, for consultants and the team; empty in mail to the client.
#[derive(Default, Serialize)]
struct ClientFacts<'a> {
    client: Option<String>,
    client_phone: bool,
    recording: bool,
    quotes: Vec<Quote<'a>>,
    materials: &'a [String],
    past: Vec<Past<'a>>,
}

/// Text in the client's own words.
#[derive(Serialize)]
struct Quote<'a> {
    label: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct Past<'a> {
    when: String,
    consultant: &'a str,
    /// The text key of the status.
    status: &'static str,
    subject: Option<&'a str>,
}

pub(crate) fn facts<'a>(
    mailer: &'a Mailer,
    booking: &'a Booking,
    audience: Addressee<'a>,
    context: &'a MailContext<'a>,
    locale: Locale,
) -> Facts<'a> {
    let old = context.old.map(|old| old.slot);
    let zone = audience.zone(booking);
    let is_client = matches!(audience, Addressee::Client(_));
    let is_by_phone = booking.meeting_type == MeetingType::Phone;
    Facts {
        language: locale.code(),
        brand: &mailer.brand,
        company: &mailer.organizer.company,
        support: mailer.brand.support.as_deref().filter(|_| is_client),
        reference: booking.reference.as_str(),
        consultant: booking.consultant.full_name(),
        first_name: audience.first_name(booking),
        name: audience.name(booking),
        hours: texts::interval(booking.slot, zone, locale),
        when_short: texts::short_date_time(booking.slot.start, zone, locale),
        zone: zone.name(),
        has_room: booking.meeting.is_some() && !context.is_off,
        has_invite: context.invite.is_some(),
        is_off: context.is_off,
        is_late: context.is_late,
        replies: mailer.reply_to(booking, audience, context).is_some(),
        changes_until: context.changeable_until.map(|until| texts::short_date_time(until, zone, locale)),
        is_moved: old.is_some_and(|old| old.start != booking.slot.start),
        new_length: old.filter(|old| old.minutes() != booking.duration()).map(|_| booking.duration()),
        is_taken: context.is_off && booking.status != Status::Cancelled,
        by_us: is_by_us(booking, audience),
        reason: context.reason.or(reason_of_ours(booking, context).filter(|_| is_by_us(booking, audience))),
        phone: booking.client.phone.as_ref().filter(|_| is_by_phone).map(|phone| phone.as_str()),
        location: booking.location.as_deref(),
        visit: booking.facts.visit,
        meeting_type: booking.meeting_type.as_str(),
        source: booking.source.as_str(),
        has_company: booking.client.company.is_some(),
        refund_policy: mailer.brand.refund_policy.get(locale.language()),
        again: context.again,
        as_discussed: context.as_discussed,
        undelivered: context.undelivered.map(ClientMail::key),
        details: details::rows(booking, audience, context, locale),
        button: context.button,
        choices: &context.choices,
        links: match audience {
            Addressee::Client(ClientReader { links: Some(links), .. }) => Some(ClientLinks {
                reschedule: Some(links.reschedule.as_str()).filter(|_| mailer.brand.changes.allow_rescheduling),
                cancel: Some(links.cancel.as_str()).filter(|_| mailer.brand.changes.allow_cancellation),
                ics: &links.ics,
                google: &links.google,
                outlook: &links.outlook,
            }),
            _ => None,
        },
        book_again: context.book_again,
        unsubscribe: context.unsubscribe.map(|unsubscribe| unsubscribe.page.as_str()),
        code: context.code,
        client: match audience {
            Addressee::Client(_) => ClientFacts::default(),
            _ => client_facts(booking, audience, context, locale),
        },
    }
}

/// Whether the reader hears of a change that the company made without them. A consultant made their own changes.
fn is_by_us(booking: &Booking, audience: Addressee<'_>) -> bool {
    match audience {
        Addressee::Client(_) => booking.announced_by.is_some_and(Actor::is_staff),
        Addressee::Consultant(_) => booking.announced_by == Some(Actor::Admin),
        Addressee::Team(_) => false,
    }
}

fn reason_of_ours<'a>(booking: &'a Booking, context: &MailContext<'_>) -> Option<&'a str> {
    if context.is_off { booking.cancellation_reason.as_deref() } else { booking.change_reason.as_deref() }
}

fn client_facts<'a>(
    booking: &'a Booking,
    audience: Addressee<'_>,
    context: &MailContext<'a>,
    locale: Locale,
) -> ClientFacts<'a> {
    let content = &booking.content;
    let written = [
        ("quote_subject", &content.subject),
        ("quote_message", &content.message),
        ("quote_notes", &content.preparation_notes),
        ("quote_requirements", &content.special_requirements),
    ];
    let reason = [("quote_reason", &booking.cancellation_reason)];
    // A reason of the company's stands in the text.
    let is_clients = !booking.announced_by.is_some_and(Actor::is_staff);
    let quotes = match context.is_off {
        true if is_clients => reason.iter(),
        true => [].iter(),
        false => written.iter(),
    };
    let past = |past: &'a PastBooking| Past {
        when: texts::short_date_time(past.start, audience.zone(booking), locale),
        consultant: &past.consultant_name,
        status: status_key(past.status),
        subject: past.subject.as_deref(),
    };
    ClientFacts {
        client: Some(texts::client_name(booking, locale)),
        client_phone: booking.client.phone.is_some(),
        recording: booking.consent.recording,
        quotes: quotes.filter_map(|(label, text)| Some(Quote { label, text: text.as_deref()? })).collect(),
        materials: if context.is_off { &[] } else { &content.preparation_materials },
        past: context.past.iter().map(past).collect(),
    }
}

fn status_key(status: Status) -> &'static str {
    match status {
        // Of a later release: only an earlier booking in a list.
        Status::Confirmed | Status::Unknown => "status_confirmed",
        Status::Rescheduled => "status_rescheduled",
        Status::Cancelled => "status_cancelled",
        Status::Completed => "status_completed",
        Status::NoShow => "status_no_show",
    }
}
