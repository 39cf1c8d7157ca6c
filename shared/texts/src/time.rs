//! Times for display, in a given zone and language. Names and patterns stand in `languages/<language>/times.toml`.

use chrono::{DateTime, Datelike, FixedOffset, Offset};
use domain::{
    time::{Instant, Interval},
    zone::Tz,
};

use crate::{Locale, Table};

/// A meeting's time with its zone: "Tuesday, 24 November 2026, 09:00–10:00 (Europe/Berlin, UTC+01:00)".
///
/// A different end day is named; after a clock change, both offsets are.
pub fn interval_with_zone(slot: Interval, zone: Tz, locale: impl Into<Locale>) -> String {
    let (start, end) = (offset(slot.start, zone), offset(slot.end, zone));
    let change = if start == end { String::new() } else { format!(" → UTC{end}") };
    format!("{} ({}{change})", interval(slot, zone, locale), zone_name(slot.start, zone))
}

/// A meeting's time without its zone: "Tuesday, 24 November 2026, 09:00–10:00".
pub fn interval(slot: Interval, zone: Tz, locale: impl Into<Locale>) -> String {
    let times = locale.into().times();
    let (start, end) = (slot.start.with_timezone(&zone), slot.end.with_timezone(&zone));
    let key = if start.date_naive() == end.date_naive() { "interval" } else { "interval_to_next_day" };
    let end_values = [
        ("start", clock(&start)),
        ("end", clock(&end)),
        ("end_day", end.day().to_string()),
        ("end_month", times.nth("months", end.month0()).to_owned()),
    ];
    filled(times, key, &start, end_values)
}

/// An instant with its zone: "Tuesday, 24 November 2026, 09:00 (Europe/Berlin, UTC+01:00)".
pub fn instant_with_zone(instant: Instant, zone: Tz, locale: impl Into<Locale>) -> String {
    let times = locale.into().times();
    let local = instant.with_timezone(&zone);
    format!("{} ({})", filled(times, "instant", &local, [("time", clock(&local))]), zone_name(instant, zone))
}

/// An instant for subjects; the zone follows in the text: "Tue, 24 Nov 2026, 09:00".
pub fn short_date_time(instant: Instant, zone: Tz, locale: impl Into<Locale>) -> String {
    let local = instant.with_timezone(&zone);
    filled(locale.into().times(), "short", &local, [("time", clock(&local))])
}

/// A zone at an instant: "Europe/Berlin, UTC+01:00".
pub fn zone_name(instant: Instant, zone: Tz) -> String {
    format!("{}, UTC{}", zone.name(), offset(instant, zone))
}

/// Abbreviations that languages translate.
const ZONES: [&str; 3] = ["CET", "CEST", "MSK"];

/// For text messages: "Tue 24 Nov, 09:00 CET (UTC+1)". A zone without an abbreviation shows its offset only.
pub(crate) fn sms_date_time(instant: Instant, zone: Tz, locale: Locale) -> String {
    let local = instant.with_timezone(&zone);
    let offset = offset(instant, zone).to_string();
    let offset = offset.replace("+0", "+").replace("-0", "-").replace(":00", "");
    let letters = local.format("%Z").to_string();
    let zone = if letters.chars().all(|letter| letter.is_ascii_alphabetic()) {
        let known = ZONES.into_iter().find(|zone| *zone == letters);
        let letters = known.map_or(letters.as_str(), |zone| locale.times().get(zone));
        format!("{letters} (UTC{offset})")
    } else {
        format!("(UTC{offset})")
    };
    filled(locale.times(), "sms", &local, [("time", clock(&local)), ("zone", zone)])
}

fn offset(instant: Instant, zone: Tz) -> FixedOffset {
    instant.with_timezone(&zone).offset().fix()
}

pub(crate) fn clock(local: &DateTime<Tz>) -> String {
    local.format("%H:%M").to_string()
}

/// Fills a pattern with a date, in the forms that a language may choose from, and with other values.
fn filled<const N: usize>(times: Table, key: &'static str, date: &DateTime<Tz>, others: [(&str, String); N]) -> String {
    let (weekday, month) = (date.weekday().num_days_from_sunday(), date.month0());
    let date = [
        ("weekday", times.nth("weekdays", weekday).to_owned()),
        ("weekday:short", times.nth("short_weekdays", weekday).to_owned()),
        ("day", date.day().to_string()),
        ("day:02", format!("{:02}", date.day())),
        ("month", times.nth("months", month).to_owned()),
        ("month:short", times.nth("short_months", month).to_owned()),
        ("month:02", format!("{:02}", date.month())),
        ("year", date.year().to_string()),
    ];
    let values: Vec<(&str, &dyn std::fmt::Display)> =
        date.iter().chain(&others).map(|(name, value)| (*name, value as &dyn std::fmt::Display)).collect();
    times.fill(key, &values).into_owned()
}
