//! Public-holiday calendars by code: `DE-BE`, `CH-ZH`, `RU`, …
//!
//! The dates are tables in `data/`, written by `infra/holidays/generate.py`, which names their sources. This module
//! adds the rules on top of the dates: which weekday a worked weekend day stands for, and which working days end an
//! hour earlier.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::unknown::UNKNOWN;

mod data {
    pub(super) mod at;
    pub(super) mod ch;
    pub(super) mod de;
    pub(super) mod gb;
    pub(super) mod ru;
    pub(super) mod us;
}
#[cfg(test)]
mod tests;

/// A country's holidays as generated. Dates are numbers `yyyymmdd`, ascending.
struct HolidayTable {
    /// First and last year covered.
    years: (i32, i32),
    /// The calendars' codes; a calendar's bit in a mask is its place here.
    codes: &'static [&'static str],
    names: &'static [&'static str],
    transfers: Option<&'static Transfers>,
    /// Date, index of its name, and a mask of the calendars that have it.
    days: &'static [(u32, u8, u32)],
}

/// Working days that a government moves (RU).
struct Transfers {
    /// The last year with a decree.
    decreed_through: i32,
    /// The statutory holidays of every year as numbers `mmdd`, ascending.
    statutory: &'static [u32],
    /// Weekend days that are worked, ascending, each with the weekday of its hours.
    working: &'static [(u32, u32)],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Country {
    De,
    At,
    Ch,
    Ru,
    Gb,
    Us,
}

impl Country {
    const ALL: [Country; 6] = [Country::De, Country::At, Country::Ch, Country::Ru, Country::Gb, Country::Us];

    const fn table(self) -> &'static HolidayTable {
        match self {
            Country::De => &data::de::TABLE,
            Country::At => &data::at::TABLE,
            Country::Ch => &data::ch::TABLE,
            Country::Ru => &data::ru::TABLE,
            Country::Gb => &data::gb::TABLE,
            Country::Us => &data::us::TABLE,
        }
    }
}

/// The public holidays of a country or of one of its regions.
///
/// Parsed from its code, upper case as written here:
/// - `DE` (what all states share) and the 16 states, `DE-BW` to `DE-TH`;
/// - `AT`;
/// - `CH` (what all cantons share) and the 26 cantons, `CH-AG` to `CH-ZH`;
/// - `RU`, with the days that the government moves;
/// - `GB` (what all four nations share), `GB-ENG`, `GB-WLS`, `GB-SCT`, `GB-NIR`, with substitute days;
/// - `US`, the federal holidays with the days on which they are observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HolidayCalendar {
    country: Country,
    code: &'static str,
    /// The calendar's one bit in the masks of its country's table.
    region: u32,
}

/// A calendar's classification of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// No rule applies: the hours are those of the date's weekday.
    Ordinary,
    /// No work, by law or because the day off was moved here.
    Holiday {
        /// The holiday's English name.
        name: &'static str,
    },
    /// A working weekday whose last window ends an hour earlier: the eve of a statutory holiday (RU).
    Shortened,
    /// A weekend day that is worked in place of a weekday that was made a day off (RU).
    WorksAs {
        /// The weekday with the date's hours.
        weekday: Weekday,
        /// `true` if the last window ends an hour earlier, as it would have on the replaced day.
        shortened: bool,
    },
}

/// The text isn't the code of a [`HolidayCalendar`]; the message lists all codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a holiday calendar; supported are {}", Codes)]
pub struct UnknownCalendar;

/// Writes every supported code, separated by commas.
struct Codes;

impl fmt::Display for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, calendar) in HolidayCalendar::all().enumerate() {
            f.write_str(if index == 0 { "" } else { ", " })?;
            f.write_str(calendar.code)?;
        }
        Ok(())
    }
}

impl HolidayCalendar {
    /// A calendar that a later release has written. Any date may be a holiday, so every date is: time that can't be read
    /// counts as taken.
    pub const UNKNOWN: HolidayCalendar = HolidayCalendar { country: Country::De, code: UNKNOWN, region: 0 };

    /// Every calendar, country by country, the nationwide one first.
    pub fn all() -> impl Iterator<Item = HolidayCalendar> {
        Country::ALL.into_iter().flat_map(|country| {
            let codes = country.table().codes.iter().enumerate();
            codes.map(move |(bit, &code)| HolidayCalendar { country, code, region: 1 << bit })
        })
    }

