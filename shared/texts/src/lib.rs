//! All sentences, in every language: problems and faults of the API, times, text messages, lines of chat rooms, mails.
//!
//! A language is a folder in `languages/`; `build.rs` checks it against English and makes static tables of it. Problems,
//! faults, times and messages have `{named}` placeholders; the texts of mails are templates, which `shared/mail` fills.

mod chat;
mod fault;
mod locale;
#[cfg(feature = "reader")]
pub mod made_up;
#[cfg(feature = "reader")]
pub mod reader;
mod schedule;
mod sms;
mod table;
#[cfg(test)]
mod tests;
mod time;

use domain::{booking::Booking, consultant::MeetingType};

pub use chat::{ChatFacts, ChatKind, chat};
pub use fault::fault;
pub use locale::Locale;
pub use schedule::{schedule_warning, step_detail};
pub use sms::{SmsFacts, SmsKind, sms};
pub use table::{Table, Text};
pub use time::{instant_with_zone, interval, interval_with_zone, short_date_time, zone_name};

/// The meeting type as a label: "Video meeting".
pub fn meeting_type(meeting_type: MeetingType, locale: impl Into<Locale>) -> &'static str {
    locale.into().common().get(meeting_type.as_str())
}

/// The client's name for the company's staff; after erasure, a note instead.
pub fn client_name(booking: &Booking, locale: impl Into<Locale>) -> String {
    match booking.erased_at {
        None => booking.client.full_name(),
        Some(_) => locale.into().common().get("erased").to_owned(),
    }
}
