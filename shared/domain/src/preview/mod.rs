//! The effects of a changed working time, before it is saved: the slots before and after, the bookings that it would
//! leave outside, and what looks like a mistake.

#[cfg(test)]
mod tests;
mod warnings;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

pub use warnings::{Warning, WarningDay};

use crate::{
    availability::{BusyTimes, Reason, Timeline},
    consultant::WorkingTime,
    ids::Reference,
    time::{Instant, Interval, local_date, start_of_day},
    zone::Tz,
};

/// Days that a preview shows.
pub const PREVIEW_DAYS: u64 = 14;

/// A booking to come, as a consultant's days have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FutureBooking {
    pub reference: Reference,
    pub slot: Interval,
    /// The time that it marks: the meeting and its buffers.
    pub marked: Interval,
}

/// A booking that isn't within working hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideBooking {
    pub booking: FutureBooking,
    pub reason: Reason,
    /// `true` if it was so before the change.
    pub was_outside: bool,
}

/// The slots of one date in the draft's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewDay {
    pub date: NaiveDate,
    pub before: Vec<Interval>,
    pub after: Vec<Interval>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Length of the slots in minutes: the draft's default.
    pub duration: u32,
    pub days: Vec<PreviewDay>,
    pub outside: Vec<OutsideBooking>,
    pub warnings: Vec<Warning>,
}

/// A change of a consultant's working time, with their known future time.
#[derive(Debug, Clone, Copy)]
pub struct WorkingTimeChange<'a> {
    pub before: &'a WorkingTime,
    pub after: &'a WorkingTime,
    /// Covers [`preview_range`].
    pub busy: &'a BusyTimes,
    /// Every booking to come.
    pub bookings: &'a [FutureBooking],
    pub now: Instant,
}

/// The range of starts that a preview shows: from today on in the zone.
pub fn preview_range(zone: Tz, now: Instant) -> Interval {
    let today = local_date(zone, now);
    Interval { start: start_of_day(zone, today), end: start_of_day(zone, today + Days::new(PREVIEW_DAYS)) }
}

impl WorkingTimeChange<'_> {
    pub fn preview(&self) -> Preview {
        let duration = self.after.rules.default_duration();
        let (before, after) = (self.slots(self.before, duration), self.slots(self.after, duration));
        let first = local_date(self.zone(), self.now);
        let day = |date| PreviewDay { date, before: on(&before, date), after: on(&after, date) };
        let days: Vec<PreviewDay> = first.iter_days().take(PREVIEW_DAYS as usize).map(day).collect();
        let warnings = warnings::warnings(self, after.is_empty());
        Preview { duration, days, outside: self.outside(), warnings }
    }

    /// Returns the bookings to come that aren't within the changed working hours, by start.
    pub fn outside(&self) -> Vec<OutsideBooking> {
        let with_reason = self.bookings.iter().filter_map(|booking| {
            let reason = outside_hours(self.after, booking.slot, self.now)?;
            let was_outside = outside_hours(self.before, booking.slot, self.now).is_some();
            Some(OutsideBooking { booking: booking.clone(), reason, was_outside })
        });
        let mut outside: Vec<OutsideBooking> = with_reason.collect();
        outside.sort_by_key(|outside| outside.booking.slot);
        outside
    }

    fn zone(&self) -> Tz {
        self.after.schedule.timezone
    }

    /// The slots of the preview by date.
    fn slots(&self, time: &WorkingTime, duration: u32) -> BTreeMap<NaiveDate, Vec<Interval>> {
        let range = preview_range(self.zone(), self.now);
        let timeline = Timeline::new(&time.schedule, &time.rules, self.busy, self.now, range);
        let mut slots: BTreeMap<NaiveDate, Vec<Interval>> = BTreeMap::new();
        for slot in timeline.available_slots(range, duration) {
            slots.entry(local_date(self.zone(), slot.start)).or_default().push(slot);
        }
        slots
    }
}

/// Returns the reason why a meeting isn't within working hours, by the check that sells.
fn outside_hours(time: &WorkingTime, slot: Interval, now: Instant) -> Option<Reason> {
    let busy = BusyTimes::new();
    Timeline::new(&time.schedule, &time.rules, &busy, now, slot).outside_hours(slot)
}

fn on(slots: &BTreeMap<NaiveDate, Vec<Interval>>, date: NaiveDate) -> Vec<Interval> {
    slots.get(&date).cloned().unwrap_or_default()
}
