//! Lines for the company's chat rooms: consultant, time and booking; about the client only company and
//! initials. No address, and no other client input.

use std::fmt::Display;

use domain::{
    booking::Booking,
    text,
    time::{Instant, Interval},
    zone::Tz,
};

use crate::{Locale, time};

/// The event of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    Confirmed,
    Rescheduled {
        /// The previous start; absent: only the consultant changed, or it is unknown.
        old_start: Option<Instant>,
    },
    Cancelled,
    NoShow,
    Completed,
    Feedback {
        /// 1 to 5.
        rating: u8,
    },
    /// Mail to the client bounces.
    Bounced,
}

/// The facts of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatFacts<'a> {
    pub consultant: String,
    pub slot: Interval,
    /// The consultant's zone.
    pub zone: Tz,
    pub reference: &'a str,
    pub initials: String,
    pub company: Option<&'a str>,
}

impl<'a> ChatFacts<'a> {
    /// The facts of the current booking.
    pub fn of(booking: &'a Booking) -> Self {
        let client = &booking.client;
        let initials = [&client.first_name, &client.last_name];
        let initials = initials.iter().filter_map(|name| name.chars().next()).map(|letter| format!("{letter}."));
        // Of an erased client nothing is known.
        let initials: Vec<String> = initials.filter(|_| booking.erased_at.is_none()).collect();
        Self {
            consultant: booking.consultant.full_name(),
            slot: booking.slot,
            zone: booking.consultant_timezone,
            reference: booking.reference.as_str(),
            initials: initials.join(" "),
            company: client.company.as_deref(),
        }
    }
}

/// Formats one line of plain text: the sender must escape it for a chat with its own markup (Slack's `<!channel>`),
/// because the client chooses the company's name. A web address in it is no link.
pub fn chat(kind: &ChatKind, facts: &ChatFacts<'_>, locale: impl Into<Locale>) -> String {
    let locale = locale.into();
    let whole = || time::interval_with_zone(facts.slot, facts.zone, locale);
    let (key, time) = match kind {
        ChatKind::Confirmed => ("confirmed", whole()),
        ChatKind::Rescheduled { old_start: Some(start) } if *start != facts.slot.start => ("moved", whole()),
        ChatKind::Rescheduled { .. } => ("rescheduled", whole()),
        ChatKind::Cancelled => ("cancelled", whole()),
        ChatKind::NoShow => ("no_show", whole()),
        ChatKind::Completed => ("completed", whole()),
        ChatKind::Feedback { .. } => ("feedback", time::short_date_time(facts.slot.start, facts.zone, locale)),
        ChatKind::Bounced => ("bounced", whole()),
    };
    let before = match kind {
        ChatKind::Rescheduled { old_start: Some(start) } => time::short_date_time(*start, facts.zone, locale),
        _ => String::new(),
    };
    let rating = if let ChatKind::Feedback { rating } = kind { *rating } else { 0 };
    let values: [(&str, &dyn Display); 6] = [
        ("consultant", &facts.consultant),
        ("client", &client(facts)),
        ("time", &time),
        ("before", &before),
        ("rating", &rating),
        ("reference", &facts.reference),
    ];
    locale.chat().fill(key, &values).into_owned()
}

fn client(facts: &ChatFacts<'_>) -> String {
    match facts.company {
        Some(company) => format!("{} ({})", facts.initials, text::without_links(company)),
        None if facts.initials.is_empty() => "…".to_owned(),
        None => facts.initials.clone(),
    }
}
