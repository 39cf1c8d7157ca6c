//! Parses dates, instants and zones; each error names the required form.

use chrono::{DateTime, Days, NaiveDate};

use crate::{
    fault::{Faults, Rule},
    fields::{self, Fields},
    text,
    time::{Instant, start_of_day},
    zone::Tz,
};

/// Parses a zone by its IANA name.
///
/// # Errors
/// Fails for names outside the IANA time zone database.
pub fn timezone(name: &str) -> Result<Tz, Rule> {
    name.parse().map_err(|_| Rule::Timezone)
}

/// Parses an instant: RFC 3339 with any offset, in the years 1900 to 9989.
///
/// # Errors
/// Fails for any other text.
pub fn instant(text: &str) -> Result<Instant, Rule> {
    let instant = DateTime::parse_from_rfc3339(text).map_err(|_| Rule::Instant)?.to_utc();
    let years = NaiveDate::from_ymd_opt(1900, 1, 1)..NaiveDate::from_ymd_opt(9990, 1, 1);
    if years.contains(&Some(instant.date_naive())) { Ok(instant) } else { Err(Rule::Year) }
}

/// Parses a date, `YYYY-MM-DD`, in the years 1900 to 9989.
///
/// # Errors
/// Fails for any other text.
pub fn date(text: &str) -> Result<NaiveDate, Rule> {
    // The length excludes years with other numbers of digits, which chrono accepts; the limits on years keep sums of
    // dates in range.
    let parsed = (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()).flatten();
    let years = NaiveDate::from_ymd_opt(1900, 1, 1)..NaiveDate::from_ymd_opt(9990, 1, 1);
    parsed.filter(|date| years.contains(&Some(*date))).ok_or(Rule::Date)
}

/// Parses an edge of a period: an instant or, of a date, its first instant in a zone, some days later. A space before the
/// offset counts as an unescaped `+`.
///
/// # Errors
/// Fails for any other text.
pub fn edge(text: &str, zone: Tz, days: u64) -> Result<Instant, Rule> {
    match date(text) {
        Ok(date) => Ok(start_of_day(zone, date + Days::new(days))),
        Err(_) if text.len() <= 10 => Err(Rule::Date),
        Err(_) => instant(&text.replace(' ', "+")),
    }
}

/// A list of short texts, without duplicates.
pub(crate) fn short_texts(fields: &Fields<'_>, name: &str, most: usize, faults: &mut Faults) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (pointer, value) in fields.list(name, most, faults) {
        let Some(entry) = fields::element(value, &pointer, faults) else { continue };
        match text::line(entry, text::MAX_NAME) {
            Ok(entry) if entry.is_empty() || found.contains(&entry) => {}
            Ok(entry) => found.push(entry),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    found
}
