//! Text messages to clients. They hold no link: a token in them would be read by every carrier on the way, and the
//! mail has it. They hold nothing that the client wrote.

use chrono_tz::Tz;
use domain::{booking::Booking, language::Language, time::Instant};

use crate::time;

/// What a text message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmsKind {
    /// The meeting is agreed.
    Confirmation,
    /// Time or consultant changed.
    Change,
    /// It is off.
    Cancellation,
    /// It is still to come.
    Reminder {
        /// Within a few hours.
        soon: bool,
    },
}

impl SmsKind {
    /// As the mail that says the same is called.
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

/// What a text message says it about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmsFacts<'a> {
    /// Who writes.
    pub company: &'a str,
    /// Who holds the meeting: given name.
    pub first_name: &'a str,
    /// Who holds the meeting: family name.
    pub last_name: &'a str,
    /// When.
    pub start: Instant,
    /// In which zone it is told: the client's.
    pub zone: Tz,
    /// Of which booking.
    pub reference: &'a str,
}

impl<'a> SmsFacts<'a> {
    /// The facts of a booking as it is, for its client.
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

/// The text of a message.
///
/// English and German fit one message where names are of ordinary length: 160 characters of the GSM alphabet
/// (3GPP TS 23.038, 6.2.1). Russian takes two of 67 (UCS-2). Where names are longer, what is said besides is left
/// out first, then the consultant's given name is shortened.
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
        (Confirmation, En) => "Your consultation is confirmed.",
        (Confirmation, De) => "Ihre Beratung ist bestätigt.",
        (Confirmation, Ru) => "Консультация подтверждена.",
        (Change, En) => "Your consultation has changed. It is now with",
        (Change, De) => "Ihre Beratung wurde geändert. Neu:",
        (Change, Ru) => "Консультация изменена. Теперь:",
        (Cancellation, En) => "Your consultation is cancelled.",
        (Cancellation, De) => "Ihre Beratung ist abgesagt.",
        (Cancellation, Ru) => "Консультация отменена.",
        (Reminder { soon: false }, En) => "A reminder of your consultation.",
        (Reminder { soon: false }, De) => "Erinnerung an Ihre Beratung.",
        (Reminder { soon: false }, Ru) => "Напоминаем о консультации.",
        (Reminder { soon: true }, En) => "Your consultation begins soon.",
        (Reminder { soon: true }, De) => "Ihre Beratung beginnt bald.",
        (Reminder { soon: true }, Ru) => "Консультация скоро начнётся.",
    }
}

/// A cancelled meeting needs no details.
fn hint(kind: SmsKind, language: Language) -> &'static str {
    match (kind, language) {
        (SmsKind::Cancellation, _) => "",
        (_, Language::En) => " Details are in our e-mail.",
        (_, Language::De) => " Alles Weitere in unserer E-Mail.",
        (_, Language::Ru) => " Подробности в письме.",
    }
}
