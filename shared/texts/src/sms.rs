//! Text messages to clients. They contain no link: every carrier on the way would read its token, and the mail has it.
//! They contain no client input.

use chrono_tz::Tz;
use domain::{booking::Booking, language::Language, time::Instant};

use crate::time;

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
    /// The name of the mail with the same content.
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
/// English and German fit one message with names of ordinary length: 160 characters of the GSM alphabet (3GPP TS
/// 23.038, 6.2.1). Russian takes two of 67 (UCS-2). With longer names, the hint is left out first, then the
/// consultant's given name is shortened.
pub fn sms(kind: &SmsKind, facts: &SmsFacts<'_>, language: Language) -> String {
    let what = what(*kind, language);
    let hint = hint(*kind, language);
    let when = time::sms_date_time(facts.start, facts.zone, language);
    let full = format!("{} {}", facts.first_name, facts.last_name);
    let initial = facts.first_name.chars().next().map(|letter| format!("{letter}. ")).unwrap_or_default();
    let brief = format!("{initial}{}", facts.last_name);
    let text = |consultant: &str, hint: &str| {
        format!("{}: {what} {consultant}, {when}. {}.{hint}", facts.company, facts.reference)
    };
    let most = if language == Language::Ru { 2 * 67 } else { 160 };
    let fits = |text: &String| text.chars().count() <= most;
    let fuller = [text(&full, hint), text(&full, "")];
    fuller.into_iter().find(fits).unwrap_or_else(|| text(&brief, ""))
}

fn what(kind: SmsKind, language: Language) -> &'static str {
    use {Language::*, SmsKind::*};
    match (kind, language) {
        (Confirmation, En | Unknown) => "Your consultation is confirmed.",
        (Confirmation, De) => "Ihre Beratung ist bestätigt.",
        (Confirmation, Ru) => "Консультация подтверждена.",
        (Change, En | Unknown) => "Your consultation has changed. It is now with",
        (Change, De) => "Ihre Beratung wurde geändert. Neu:",
        (Change, Ru) => "Консультация изменена. Теперь:",
        (Cancellation, En | Unknown) => "Your consultation is cancelled.",
        (Cancellation, De) => "Ihre Beratung ist abgesagt.",
        (Cancellation, Ru) => "Консультация отменена.",
        (Reminder { soon: false }, En | Unknown) => "A reminder of your consultation.",
        (Reminder { soon: false }, De) => "Erinnerung an Ihre Beratung.",
        (Reminder { soon: false }, Ru) => "Напоминаем о консультации.",
        (Reminder { soon: true }, En | Unknown) => "Your consultation begins soon.",
        (Reminder { soon: true }, De) => "Ihre Beratung beginnt bald.",
        (Reminder { soon: true }, Ru) => "Консультация скоро начнётся.",
    }
}

/// A cancelled meeting needs no details.
fn hint(kind: SmsKind, language: Language) -> &'static str {
    match (kind, language) {
        (SmsKind::Cancellation, _) => "",
        (_, Language::En | Language::Unknown) => " Details are in our e-mail.",
        (_, Language::De) => " Alles Weitere in unserer E-Mail.",
        (_, Language::Ru) => " Подробности в письме.",
    }
}
