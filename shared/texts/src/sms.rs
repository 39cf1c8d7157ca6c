//! Text messages to clients. They contain no link: every carrier on the way would read its token, and the mail has it.
//! They contain no client input.

use std::fmt::Display;

use domain::{booking::Booking, search, time::Instant, zone::Tz};

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

/// Letters of a consultant's shortened name.
const MAX_CONSULTANT: usize = 40;

/// Formats a text message.
///
/// English and German fit one message; Russian takes two. Letters of names that would more than double the cost are written
/// plainly. With longer names, the hint is left out first, then the consultant's given name is shortened, then the
/// company's name.
pub fn sms(kind: &SmsKind, facts: &SmsFacts<'_>, locale: impl Into<Locale>) -> String {
    let locale = locale.into();
    let (texts, key) = (locale.sms(), kind.template());
    let time = time::sms_date_time(facts.start, facts.zone, locale);
    let hint = texts.get("hint");
    let is_plain = [texts.get(key), hint].iter().all(|text| gsm_length(text).is_some());
    let name = |name: &str| if is_plain { plain(name) } else { name.to_owned() };
    let (company, first, last) = (name(facts.company), name(facts.first_name), name(facts.last_name));
    let full = format!("{first} {last}");
    let initial = first.chars().next().map(|letter| format!("{letter}. ")).unwrap_or_default();
    let brief: String = format!("{initial}{last}").chars().take(MAX_CONSULTANT).collect();
    let text = |company: &str, consultant: &str, hint: &str| {
        let values: [(&str, &dyn Display); 5] = [
            ("company", &company),
            ("consultant", &consultant),
            ("time", &time),
            ("reference", &facts.reference),
            ("hint", &hint),
        ];
        texts.fill(key, &values).into_owned()
    };
    let fuller = [(&company, &full, hint), (&company, &full, ""), (&company, &brief, "")];
    let fuller = fuller.into_iter().map(|(company, consultant, hint)| text(company, consultant, hint));
    let shortened = (1..company.chars().count()).rev().map(|most| {
        let company: String = company.chars().take(most).collect();
        text(&company, &brief, "")
    });
    fuller.chain(shortened).find(|text| fits(text, is_plain)).unwrap_or_else(|| text("", &brief, ""))
}

/// The largest message in one part with the GSM alphabet, and in two parts of UCS-2 (3GPP TS 23.038 and 23.040).
fn fits(text: &str, is_plain: bool) -> bool {
    match gsm_length(text) {
        Some(length) if is_plain => length <= 160,
        // A name that has no plain letters.
        _ => text.encode_utf16().count() <= 2 * 67,
    }
}

/// The septets of a text in the default alphabet (3GPP TS 23.038, 6.2.1); `None` with any other letter. Placeholders count as
/// what they are.
fn gsm_length(text: &str) -> Option<usize> {
    text.chars().map(septets).sum()
}

fn septets(letter: char) -> Option<usize> {
    const BASIC: &str = " @£$¥èéùìòÇØøÅåÆæßÉ!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n_";
    if letter.is_ascii_alphanumeric() || BASIC.contains(letter) {
        return Some(1);
    }
    "{}[]\\^~|€".contains(letter).then_some(2)
}

/// A name in the default alphabet, if its letters have plain ones: `Łukasz` as `Lukasz`.
fn plain(name: &str) -> String {
    let letters = name.chars().flat_map(|letter| match septets(letter) {
        Some(_) => vec![letter],
        None => plain_letters(letter),
    });
    let plain: String = letters.collect();
    if gsm_length(&plain).is_some() { plain } else { name.to_owned() }
}

/// The letter without its marks, and letters that Unicode doesn't decompose.
fn plain_letters(letter: char) -> Vec<char> {
    match letter {
        'ł' => vec!['l'],
        'Ł' => vec!['L'],
        'đ' => vec!['d'],
        'Đ' => vec!['D'],
        'ı' => vec!['i'],
        'œ' => vec!['o', 'e'],
        'Œ' => vec!['O', 'E'],
        '’' | '‘' | 'ʼ' => vec!['\''],
        '–' | '—' | '‐' => vec!['-'],
        '\u{A0}' | '\u{202F}' => vec![' '],
        _ => search::without_marks(letter),
    }
}

#[cfg(test)]
mod tests {
    use domain::language::Language::{De, En, Ru};

    use super::*;

    const KINDS: [SmsKind; 5] = [
        SmsKind::Confirmation,
        SmsKind::Change,
        SmsKind::Cancellation,
        SmsKind::Reminder { soon: false },
        SmsKind::Reminder { soon: true },
    ];

    fn text(company: &str, (first_name, last_name): (&str, &str), kind: SmsKind, locale: impl Into<Locale>) -> String {
        let start = "2026-11-25T10:00:00Z".parse().unwrap();
        let reference = "VLT-20261123-7KXMPR";
        sms(&kind, &SmsFacts { company, first_name, last_name, start, zone: Tz::BERLIN, reference }, locale)
    }

    #[test]
    fn rare_letters_are_written_plainly() {
        let written = text("Žižka & Søn", ("Łukasz", "Dvořák"), SmsKind::Confirmation, En);
        assert!(written.starts_with("Zizka & Søn: ") && written.contains("Lukasz Dvorak"), "{written}");
        // A name without plain letters stays as it is, and so does every name in Russian.
        assert!(text("Magnetiq", ("李", "小龙"), SmsKind::Confirmation, En).contains("李 小龙"));
        assert!(text("Magnetiq", ("Łukasz", "Dvořák"), SmsKind::Confirmation, Ru).contains("Łukasz Dvořák"));
    }

    #[test]
    fn every_text_fits_one_message() {
        let long = "Rindfleischetikettierungsueberwachungsgesellschaft";
        for kind in KINDS {
            for (company, first, last) in [
                ("Magnetiq", "Anna", "Schmidt"),
                (long, "Łukasz", long),
                ("Žižka {1} [2]", "Anna-Maria", "von und zu Guttenberg"),
            ] {
                for locale in [En, De] {
                    let written = text(company, (first, last), kind, locale);
                    assert!(gsm_length(&written).is_some_and(|length| length <= 160), "{written}");
                }
                let written = text(company, (first, last), kind, Ru);
                assert!(written.encode_utf16().count() <= 134, "{written}");
            }
        }
    }
}
