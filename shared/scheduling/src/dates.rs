//! The requested dates, and the instants they cover in a zone.

use chrono::{Days, NaiveDate};
use domain::{
    time::{Instant, Interval, local_date, start_of_day},
    zone::Tz,
};

/// Days shown if the query has no end.
const DEFAULT_DAYS: u64 = 14;
/// The most days of one query: two months as a calendar shows them.
pub const MAX_DAYS: u32 = 62;

/// The first and the last requested date; absent: today, and two weeks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dates {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatesError {
    /// The end is before the start.
    Reversed,
    /// More than [`MAX_DAYS`].
    TooMany,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct DateRange {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    /// From the beginning of the first date that isn't past to the end of the last one; empty if all are past.
    pub(crate) interval: Interval,
}

impl Dates {
    /// Checks dates that are both given.
    pub fn check(self) -> Result<(), DatesError> {
        self.from.zip(self.to).map_or(Ok(()), |(from, to)| check(from, to))
    }

    /// The instants of the dates in a zone.
    pub(crate) fn range(self, timezone: Tz, now: Instant) -> Result<DateRange, DatesError> {
        let from = self.from.unwrap_or_else(|| local_date(timezone, now));
        let to = self.to.unwrap_or(from + Days::new(DEFAULT_DAYS - 1));
        check(from, to)?;
        let end = start_of_day(timezone, to + Days::new(1));
        // Dates in the past have no slots, not even unavailable ones.
        let today = start_of_day(timezone, local_date(timezone, now));
        let interval = Interval { start: start_of_day(timezone, from).max(today).min(end), end };
        Ok(DateRange { from, to, interval })
    }

    /// The range to read before the zone is known. Without a zone in the query the consultant's own applies, and a day
    /// more on both sides covers every zone. The dates are validated once the zone is known.
    ///
    /// # Errors
    /// As [`Dates::range`], if the query has a zone.
    pub(crate) fn range_to_read(self, timezone: Option<Tz>, now: Instant) -> Result<Interval, DatesError> {
        if let Some(timezone) = timezone {
            return Ok(self.range(timezone, now)?.interval);
        }
        let (day, today) = (Days::new(1), local_date(Tz::UTC, now));
        let from = self.from.unwrap_or(today - day);
        let default_to = self.from.unwrap_or(today + day) + Days::new(DEFAULT_DAYS - 1);
        let to = self.to.unwrap_or(default_to).clamp(from, from + Days::new(u64::from(MAX_DAYS) + 1));
        Ok(Interval { start: start_of_day(Tz::UTC, from - day), end: start_of_day(Tz::UTC, to + day + day) })
    }
}

fn check(from: NaiveDate, to: NaiveDate) -> Result<(), DatesError> {
    if from > to {
        Err(DatesError::Reversed)
    } else if (to - from).num_days() >= i64::from(MAX_DAYS) {
        Err(DatesError::TooMany)
    } else {
        Ok(())
    }
}
