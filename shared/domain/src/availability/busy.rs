//! A consultant's busy time, in five-minute marks.

use std::{collections::HashMap, ops::RangeInclusive};

use chrono::{DateTime, NaiveDate};

use crate::time::{Instant, Interval, minutes};

/// Minutes per mark.
pub const MARK_MINUTES: u32 = 5;
/// Marks per hour cell.
pub const MARKS: usize = 12;

/// One hour cell's marks as two sets of twelve bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cell {
    /// Owned by a booking or a hold that hasn't ended.
    booked: u16,
    /// Busy in an outside calendar.
    outside: u16,
}

/// The kind of busy time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Another booking (or its buffer), or a hold.
    Booked,
    /// An outside calendar.
    External,
}

/// The time and dates that were read. A question about others has no answer, and must not read as "free" or "none".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    pub time: Interval,
    /// Local dates of the consultant.
    pub dates: RangeInclusive<NaiveDate>,
}

/// The busy time and day counters of one consultant. Excludes a booking that is being moved, so that its own time counts
/// as free.
#[derive(Debug, Clone, Default)]
pub struct BusyTimes {
    /// Absent: all time.
    coverage: Option<Coverage>,
    /// Hours since 1970 of the first stored cell.
    first_hour: i64,
    cells: Vec<Cell>,
    live_bookings: HashMap<NaiveDate, u32>,
    /// Bookings without their buffers.
    meetings: Vec<Interval>,
}

/// The hour (UTC, counted from 1970) of an instant.
fn hour_of(instant: Instant) -> i64 {
    instant.timestamp().div_euclid(3600)
}

/// Returns the hour cells of an interval and the five-minute marks in each, as `(start of the hour, marks)`. Edges
/// between marks cover the whole mark.
pub fn marks_of(interval: Interval) -> impl Iterator<Item = (Instant, Vec<usize>)> {
    let first = interval.start.timestamp().div_euclid(i64::from(MARK_MINUTES) * 60);
    let end = interval.end.timestamp() + i64::from(interval.end.timestamp_subsec_nanos() > 0);
    let after = (end + i64::from(MARK_MINUTES) * 60 - 1).div_euclid(i64::from(MARK_MINUTES) * 60);
    let per_hour = MARKS as i64;
    (first.div_euclid(per_hour)..=(after - 1).div_euclid(per_hour)).filter_map(move |hour| {
        let marks = (0..per_hour).filter(|mark| (first..after).contains(&(hour * per_hour + mark)));
        Some((DateTime::from_timestamp(hour * 3600, 0)?, marks.map(|mark| mark as usize).collect()))
    })
}

impl BusyTimes {
    /// Covers all time; nothing is busy yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Covers the dates read; nothing is busy yet.
    pub fn covering(coverage: Coverage) -> Self {
        Self { coverage: Some(coverage), ..Self::default() }
    }

    /// Adds a booking: the meeting, and the time that it marks (with its buffers).
    pub fn add_meeting(&mut self, meeting: Interval, marked: Interval) {
        self.meetings.push(meeting);
        self.book_interval(marked);
    }

    /// Returns `true` if a meeting is in progress; its buffers don't count.
    pub fn is_in_meeting(&self, now: Instant) -> bool {
        self.meetings.iter().any(|meeting| (meeting.start..meeting.end).contains(&now))
    }

    /// Marks time as booked or held.
    pub fn book_interval(&mut self, interval: Interval) {
        self.mark(interval, |cell, bits| cell.booked |= bits);
    }

    /// Marks time as busy in an outside calendar.
    pub fn block_interval(&mut self, interval: Interval) {
        self.mark(interval, |cell, bits| cell.outside |= bits);
    }

    fn mark(&mut self, interval: Interval, set: impl Fn(&mut Cell, u16)) {
        for (hour, marks) in marks_of(interval) {
            let bits = marks.into_iter().fold(0, |bits, mark| bits | 1 << mark);
            if let Some(cell) = self.cell_mut(hour) {
                set(cell, bits);
            }
        }
    }

    /// Sets the number of live bookings that begin on a local date of the consultant.
    pub fn set_live_bookings(&mut self, date: NaiveDate, bookings: u32) {
        self.live_bookings.insert(date, bookings);
    }

    /// Returns the number of live bookings that begin on a local date of the consultant; `None` for a date that wasn't
    /// read.
    pub fn live_bookings(&self, date: NaiveDate) -> Option<u32> {
        if self.coverage.as_ref().is_some_and(|coverage| !coverage.dates.contains(&date)) {
            return None;
        }
        Some(self.live_bookings.get(&date).copied().unwrap_or(0))
    }

    /// Returns the first conflict in an interval, if any; outside calendars before bookings. Time that wasn't read
    /// counts as booked.
    pub fn conflict(&self, interval: Interval) -> Option<Conflict> {
        let is_read = self.coverage.as_ref().is_none_or(|coverage| coverage.time.contains(&interval));
        debug_assert!(is_read, "{interval:?} is outside of {:?}", self.coverage);
        if !is_read {
            return Some(Conflict::Booked);
        }
        if self.any(interval, |cell| cell.outside) {
            return Some(Conflict::External);
        }
        self.any(interval, |cell| cell.booked).then_some(Conflict::Booked)
    }

    /// Returns the busy parts of an interval, ascending; each part has one kind.
    pub fn conflicts(&self, interval: Interval) -> Vec<(Interval, Conflict)> {
        let mut found: Vec<(Interval, Conflict)> = Vec::new();
        for (hour, marks) in marks_of(interval) {
            for mark in marks {
                let start = hour + minutes(mark as u32 * MARK_MINUTES);
                let five = Interval::from_start(start, MARK_MINUTES);
                let Some(conflict) = self.conflict(five) else { continue };
                match found.last_mut() {
                    Some((last, kind)) if last.end == five.start && *kind == conflict => last.end = five.end,
                    _ => found.push((five, conflict)),
                }
            }
        }
        found
    }

    fn any(&self, interval: Interval, bits: impl Fn(&Cell) -> u16) -> bool {
        let mark_seconds = i64::from(MARK_MINUTES) * 60;
        let first = interval.start.timestamp().div_euclid(mark_seconds);
        let last = (interval.end.timestamp() - 1).div_euclid(mark_seconds);
        let per_hour = MARKS as i64;
        (first.div_euclid(per_hour)..=last.div_euclid(per_hour)).any(|hour| {
            let from = (first - hour * per_hour).clamp(0, per_hour) as u32;
            let to = (last + 1 - hour * per_hour).clamp(0, per_hour) as u32;
            // Bits `from` to `to - 1`.
            let wanted = ((1_u32 << to) - (1_u32 << from)) as u16;
            self.cell(hour).is_some_and(|cell| bits(cell) & wanted != 0)
        })
    }

    fn cell(&self, hour: i64) -> Option<&Cell> {
        self.cells.get(usize::try_from(hour - self.first_hour).ok()?)
    }

    /// Returns the cell of an hour; extends the table to it. The table is dense, so that a look-up is an index.
    fn cell_mut(&mut self, hour: Instant) -> Option<&mut Cell> {
        let hour = hour_of(hour);
        if self.cells.is_empty() {
            self.first_hour = hour;
        }
        if hour < self.first_hour {
            let missing = usize::try_from(self.first_hour - hour).ok()?;
            self.cells.splice(0..0, std::iter::repeat_n(Cell::default(), missing));
            self.first_hour = hour;
        }
        let index = usize::try_from(hour - self.first_hour).ok()?;
        if index >= self.cells.len() {
            self.cells.resize(index + 1, Cell::default());
        }
        self.cells.get_mut(index)
    }
}
