//! A consultant's schedule: weekly hours with breaks in their own zone, exceptions, holidays, blackouts.

mod absence;
mod apart;
mod day;
mod document;
mod holiday_list;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

pub(crate) use apart::check_apart;
pub use day::{Day, DayState, Hours};
pub use holiday_list::ListedHoliday;
pub(crate) use read::WEEKDAYS;

use crate::{holidays::HolidayCalendar, zone::Tz};

/// A part of a local day, in minutes after midnight; `end` may be 1440.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Window {
    /// The first minute.
    pub start: u32,
    /// The first minute after it.
    pub end: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayHours {
    /// Open time.
    pub windows: Vec<Window>,
    /// Removed from the windows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breaks: Vec<Window>,
}

/// One date with its own hours, which override its weekday and any holiday; no windows: a day off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    pub date: NaiveDate,
    #[serde(flatten)]
    pub hours: DayHours,
}

/// A yearly holiday of the consultant (or company).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnHoliday {
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31; 29 February occurs only in leap years.
    pub day: u32,
    pub name: String,
}

/// The consultant's holidays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holidays {
    /// Public holidays, if a calendar was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<HolidayCalendar>,
    /// Dates of the calendar that are ordinary days for this consultant.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub except: BTreeSet<NaiveDate>,
    /// Own recurring holidays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<OwnHoliday>,
}

/// Dates without any slots, including the first and the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blackout {
    /// The first date.
    pub from: NaiveDate,
    /// The last date.
    pub to: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The id of the team's absence that it belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absence: Option<String>,
}

/// The hours of each weekday; a missing weekday has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekly([DayHours; 7]);

impl Weekly {
    pub fn on(&self, weekday: Weekday) -> &DayHours {
        &self.0[weekday.num_days_from_monday() as usize]
    }

    pub fn set(&mut self, weekday: Weekday, hours: DayHours) {
        self.0[weekday.num_days_from_monday() as usize] = hours;
    }

    /// The product's default: Monday to Friday, 9:00 to 18:00.
    pub fn business_hours() -> Self {
        let mut weekly = Self::default();
        let hours = DayHours { windows: vec![Window { start: 9 * 60, end: 18 * 60 }], breaks: Vec::new() };
        for day in [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri] {
            weekly.set(day, hours.clone());
        }
        weekly
    }
}

/// A consultant's working time, in their own zone. Created only by parsing, so its parts are always valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The zone of all dates and wall times below.
    pub timezone: Tz,
    pub weekly: Weekly,
    /// Dates with their own hours, one entry per date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
    /// The consultant's holidays.
    #[serde(default)]
    pub holidays: Holidays,
    /// Dates without any slots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blackouts: Vec<Blackout>,
}

impl Schedule {
    /// The product's default hours in a zone.
    pub fn business_hours(timezone: Tz) -> Self {
        Self {
            timezone,
            weekly: Weekly::business_hours(),
            exceptions: Vec::new(),
            holidays: Holidays::default(),
            blackouts: Vec::new(),
        }
    }

    fn exception(&self, date: NaiveDate) -> Option<&Exception> {
        self.exceptions.iter().find(|exception| exception.date == date)
    }

    fn own_holiday(&self, date: NaiveDate) -> Option<&OwnHoliday> {
        self.holidays.own.iter().find(|own| own.month == date.month() && own.day == date.day())
    }

    /// Returns `true` for a date with an exception without windows.
    pub(crate) fn is_day_off(&self, date: NaiveDate) -> bool {
        self.exception(date).is_some_and(|exception| exception.hours.windows.is_empty())
    }

    /// The blackout of a date, if there is one.
    pub fn blackout(&self, date: NaiveDate) -> Option<&Blackout> {
        self.blackouts.iter().find(|blackout| (blackout.from..=blackout.to).contains(&date))
    }
}
