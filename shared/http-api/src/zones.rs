//! The offsets of zones, for pages in browsers with older data.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime};
use domain::{
    time::{Instant, Interval, offsets},
    zone::Tz,
};
use serde::Serialize;

/// The offsets of zones from UTC, by zone and then by time.
#[derive(Debug, Default, Serialize)]
pub struct ZoneOffsets(Vec<ZoneOffset>);

#[derive(Debug, Serialize)]
struct ZoneOffset {
    zone: Tz,
    from: Instant,
    /// Excluded.
    to: Instant,
    minutes: i32,
}

impl ZoneOffsets {
    /// The offsets from the year before an instant to two years after it, by whole years so that answers of the same
    /// year are equal.
    pub fn around(instant: Instant, zones: impl IntoIterator<Item = Tz>) -> Self {
        let first_of = |year| NaiveDate::from_ymd_opt(year, 1, 1).map(|date| date.and_time(NaiveTime::MIN).and_utc());
        let (start, end) = (first_of(instant.year() - 1), first_of(instant.year() + 3));
        let interval = Interval { start: start.unwrap_or(instant), end: end.unwrap_or(instant) };
        let view = |zone: Tz, (part, offset): (Interval, FixedOffset)| {
            let minutes = offset.local_minus_utc().div_euclid(60);
            ZoneOffset { zone, from: part.start, to: part.end, minutes }
        };
        let views = |zone: Tz| offsets(zone, interval).into_iter().map(move |part| view(zone, part));
        let mut zones: Vec<Tz> = zones.into_iter().collect();
        zones.sort_unstable();
        zones.dedup();
        Self(zones.into_iter().flat_map(views).collect())
    }
}
