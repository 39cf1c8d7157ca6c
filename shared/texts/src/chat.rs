//! Lines for the company's chat rooms, in English: who, when, which booking, and of whom no more than company and
//! initials. No address, and nothing else that the client wrote.

use chrono_tz::Tz;
use domain::{
    booking::Booking,
    language::Language,
    time::{Instant, Interval},
};

use crate::time;

/// What a line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    /// A meeting was agreed.
    Confirmed,
    /// It was moved.
    Rescheduled {
        /// From when; absent: only the consultant changed, or it isn't known.
        old_start: Option<Instant>,
    },
    /// It was called off.
    Cancelled,
    /// The client didn't come.
    NoShow,
    /// It took place.
    Completed,
    /// The client said how it was.
    Feedback {
        /// 1 to 5.
        rating: u8,
    },
    /// Mail to the client comes back.
    Bounced,
}

/// What a line says it about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatFacts<'a> {
    /// Who holds the meeting.
    pub consultant: String,
    /// When.
    pub slot: Interval,
    /// In which zone it is told: the consultant's.
    pub zone: Tz,
    /// Of which booking.
    pub reference: &'a str,
    /// The client's initials.
    pub initials: String,
    /// The client's company.
    pub company: Option<&'a str>,
}

impl<'a> ChatFacts<'a> {
    /// The facts of a booking as it is.
    pub fn of(booking: &'a Booking) -> Self {
        let client = &booking.client;
        let initials = [&client.first_name, &client.last_name];
        let initials: Vec<String> =
            initials.iter().filter_map(|name| name.chars().next()).map(|letter| format!("{letter}.")).collect();
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

/// One line of plain text: a chat room with markup of its own (Slack's `<!channel>`) needs it escaped by whoever
/// speaks to it, because a company's name is the client's to choose.
pub fn chat(kind: &ChatKind, facts: &ChatFacts<'_>) -> String {
    let what = match kind {
        ChatKind::Confirmed => "New booking",
        ChatKind::Rescheduled { .. } => "Rescheduled",
        ChatKind::Cancelled => "Cancelled",
        ChatKind::NoShow => "No-show",
        ChatKind::Completed => "Took place",
        ChatKind::Feedback { rating } => return feedback(*rating, facts),
        ChatKind::Bounced => "Mail to the client bounced, please call",
    };
    let before = match kind {
        ChatKind::Rescheduled { old_start: Some(start) } if *start != facts.slot.start => {
            format!(" (before: {})", time::short_date_time(*start, facts.zone, Language::En))
        }
        _ => String::new(),
    };
    let when = time::interval_with_zone(facts.slot, facts.zone, Language::En);
    format!("{what}: {} with {}, {when}{before} · {}", facts.consultant, client(facts), facts.reference)
}

fn feedback(rating: u8, facts: &ChatFacts<'_>) -> String {
    let when = time::short_date_time(facts.slot.start, facts.zone, Language::En);
    format!("Feedback: {rating} of 5 for {} from {}, {when} · {}", facts.consultant, client(facts), facts.reference)
}

fn client(facts: &ChatFacts<'_>) -> String {
    match facts.company {
        Some(company) => format!("{} ({company})", facts.initials),
        None => facts.initials.clone(),
    }
}