    pub const fn as_str(&self) -> &'static str {
        self.code
    }

    /// The years in the tables; every other date is [`DayKind::Ordinary`].
    pub fn years_covered(&self) -> RangeInclusive<i32> {
        let (first, last) = self.country.table().years;
        first..=last
    }

    /// The last year whose moved days off were decreed when the tables were made (RU). Later years have the statutory
    /// holidays and their eves only.
    pub fn transfers_through(&self) -> Option<i32> {
        self.country.table().transfers.map(|transfers| transfers.decreed_through)
    }

    /// Returns the classification of `date`. Binary searches in static tables; allocates nothing.
    pub fn day(&self, date: NaiveDate) -> DayKind {
        if *self == Self::UNKNOWN {
            return DayKind::Holiday { name: UNKNOWN };
        }
        if !self.years_covered().contains(&date.year()) {
            return DayKind::Ordinary;
        }
        if let Some(name) = self.holiday(date) {
            return DayKind::Holiday { name };
        }
        self.country.table().transfers.map_or(DayKind::Ordinary, |transfers| transfers.working_day(date))
    }

    /// Returns the name of the holiday on `date`, if any.
    fn holiday(&self, date: NaiveDate) -> Option<&'static str> {
        let table = self.country.table();
        let wanted = number(date);
        let from = table.days.partition_point(|&(day, ..)| day < wanted);
        let mut same_day = table.days.iter().skip(from).take_while(|&&(day, ..)| day == wanted);
        let (_, name, _) = same_day.find(|&&(_, _, regions)| regions & self.region != 0)?;
        table.names.get(usize::from(*name)).copied()
    }
}

impl Transfers {
    /// Returns the classification of a date that isn't a holiday.
    fn working_day(&self, date: NaiveDate) -> DayKind {
        if let Some(replaced) = self.replaced_by(date) {
            let shortened = self.is_eve(date) || self.is_eve(replaced);
            return DayKind::WorksAs { weekday: replaced.weekday(), shortened };
        }
        let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
        if !weekend && self.is_eve(date) { DayKind::Shortened } else { DayKind::Ordinary }
    }

    /// Returns the weekday that `date`, a worked weekend day, replaces.
    fn replaced_by(&self, date: NaiveDate) -> Option<NaiveDate> {
        let index = self.working.binary_search_by_key(&number(date), |&(day, _)| day).ok()?;
        let &(_, replaced) = self.working.get(index)?;
        NaiveDate::from_ymd_opt(i32::try_from(replaced / 10_000).ok()?, replaced / 100 % 100, replaced % 100)
    }

    /// Returns `true` if the next day is a statutory holiday, in any year.
    fn is_eve(&self, date: NaiveDate) -> bool {
        date.succ_opt().is_some_and(|next| self.statutory.binary_search(&(number(next) % 10_000)).is_ok())
    }
}

/// `yyyymmdd`; meaningful for years after Christ, which is where the tables are.
fn number(date: NaiveDate) -> u32 {
    date.year().unsigned_abs() * 10_000 + date.month() * 100 + date.day()
}

impl FromStr for HolidayCalendar {
    type Err = UnknownCalendar;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        HolidayCalendar::all().find(|calendar| calendar.code == code).ok_or(UnknownCalendar)
    }
}

impl TryFrom<&str> for HolidayCalendar {
    type Error = UnknownCalendar;

    fn try_from(code: &str) -> Result<Self, Self::Error> {
        code.parse()
    }
}

impl TryFrom<String> for HolidayCalendar {
    type Error = UnknownCalendar;

    fn try_from(code: String) -> Result<Self, Self::Error> {
        code.parse()
    }
}

impl From<HolidayCalendar> for &'static str {
    fn from(calendar: HolidayCalendar) -> Self {
        calendar.code
    }
}

impl fmt::Display for HolidayCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl Serialize for HolidayCalendar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

// By hand: the derived version would require input that lives as long as the `&'static str` inside.
impl<'de> Deserialize<'de> for HolidayCalendar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(String::deserialize(deserializer)?.parse().unwrap_or(Self::UNKNOWN))
    }
}
