//! One consultant's timeline, and the one check on it.
//!
//! [`Timeline::check_slot`] alone decides whether a meeting can begin at an instant. The slot list, bookings, moves,
//! alternatives and the pick for `any` all go through it.

use std::ops::ControlFlow;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    busy::{BusyTimes, Conflict},
    waive::Broken,
};
use crate::{
    consultant::BookingRules,
    schedule::{Day, DayState, Schedule},
    time::{Instant, Interval, local_date, minutes, on_grid},
};

/// The reason why a slot is unavailable: the first that applies, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The consultant takes no bookings at present.
    NotAccepting,
    /// A public or own holiday.
    Holiday,
    /// A blackout, a day off, or busy in an outside calendar.
    Blocked,
    /// Not (wholly) within working hours.
    OutsideHours,
    /// Doesn't begin on the grid.
    OffGrid,
    /// Too far ahead.
    Horizon,
    /// Too soon.
    Notice,
    /// The day's limit is reached.
    Limit,
    /// Another booking, or a buffer, is in the way.
    Booked,
}

impl Reason {
    /// All, in the order of the checks.
    pub const ALL: [Self; 9] = [
        Self::NotAccepting,
        Self::Holiday,
        Self::Blocked,
        Self::OutsideHours,
        Self::OffGrid,
        Self::Horizon,
        Self::Notice,
        Self::Limit,
        Self::Booked,
    ];

    /// The API's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotAccepting => "not_accepting",
            Self::Holiday => "holiday",
            Self::Blocked => "blocked",
            Self::OutsideHours => "outside_hours",
            Self::OffGrid => "off_grid",
            Self::Horizon => "horizon",
            Self::Notice => "notice",
            Self::Limit => "limit",
            Self::Booked => "booked",
        }
    }
}

/// One consultant's time between two instants.
#[derive(Debug)]
pub struct Timeline<'a> {
    schedule: &'a Schedule,
    rules: &'a BookingRules,
    busy: &'a BusyTimes,
    now: Instant,
    /// The local dates from the one before the range to two after it: meetings may run over midnight.
    days: Vec<Day>,
    /// Open time, ascending; touching windows are merged, over midnight too.
    open: Vec<Interval>,
}

impl<'a> Timeline<'a> {
    /// Builds the timeline for starts within `range`. `busy` must cover it with half a day more on both sides.
    pub fn new(
        schedule: &'a Schedule,
        rules: &'a BookingRules,
        busy: &'a BusyTimes,
        now: Instant,
        range: Interval,
    ) -> Self {
        let first = local_date(schedule.timezone, range.start);
        let last = local_date(schedule.timezone, range.end);
        let first = first.checked_sub_days(Days::new(1)).unwrap_or(first);
        let days: Vec<Day> =
            first.iter_days().take_while(|date| *date <= last + Days::new(2)).map(|date| schedule.day(date)).collect();
        let open = open_intervals(&days);
        Self { schedule, rules, busy, now, days, open }
    }

    /// Checks whether a meeting of `duration` minutes can begin at `start`.
    ///
    /// Doesn't check whether the consultant still offers the duration: a move may keep an old one.
    ///
    /// # Errors
    /// Returns the first reason that applies.
    pub fn check_slot(&self, start: Instant, duration: u32) -> Result<(), Reason> {
        match self.each_broken(start, duration, ControlFlow::Break) {
            ControlFlow::Break(broken) => Err(broken.reason),
            ControlFlow::Continue(()) => Ok(()),
        }
    }

    /// Returns every rule that a meeting of `duration` minutes at `start` would break, in the order of [`Reason`].
    pub fn broken_rules(&self, start: Instant, duration: u32) -> Vec<Broken> {
        let mut broken = Vec::new();
        let _ = self.each_broken(start, duration, |one| {
            broken.push(one);
            ControlFlow::<()>::Continue(())
        });
        broken
    }

