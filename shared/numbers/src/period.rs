//! Periods of local dates, and their bookings.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use domain::{
    time::{Instant, Interval, local_date, start_of_day},
    zone::Tz,
};

use crate::{Case, Numbers, Zones};

/// Dates from the first to the last one, in the company's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// The length of a trend's steps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Part {
    #[default]
    Day,
    /// From Monday.
    Week,
    Month,
}

/// The bookings that start in a period, and those that were created in it.
#[derive(Debug, Clone, Default)]
pub struct Cases {
    pub starting: Vec<Case>,
    pub created: Vec<Case>,
}

impl Period {
    pub fn days(&self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    /// The period of the same length before.
    pub fn previous(&self) -> Self {
        let days = TimeDelta::days(self.days());
        Self { from: self.from - days, to: self.to - days }
    }

    /// From the first instant of the first date to that of the date after the last one.
    pub fn interval(&self, zone: Tz) -> Interval {
        Interval { start: start_of_day(zone, self.from), end: start_of_day(zone, self.to + Days::new(1)) }
    }

    fn has(&self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }

    /// The part with a date, cut at the period's ends.
    fn part(&self, part: Part, date: NaiveDate) -> Self {
        let (first, last) = match part {
            Part::Day => (date, date),
            Part::Week => {
                let monday = date - TimeDelta::days(date.weekday().num_days_from_monday().into());
                (monday, monday + Days::new(6))
            }
            Part::Month => {
                let first = date - Days::new(date.day0().into());
                (first, first + Days::new(u64::from(first.num_days_in_month()) - 1))
            }
        };
        Self { from: first.max(self.from), to: last.min(self.to) }
    }

    /// All parts, in order.
    pub fn parts(&self, part: Part) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut date = self.from;
        while date <= self.to {
            let next = self.part(part, date);
            parts.push(next);
            date = next.to + Days::new(1);
        }
        parts
    }
}

impl Cases {
    /// The numbers of a period that lies within the one of these bookings.
    pub fn numbers(&self, zones: &Zones, period: Period) -> Numbers {
        let is_within = |at| period.has(local_date(zones.company, at));
        let starting = self.starting.iter().filter(|case| is_within(case.slot.start));
        let created = self.created.iter().filter(|case| is_within(case.created_at));
        Numbers::of(zones, starting, created)
    }

    /// Meetings of a period that are over, without an outcome.
    pub fn unmarked(&self, zones: &Zones, period: Period, now: Instant) -> u32 {
        let is_within = |case: &&Case| period.has(local_date(zones.company, case.slot.start));
        let unmarked = self.starting.iter().filter(is_within).filter(|case| case.is_unmarked(now));
        u32::try_from(unmarked.count()).unwrap_or(u32::MAX)
    }

    /// The numbers of each part of a period, in order; parts without bookings have none.
    pub fn by_part(&self, zones: &Zones, period: Period, part: Part) -> Vec<(Period, Numbers)> {
        let mut by: BTreeMap<NaiveDate, (Vec<&Case>, Vec<&Case>)> = BTreeMap::new();
        let first = |at| {
            let date = local_date(zones.company, at);
            period.has(date).then(|| period.part(part, date).from)
        };
        for case in &self.starting {
            if let Some(first) = first(case.slot.start) {
                by.entry(first).or_default().0.push(case);
            }
        }
        for case in &self.created {
            if let Some(first) = first(case.created_at) {
                by.entry(first).or_default().1.push(case);
            }
        }
        let numbers = |part: Period| {
            let (starting, created) = by.remove(&part.from).unwrap_or_default();
            (part, Numbers::of(zones, starting, created))
        };
        period.parts(part).into_iter().map(numbers).collect()
    }
}
