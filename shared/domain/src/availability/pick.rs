//! Picks a consultant for requests with `any`.

use chrono::{Datelike, Days, NaiveDate};

use super::BusyTimes;
use crate::ids::ConsultantId;

/// Returns the seven dates, Monday first, of a date's ISO week (ISO 8601: weeks start on Monday).
pub fn iso_week(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let monday = date - Days::new(u64::from(date.weekday().num_days_from_monday()));
    monday.iter_days().take(7)
}

/// Returns the order of preference of available consultants: fewest live bookings in the slot's ISO week in their own
/// zone first, ties by id.
///
/// Each candidate comes with the slot's local date in the consultant's zone and their counters.
pub fn pick_order<'a>(
    candidates: impl Iterator<Item = (&'a ConsultantId, NaiveDate, &'a BusyTimes)>,
) -> Vec<&'a ConsultantId> {
    let mut ranked: Vec<(u32, &ConsultantId)> =
        candidates.map(|(id, date, busy)| (iso_week(date).map(|day| busy.live_bookings(day)).sum(), id)).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, id)| id).collect()
}
