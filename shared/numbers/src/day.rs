//! The numbers of some bookings: those of a day, or of any longer period.

use std::collections::BTreeMap;

use chrono::{Datelike, Timelike};
use domain::{booking::Status, ids::ConsultantId, time::Instant, zone::Tz};

use crate::{Case, Made, Outcomes, Zones};

/// Hours of a week, from Monday 0:00 in the consultant's zone.
pub const HOURS_OF_WEEK: u8 = 168;

/// Meetings that begin in an hour of the week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// Those that take time: all but cancelled ones.
    pub n: u32,
    pub missed: u32,
    /// Attended or missed.
    pub ended: u32,
}

/// A consultant's numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsultantNumbers {
    /// Of the bookings for the period.
    pub outcomes: Outcomes,
    /// Of the bookings made in the period.
    pub made: Made,
    /// By hour of the week in the consultant's zone.
    pub hours: BTreeMap<u8, Cell>,
}

/// The bookings for the period by properties with many values; cells of few are joined when they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Breakdown {
    /// Of the links that led to the page; erased bookings are in none.
    pub campaigns: BTreeMap<String, u32>,
    pub sizes: BTreeMap<String, u32>,
    /// Of the clients' time zones.
    pub countries: BTreeMap<String, u32>,
    pub durations: BTreeMap<String, u32>,
    pub meeting_types: BTreeMap<String, u32>,
}

/// The numbers of some bookings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    pub by: BTreeMap<ConsultantId, ConsultantNumbers>,
    pub breakdown: Breakdown,
}

impl Cell {
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.missed += other.missed;
        self.ended += other.ended;
    }
}

impl ConsultantNumbers {
    fn merge(&mut self, other: &Self) {
        self.outcomes.merge(&other.outcomes);
        self.made.merge(&other.made);
        for (hour, cell) in &other.hours {
            self.hours.entry(*hour).or_default().merge(cell);
        }
    }

    fn add_start(&mut self, case: &Case, zone: Tz) {
        self.outcomes.add(case);
        if case.takes_time() {
            let is_missed = case.status == Status::NoShow;
            let ended = u32::from(is_missed || case.is_attended());
            let cell = Cell { n: 1, missed: u32::from(is_missed), ended };
            self.hours.entry(hour_of_week(zone, case.slot.start)).or_default().merge(&cell);
        }
    }
}

impl Breakdown {
    fn add(&mut self, case: &Case) {
        fn count(counts: &mut BTreeMap<String, u32>, name: &str) {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
        if let Some(campaign) = &case.campaign {
            count(&mut self.campaigns, campaign);
        }
        if let Some(size) = case.facts.company_size {
            count(&mut self.sizes, size.as_str());
        }
        count(&mut self.countries, case.timezone.country().unwrap_or("unknown"));
        count(&mut self.durations, &case.slot.minutes().to_string());
        count(&mut self.meeting_types, case.meeting_type.as_str());
    }
}

impl Numbers {
    /// Computes the numbers of the bookings that start in a period, and of those that were created in it.
    pub fn of<'a>(
        zones: &Zones,
        starting: impl IntoIterator<Item = &'a Case>,
        created: impl IntoIterator<Item = &'a Case>,
    ) -> Self {
        let mut numbers = Self::default();
        for case in starting {
            numbers.at(&case.consultant).add_start(case, zones.of(&case.consultant));
            numbers.breakdown.add(case);
        }
        for case in created {
            numbers.at(&case.consultant).made.add(case);
        }
        numbers
    }

    fn at(&mut self, id: &ConsultantId) -> &mut ConsultantNumbers {
        self.by.entry(id.clone()).or_default()
    }

    /// The sum over all consultants.
    pub fn total(&self) -> ConsultantNumbers {
        let mut total = ConsultantNumbers::default();
        self.by.values().for_each(|numbers| total.merge(numbers));
        total
    }
}

/// The hour of the week of an instant in a zone.
pub fn hour_of_week(zone: Tz, at: Instant) -> u8 {
    let local = at.with_timezone(&zone);
    u8::try_from(local.weekday().num_days_from_monday() * 24 + local.hour()).unwrap_or(0)
}

/// The weekday (from Monday, 0) and the hour of an hour of the week.
pub fn cell_of(hour_of_week: u8) -> (u8, u8) {
    (hour_of_week / 24, hour_of_week % 24)
}
