//! Times for display, in a given zone and language.

use chrono::{DateTime, Datelike, FixedOffset, Offset};
use chrono_tz::Tz;
use domain::{
    language::Language,
    time::{Instant, Interval},
};
use pure_rust_locales::{de_DE, en_GB, ru_RU};

/// A meeting's time with its zone: "Tuesday, 24 November 2026, 09:00–10:00 (Europe/Berlin, UTC+01:00)".
///
/// A different end day is named; after a clock change, both offsets are.
pub fn interval_with_zone(slot: Interval, zone: Tz, language: Language) -> String {
    let (start, end) = (offset(slot.start, zone), offset(slot.end, zone));
    let change = if start == end { String::new() } else { format!(" → UTC{end}") };
    format!("{} ({}{change})", interval(slot, zone, language), zone_name(slot.start, zone))
}

/// A meeting's time without its zone: "Tuesday, 24 November 2026, 09:00–10:00".
pub fn interval(slot: Interval, zone: Tz, language: Language) -> String {
    let (start, end) = (slot.start.with_timezone(&zone), slot.end.with_timezone(&zone));
    let mut text = format!(
        "{}, {}, {}–{}{}",
        weekday(&start, language),
        date(&start, language),
        start.format("%H:%M"),
        end.format("%H:%M"),
        o_clock(language)
    );
    if start.date_naive() != end.date_naive() {
        text.push_str(&format!(" ({})", day_and_month(&end, language)));
    }
    text
}

/// An instant with its zone: "Tuesday, 24 November 2026, 09:00 (Europe/Berlin, UTC+01:00)".
pub fn instant_with_zone(instant: Instant, zone: Tz, language: Language) -> String {
    let local = instant.with_timezone(&zone);
    format!(
        "{}, {}, {}{} ({})",
        weekday(&local, language),
        date(&local, language),
        local.format("%H:%M"),
        o_clock(language),
        zone_name(instant, zone)
    )
}

/// An instant for subjects; the zone follows in the text: "Tue, 24 Nov 2026, 09:00".
pub fn short_date_time(instant: Instant, zone: Tz, language: Language) -> String {
    let local = instant.with_timezone(&zone);
    let date = match language {
        Language::En | Language::Unknown => format!("{} {} {}", local.day(), short_month(&local), local.year()),
        Language::De | Language::Ru => local.format("%d.%m.%Y").to_string(),
    };
    format!("{}, {date}, {}{}", short_weekday(&local, language), local.format("%H:%M"), o_clock(language))
}

/// A zone at an instant: "Europe/Berlin, UTC+01:00".
pub fn zone_name(instant: Instant, zone: Tz) -> String {
    format!("{}, UTC{}", zone.name(), offset(instant, zone))
}

/// For text messages: "Tue 24 Nov, 09:00 CET (UTC+1)". A zone without an abbreviation shows its offset only.
pub(crate) fn sms_date_time(instant: Instant, zone: Tz, language: Language) -> String {
    let local = instant.with_timezone(&zone);
    let date = match language {
        Language::En | Language::Unknown => format!("{} {}", local.day(), short_month(&local)),
        // German days and months are ordinals, with a dot each.
        Language::De => local.format("%d.%m.").to_string(),
        Language::Ru => local.format("%d.%m").to_string(),
    };
    let offset = offset(instant, zone).to_string();
    let offset = offset.replace("+0", "+").replace("-0", "-").replace(":00", "");
    let letters = local.format("%Z").to_string();
    let zone = if letters.chars().all(|letter| letter.is_ascii_alphabetic()) {
        format!("{letters} (UTC{offset})")
    } else {
        format!("(UTC{offset})")
    };
    format!("{} {date}, {}{} {zone}", short_weekday(&local, language), local.format("%H:%M"), o_clock(language))
}

fn offset(instant: Instant, zone: Tz) -> FixedOffset {
    instant.with_timezone(&zone).offset().fix()
}

fn o_clock(language: Language) -> &'static str {
    if language == Language::De { " Uhr" } else { "" }
}

fn date(local: &DateTime<Tz>, language: Language) -> String {
    let year_mark = if language == Language::Ru { " г." } else { "" };
    format!("{} {}{year_mark}", day_and_month(local, language), local.year())
}

fn day_and_month(local: &DateTime<Tz>, language: Language) -> String {
    let dot = if language == Language::De { "." } else { "" };
    let months = match language {
        Language::En | Language::Unknown => en_GB::LC_TIME::MON,
        Language::De => de_DE::LC_TIME::MON,
        Language::Ru => ru_RU::LC_TIME::MON,
    };
    format!("{}{dot} {}", local.day(), nth(months, local.month0()))
}

fn weekday(local: &DateTime<Tz>, language: Language) -> String {
    let names = match language {
        Language::En | Language::Unknown => en_GB::LC_TIME::DAY,
        Language::De => de_DE::LC_TIME::DAY,
        Language::Ru => ru_RU::LC_TIME::DAY,
    };
    in_running_text(nth(names, local.weekday().num_days_from_sunday()), language)
}

fn short_weekday(local: &DateTime<Tz>, language: Language) -> String {
    let names = match language {
        Language::En | Language::Unknown => en_GB::LC_TIME::ABDAY,
        Language::De => de_DE::LC_TIME::ABDAY,
        Language::Ru => ru_RU::LC_TIME::ABDAY,
    };
    in_running_text(nth(names, local.weekday().num_days_from_sunday()), language)
}

fn short_month(local: &DateTime<Tz>) -> &'static str {
    nth(en_GB::LC_TIME::ABMON, local.month0())
}

/// Russian weekdays are lower-case in running text; the locale's are capitalised for calendar heads.
fn in_running_text(name: &str, language: Language) -> String {
    if language == Language::Ru { name.to_lowercase() } else { name.to_owned() }
}

fn nth(names: &'static [&'static str], index: u32) -> &'static str {
    usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default()
}
