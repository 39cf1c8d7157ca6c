//! Localised times and fixed words, and messages short enough to need no template: SMS and chat lines.
//!
//! Names of months and weekdays are those of the C library's locales, which have them in the case that a date needs
//! (Russian: "24 ноября"). They are constants rather than chrono's `unstable-locales`, which would link the tables of
//! every locale.

mod chat;
mod sms;
#[cfg(test)]
mod tests;
mod time;

use domain::{booking::Booking, consultant::MeetingType, language::Language};

pub use chat::{ChatFacts, ChatKind, chat};
pub use sms::{SmsFacts, SmsKind, sms};
pub use time::{instant_with_zone, interval, interval_with_zone, short_date_time, zone_name};

/// The meeting type as a label: "Video meeting".
pub fn meeting_type(meeting_type: MeetingType, language: Language) -> &'static str {
    use {
        Language::{De, En, Ru},
        MeetingType::{InPerson, Phone, Video},
    };
    match (meeting_type, language) {
        (Video, En | Language::Unknown) => "Video meeting",
        (Video, De) => "Videogespräch",
        (Video, Ru) => "Видеовстреча",
        (Phone, En | Language::Unknown) => "Phone call",
        (Phone, De) => "Telefonat",
        (Phone, Ru) => "Телефонный звонок",
        (InPerson, En | Language::Unknown) => "Meeting in person",
        (InPerson, De) => "Persönliches Treffen",
        (InPerson, Ru) => "Личная встреча",
        (MeetingType::Unknown, De) => "Gespräch",
        (MeetingType::Unknown, Ru) => "Встреча",
        (MeetingType::Unknown, En | Language::Unknown) => "Meeting",
    }
}

/// The client's name for the company's staff; after erasure, a note instead.
pub fn client_name(booking: &Booking, language: Language) -> String {
    match (booking.erased_at, language) {
        (None, _) => booking.client.full_name(),
        (Some(_), Language::En | Language::Unknown) => "(erased)".to_owned(),
        (Some(_), Language::De) => "(gelöscht)".to_owned(),
        (Some(_), Language::Ru) => "(данные удалены)".to_owned(),
    }
}
