//! How times and a few fixed words read in the languages that people are written to in, and the messages that are
//! short enough to need no template: SMS and chat lines.
//!
//! Names of months and weekdays are those of the C library's locales, which have them in the case that a date needs
//! (Russian: "24 ноября"). They are taken as constants rather than through chrono's `unstable-locales`, which would
//! link the tables of every locale there is.

mod chat;
mod sms;
#[cfg(test)]
mod tests;
mod time;

use domain::{booking::Booking, consultant::MeetingType, language::Language};

pub use chat::{ChatFacts, ChatKind, chat};
pub use sms::{SmsFacts, SmsKind, sms};
pub use time::{instant_with_zone, interval, interval_with_zone, short_date_time, zone_name};

/// How a meeting is held, as it stands by itself: "Video meeting".
pub fn meeting_type(meeting_type: MeetingType, language: Language) -> &'static str {
    use {Language::*, MeetingType::*};
    match (meeting_type, language) {
        (Video, En) => "Video meeting",
        (Video, De) => "Videogespräch",
        (Video, Ru) => "Видеовстреча",
        (Phone, En) => "Phone call",
        (Phone, De) => "Telefonat",
        (Phone, Ru) => "Телефонный звонок",
        (InPerson, En) => "Meeting in person",
        (InPerson, De) => "Persönliches Treffen",
        (InPerson, Ru) => "Личная встреча",
    }
}

/// The client's name as the company's own people read it; in its place, that it was erased.
pub fn client_name(booking: &Booking, language: Language) -> String {
    match (booking.erased_at, language) {
        (None, _) => booking.client.full_name(),
        (Some(_), Language::En) => "(erased)".to_owned(),
        (Some(_), Language::De) => "(gelöscht)".to_owned(),
        (Some(_), Language::Ru) => "(данные удалены)".to_owned(),
    }
}
