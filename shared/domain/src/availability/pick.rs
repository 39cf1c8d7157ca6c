//! Picks a consultant for requests with `any`.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{Datelike, Days, NaiveDate};

use super::BusyTimes;
use crate::{ids::ConsultantId, time::Instant};

/// Returns the seven dates, Monday first, of a date's ISO week (ISO 8601: weeks start on Monday).
pub fn iso_week(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let monday = date - Days::new(u64::from(date.weekday().num_days_from_monday()));
    monday.iter_days().take(7)
}

/// Returns the live bookings of a date's ISO week. A week that wasn't read as a whole counts as full, so that its
/// consultant comes last.
pub fn load_in_week(busy: &BusyTimes, date: NaiveDate) -> u32 {
    let days: Option<Vec<u32>> = iso_week(date).map(|day| busy.live_bookings(day)).collect();
    debug_assert!(days.is_some(), "the week of {date} was not read");
    days.map_or(u32::MAX, |days| days.into_iter().fold(0, u32::saturating_add))
}

/// The order of equally loaded consultants: drawn by client and start, so that clients who want the same time at once
/// begin with different consultants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TieBreak(u64);

impl TieBreak {
    pub fn of(client: &str, start: Instant) -> Self {
        let mut hasher = DefaultHasher::new();
        (client, start).hash(&mut hasher);
        Self(hasher.finish())
    }

    /// Sorts consultants into this order.
    pub fn sort(self, ids: &mut [&ConsultantId]) {
        ids.sort_by_cached_key(|id| self.place(id));
    }

    fn place(self, id: &ConsultantId) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.0, id.as_str()).hash(&mut hasher);
        hasher.finish()
    }
}

/// Sorts available consultants, each with their load, into the order in which they are tried: fewest live bookings in the
/// slot's ISO week first.
pub fn sort_by_load<T>(available: &mut [T], ties: TieBreak, of: impl Fn(&T) -> (u32, ConsultantId)) {
    available.sort_by_cached_key(|one| {
        let (load, id) = of(one);
        (load, ties.place(&id), id)
    });
}