    /// Goes through the rules that a meeting would break, until `see` breaks off.
    fn each_broken<B>(
        &self,
        start: Instant,
        duration: u32,
        mut see: impl FnMut(Broken) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        let slot = Interval::from_start(start, duration);
        let with_buffers = self.with_buffers(slot);
        if !self.rules.accepting_bookings {
            see(Broken::rule(Reason::NotAccepting))?;
        }
        let outside = self.outside_hours(slot);
        let conflict = self.busy.conflict(with_buffers);
        if let Some(reason @ (Reason::Holiday | Reason::Blocked)) = outside {
            see(Broken::rule(reason))?;
        }
        if conflict == Some(Conflict::External) {
            see(Broken::overlap(Reason::Blocked))?;
        }
        if outside == Some(Reason::OutsideHours) {
            see(Broken::rule(Reason::OutsideHours))?;
        }
        if !on_grid(self.schedule.timezone, start, self.rules.grid_minutes) {
            see(Broken::rule(Reason::OffGrid))?;
        }
        if start > self.latest_start() {
            see(Broken::rule(Reason::Horizon))?;
        }
        if start < self.earliest_start() {
            see(Broken::rule(Reason::Notice))?;
        }
        let day = local_date(self.schedule.timezone, start);
        let is_full = |limit| self.busy.live_bookings(day).is_none_or(|bookings| bookings >= limit);
        if self.rules.daily_limit.is_some_and(is_full) {
            see(Broken::rule(Reason::Limit))?;
        }
        if conflict == Some(Conflict::Booked) {
            see(Broken::overlap(Reason::Booked))
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Returns the reason why a slot isn't within working hours, if it isn't: of the first date that doesn't cover it.
    pub fn outside_hours(&self, slot: Interval) -> Option<Reason> {
        self.first_uncovered(slot).map(|instant| match self.state_at(instant) {
            DayState::Holiday => Reason::Holiday,
            DayState::Blocked => Reason::Blocked,
            DayState::Ordinary => Reason::OutsideHours,
        })
    }

    /// The first instant at which a meeting may begin, by the notice.
    pub fn earliest_start(&self) -> Instant {
        self.now + minutes(self.rules.minimum_notice_hours * 60)
    }

    /// The last instant at which a meeting may begin, by the horizon.
    pub fn latest_start(&self) -> Instant {
        self.now + minutes(self.rules.maximum_advance_days * 24 * 60)
    }

    /// Returns the time that a booking marks: the meeting and its buffers.
    pub fn with_buffers(&self, slot: Interval) -> Interval {
        slot.padded(self.rules.buffer_before_minutes, self.rules.buffer_after_minutes)
    }

    /// Returns every start within `range` at which a meeting of `duration` minutes can begin, ascending.
    pub fn available_slots(&self, range: Interval, duration: u32) -> impl Iterator<Item = Interval> {
        self.candidates(range)
            .filter(move |start| self.check_slot(*start, duration).is_ok())
            .map(move |start| Interval::from_start(start, duration))
    }

    /// Returns the first slot within `range` whose start fits. What fits is looked at before the rules: it is the quicker
    /// check where hardly any start fits.
    pub fn first_slot(&self, range: Interval, duration: u32, fits: impl Fn(Instant) -> bool) -> Option<Interval> {
        let start = self.candidates(range).find(|start| fits(*start) && self.check_slot(*start, duration).is_ok())?;
        Some(Interval::from_start(start, duration))
    }

    /// Returns every start of the working hours within `range`, ascending, with the reason if it is unavailable: the
    /// hours of the week as if there were no holidays, exceptions or blackouts, and those of exceptions.
    pub fn candidate_slots(&self, range: Interval, duration: u32) -> impl Iterator<Item = (Interval, Option<Reason>)> {
        self.candidates(range)
            .map(move |start| (Interval::from_start(start, duration), self.check_slot(start, duration).err()))
    }

    /// Returns the starts on the grid within each day's own or weekly hours.
    fn candidates(&self, range: Interval) -> impl Iterator<Item = Instant> {
        let grid = self.rules.grid_minutes;
        let mut starts: Vec<Instant> = Vec::new();
        for day in &self.days {
            let Some(hull) = day.candidates() else { continue };
            let minutes = (hull.start.next_multiple_of(grid)..hull.end).step_by(grid as usize);
            let minutes = minutes.filter(|minute| day.open.contains(*minute) || day.weekly.contains(*minute));
            let instants = minutes.flat_map(|minute| day.local.instants(minute));
            starts.extend(instants.filter(|start| (range.start..range.end).contains(start)));
        }
        // A wall time that clocks show twice puts its second instant behind later wall times.
        starts.sort_unstable();
        starts.dedup();
        starts.into_iter()
    }

    /// Returns the first instant of a slot outside working hours.
    fn first_uncovered(&self, slot: Interval) -> Option<Instant> {
        let index = self.open.partition_point(|open| open.end <= slot.start);
        match self.open.get(index) {
            Some(open) if open.start <= slot.start => (open.end < slot.end).then_some(open.end),
            _ => Some(slot.start),
        }
    }

    fn state_at(&self, instant: Instant) -> DayState {
        let date = local_date(self.schedule.timezone, instant);
        self.day(date).map_or(DayState::Ordinary, |day| day.state)
    }

    fn day(&self, date: NaiveDate) -> Option<&Day> {
        let first = self.days.first()?.date();
        self.days.get(usize::try_from((date - first).num_days()).ok()?)
    }
}

/// Returns the open time of all days as instants; touching intervals are merged.
fn open_intervals(days: &[Day]) -> Vec<Interval> {
    let mut pieces: Vec<Interval> = days
        .iter()
        .flat_map(|day| day.open.windows().iter().flat_map(|window| day.local.intervals(window.start, window.end)))
        .collect();
    // If clocks are set back on a day, its pieces come in the order of the wall clock.
    pieces.sort_unstable();
    let mut open: Vec<Interval> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match open.last_mut() {
            Some(last) if piece.start <= last.end => last.end = last.end.max(piece.end),
            _ => open.push(piece),
        }
    }
    open
}
