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

use domain::{consultant::MeetingType, language::Language};

pub use chat::{ChatFacts, ChatKind, chat};
pub use sms::{SmsFacts, SmsKind, sms};
pub use time::{hours, moment, short, stretch, zone_name};

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
