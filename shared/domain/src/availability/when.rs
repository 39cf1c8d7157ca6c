//! Parts of a day, and named time frames.

use chrono::{Datelike, Days, Timelike};

use crate::{
    fault::Rule,
    time::{Instant, Interval, local_date, start_of_day},
    zone::Tz,
};

/// The hour at which the afternoon begins.
const NOON: u32 = 12;
/// The hour at which the evening begins.
const EVENING: u32 = 17;

/// A part of the day, by the client's wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayPart {
    /// Before 12:00.
    Morning,
    /// From 12:00, before 17:00.
    Afternoon,
    /// From 17:00.
    Evening,
}

impl DayPart {
    /// Parses `morning`, `afternoon` or `evening`; `None` for `any`.
    ///
    /// # Errors
    /// Fails for any other text.
    pub fn parse(text: &str) -> Result<Option<Self>, Rule> {
        match text {
            "morning" => Ok(Some(Self::Morning)),
            "afternoon" => Ok(Some(Self::Afternoon)),
            "evening" => Ok(Some(Self::Evening)),
            "any" => Ok(None),
            _ => Err(Rule::OneOf(&["morning", "afternoon", "evening", "any"])),
        }
    }

    /// Returns the part of the day at an instant in a zone.
    pub fn of(zone: Tz, instant: Instant) -> Self {
        match instant.with_timezone(&zone).hour() {
            hour if hour < NOON => Self::Morning,
            hour if hour < EVENING => Self::Afternoon,
            _ => Self::Evening,
        }
    }
}

/// The client's preferred days. Weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timeframe {
    /// Until midnight.
    Today,
    /// Until Sunday's midnight.
    ThisWeek,
    /// The seven days after that.
    NextWeek,
}

impl Timeframe {
    /// Parses `today`, `this-week` or `next-week`; `None` for `flexible`.
    ///
    /// # Errors
    /// Fails for any other text.
    pub fn parse(text: &str) -> Result<Option<Self>, Rule> {
        match text {
            "today" => Ok(Some(Self::Today)),
            "this-week" => Ok(Some(Self::ThisWeek)),
            "next-week" => Ok(Some(Self::NextWeek)),
            "flexible" => Ok(None),
            _ => Err(Rule::OneOf(&["today", "this-week", "next-week", "flexible"])),
        }
    }

    /// Returns the time frame in the calendar of a zone.
    pub fn range(self, zone: Tz, now: Instant) -> Interval {
        let today = local_date(zone, now);
        let monday = today + Days::new(7 - u64::from(today.weekday().num_days_from_monday()));
        let (from, to) = match self {
            Self::Today => (today, today + Days::new(1)),
            Self::ThisWeek => (today, monday),
            Self::NextWeek => (monday, monday + Days::new(7)),
        };
        Interval { start: start_of_day(zone, from).max(now), end: start_of_day(zone, to) }
    }
}
