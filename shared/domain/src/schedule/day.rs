//! The state of one local date: working hours, a holiday or blocked.

use chrono::{Datelike, NaiveDate};

use super::{DayHours, Schedule, Window};
use crate::{
    holidays::DayKind,
    time::{Interval, LocalDay},
};

/// A day's open time: windows without breaks, in minutes after local midnight, ascending and apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hours(Vec<Window>);

impl Hours {
    pub fn windows(&self) -> &[Window] {
        &self.0
    }

    /// Returns `true` if a minute is open.
    pub fn contains(&self, minute: u32) -> bool {
        self.0.iter().any(|window| (window.start..window.end).contains(&minute))
    }

    /// From the first open minute to the last.
    fn hull(&self) -> Option<Window> {
        Some(Window { start: self.0.first()?.start, end: self.0.last()?.end })
    }

    pub(crate) fn new(hours: &DayHours) -> Self {
        Self::ending_earlier(hours, 0)
    }

    /// Returns the hours with the last window ending this many minutes earlier.
    fn ending_earlier(hours: &DayHours, minutes: u32) -> Self {
        let mut windows: Vec<Window> = Vec::new();
        let mut sorted = hours.windows.clone();
        sorted.sort_unstable();
        for window in sorted {
            match windows.last_mut() {
                Some(last) if window.start <= last.end => last.end = last.end.max(window.end),
                _ => windows.push(window),
            }
        }
        // Touching and overlapping windows are merged by now: the end of work moves.
        if let Some(last) = windows.last_mut() {
            last.end = last.end.saturating_sub(minutes);
        }
        windows.retain(|window| window.start < window.end);
        for pause in &hours.breaks {
            windows = windows.iter().flat_map(|window| without(*window, *pause)).collect();
        }
        Self(windows)
    }
}

/// Returns the rest of a window without a break: nothing, one or two pieces.
fn without(window: Window, pause: Window) -> impl Iterator<Item = Window> {
    let before = Window { start: window.start, end: window.end.min(pause.start) };
    let after = Window { start: window.start.max(pause.end), end: window.end };
    [before, after].into_iter().filter(|piece| piece.start < piece.end)
}

/// The state of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayState {
    /// The date has its normal hours (possibly none).
    Ordinary,
    /// A public or own holiday.
    Holiday,
    /// A blackout, or an exception without windows.
    Blocked,
}

/// One local date of a schedule.
#[derive(Debug, Clone)]
pub struct Day {
    pub(crate) local: LocalDay,
    pub state: DayState,
    /// Open time on this date.
    pub open: Hours,
    /// The weekday's hours as if there were no holidays, exceptions or blackouts.
    pub weekly: Hours,
}

impl Day {
    pub fn date(&self) -> NaiveDate {
        self.local.date
    }

    /// Returns the open time.
    pub fn open_time(&self) -> Vec<Interval> {
        self.times(self.open.windows().iter().copied())
    }

    /// Returns the time between two windows.
    pub fn pauses(&self) -> Vec<Interval> {
        let pauses = self.open.windows().windows(2).map(|pair| Window { start: pair[0].end, end: pair[1].start });
        self.times(pauses)
    }

    fn times(&self, windows: impl Iterator<Item = Window>) -> Vec<Interval> {
        windows.flat_map(|window| self.local.intervals(window.start, window.end)).collect()
    }

    /// The minutes between which a meeting might begin on this date, by its own or its weekday's hours.
    pub(crate) fn candidates(&self) -> Option<Window> {
        match (self.open.hull(), self.weekly.hull()) {
            (Some(open), Some(weekly)) => {
                Some(Window { start: open.start.min(weekly.start), end: open.end.max(weekly.end) })
            }
            (open, weekly) => open.or(weekly),
        }
    }
}

impl Schedule {
    /// Returns a local date with its state and hours.
    pub fn day(&self, date: NaiveDate) -> Day {
        let local = LocalDay::new(self.timezone, date);
        let weekly = Hours::new(self.weekly.on(date.weekday()));
        let exception = self.exception(date);
        let kind = match self.holidays.calendar {
            Some(calendar) if !self.holidays.except.contains(&date) => calendar.day(date),
            _ => DayKind::Ordinary,
        };
        let is_holiday = matches!(kind, DayKind::Holiday { .. }) || self.own_holiday(date).is_some();
        let has_own_hours = exception.is_some_and(|exception| !exception.hours.windows.is_empty());
        let state = if is_holiday && !has_own_hours {
            DayState::Holiday
        } else if self.blackout(date).is_some() || self.is_day_off(date) {
            DayState::Blocked
        } else {
            DayState::Ordinary
        };
        let open = match (state, exception) {
            (DayState::Holiday | DayState::Blocked, _) => Hours::default(),
            (DayState::Ordinary, Some(exception)) => Hours::new(&exception.hours),
            (DayState::Ordinary, None) => self.hours_by_calendar(date, kind),
        };
        Day { local, state, open, weekly }
    }

    /// Returns the hours of a date that is neither off nor an exception: its weekday's, or those of the weekday that
    /// a transferred working day replaces, an hour shorter before a statutory holiday where the calendar has that
    /// rule (RU).
    fn hours_by_calendar(&self, date: NaiveDate, kind: DayKind) -> Hours {
        let (weekday, shortened) = match kind {
            DayKind::Shortened => (date.weekday(), true),
            DayKind::WorksAs { weekday, shortened } => (weekday, shortened),
            DayKind::Ordinary | DayKind::Holiday { .. } => (date.weekday(), false),
        };
        Hours::ending_earlier(self.weekly.on(weekday), if shortened { 60 } else { 0 })
    }
}
