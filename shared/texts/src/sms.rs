//! Text messages to clients. They contain no link: every carrier on the way would read its token, and the mail has it.
//! They contain no client input.

use std::fmt::Display;

use domain::{booking::Booking, time::Instant, zone::Tz};

use crate::{Locale, time};

/// The kind of a text message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmsKind {
    Confirmation,
    /// Time or consultant changed.
    Change,
    Cancellation,
    Reminder {
        /// Within a few hours.
        soon: bool,
    },
}

impl SmsKind {
    /// The key of its text, and the name of the mail with the same content.
    pub fn template(self) -> &'static str {
        match self {
            Self::Confirmation => "booking_confirmation",
            Self::Change => "booking_change",
            Self::Cancellation => "booking_cancellation",
            Self::Reminder { soon: false } => "reminder_24h",
            Self::Reminder { soon: true } => "reminder_2h",
        }
    }
}

/// The facts of a text message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsFacts<'a> {
    /// The sender's name.
    pub company: &'a str,
    /// The consultant's given name.
    pub first_name: &'a str,
    /// The consultant's family name.
    pub last_name: &'a str,
    pub start: Instant,
    /// The client's zone.
    pub zone: Tz,
    pub reference: &'a str,
}

impl<'a> SmsFacts<'a> {
    /// The facts of the current booking, for its client.
    pub fn of(booking: &'a Booking, company: &'a str) -> Self {
        Self {
            company,
            first_name: &booking.consultant.first_name,
            last_name: &booking.consultant.last_name,
            start: booking.slot.start,
            zone: booking.timezone,
            reference: booking.reference.as_str(),
        }
    }
}

/// Formats a text message.
///
/// English and German fit one message with names of ordinary length; Russian takes two. With longer names, the hint is
/// left out first, then the consultant's given name is shortened.
pub fn sms(kind: &SmsKind, facts: &SmsFacts<'_>, locale: impl Into<Locale>) -> String {
    let locale = locale.into();
    let (texts, key) = (locale.sms(), kind.template());
    let time = time::sms_date_time(facts.start, facts.zone, locale);
    let full = format!("{} {}", facts.first_name, facts.last_name);
    let initial = facts.first_name.chars().next().map(|letter| format!("{letter}. ")).unwrap_or_default();
    let brief = format!("{initial}{}", facts.last_name);
    let text = |consultant: &str, hint: &str| {
        let values: [(&str, &dyn Display); 5] = [
            ("company", &facts.company),
            ("consultant", &consultant),
            ("time", &time),
            ("reference", &facts.reference),
            ("hint", &hint),
        ];
        texts.fill(key, &values).into_owned()
    };
    let hint = texts.get("hint");
    let most = max_length([texts.get(key), hint]);
    let fits = |text: &String| text.chars().count() <= most;
    let fuller = [text(&full, hint), text(&full, "")];
    fuller.into_iter().find(fits).unwrap_or_else(|| text(&brief, ""))
}

/// The maximum length of a message in characters: one with the GSM alphabet, or two parts of 67 in UCS-2 (3GPP TS 23.038
/// and 23.040). Names don't count, so that a rare letter in one leaves the message as it is.
fn max_length(texts: [&str; 2]) -> usize {
    if texts.iter().all(|text| text.chars().all(is_gsm)) { 160 } else { 2 * 67 }
}

/// The default alphabet (3GPP TS 23.038, 6.2.1) without its unusual characters, and the marks of placeholders.
fn is_gsm(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || " @£$¥èéùìòÇØøÅåÆæßÉ!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n_{}".contains(letter)
}
