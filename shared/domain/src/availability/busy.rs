//! What of a consultant's time is already taken, by five-minute marks.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate};

use crate::time::{Instant, Interval, minutes};

/// Minutes that one mark stands for.
pub const MARK_MINUTES: u32 = 5;
/// Marks in an hour cell.
pub const MARKS: usize = 12;

/// One hour cell's marks as two sets of twelve bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cell {
    /// Owned by a booking or a hold that has not ended.
    booked: u16,
    /// Busy in an outside calendar.
    outside: u16,
}

/// What takes a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conflict {
    /// Another booking (or its buffer), or a hold.
    Booked,
    /// An outside calendar.
    External,
}

/// The marks and day counters of one consultant, as read for a stretch of time. Marks of a booking
/// that is being moved are left out when it is made, so that its own time counts as free.
#[derive(Debug, Clone, Default)]
pub struct BusyTimes {
    /// Hours since 1970 of the first cell kept.
    first_hour: i64,
    cells: Vec<Cell>,
    live_bookings: HashMap<NaiveDate, u32>,
}

/// The hour (UTC, counted from 1970) that an instant lies in.
fn hour_of(instant: Instant) -> i64 {
    instant.timestamp().div_euclid(3600)
}

/// The hour cells and the five-minute marks in each that an interval covers, as `(start of the hour, marks)`.
/// Edges that are not on a mark cover the whole of it.
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
    /// Nothing taken.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes that a booking or hold owns a mark (0 to 11) of the hour that begins at `hour`.
    pub fn book(&mut self, hour: Instant, mark: usize) {
        if let Some(cell) = self.cell_mut(hour) {
            cell.booked |= 1 << mark;
        }
    }

    /// Notes that a mark is busy in an outside calendar.
    pub fn block(&mut self, hour: Instant, mark: usize) {
        if let Some(cell) = self.cell_mut(hour) {
            cell.outside |= 1 << mark;
        }
    }

    /// Notes a whole interval as booked.
    pub fn book_interval(&mut self, interval: Interval) {
        for (hour, marks) in marks_of(interval) {
            for mark in marks {
                self.book(hour, mark);
            }
        }
    }

    /// Sets how many live bookings begin on a local date of the consultant.
    pub fn set_live_bookings(&mut self, date: NaiveDate, bookings: u32) {
        self.live_bookings.insert(date, bookings);
    }

    /// How many live bookings begin on a local date of the consultant.
    pub fn live_bookings(&self, date: NaiveDate) -> u32 {
        self.live_bookings.get(&date).copied().unwrap_or(0)
    }

    /// What of an interval is taken first, if anything is; outside calendars before bookings.
    pub fn conflict(&self, interval: Interval) -> Option<Conflict> {
        if self.any(interval, |cell| cell.outside) {
            return Some(Conflict::External);
        }
        self.any(interval, |cell| cell.booked).then_some(Conflict::Booked)
    }

    /// The stretches of an interval that are taken, ascending, each as long as it is one kind.
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

    /// The cell of an hour, growing the table to it; the table is dense, so that a look-up is an index.
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
