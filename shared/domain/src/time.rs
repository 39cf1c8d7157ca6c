//! Instants, intervals, and the wall clock of a zone.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc};
use serde::{Deserialize, Serialize};

use crate::zone::Tz;

/// A point in time, in UTC.
pub type Instant = DateTime<Utc>;

/// Minutes of a day on the wall clock.
pub const DAY_MINUTES: u32 = 24 * 60;

/// A half-open interval: includes `start`, excludes `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    pub start: Instant,
    pub end: Instant,
}

impl Interval {
    /// Creates an interval of this many elapsed minutes.
    pub fn from_start(start: Instant, minutes: u32) -> Self {
        Self { start, end: start + self::minutes(minutes) }
    }

    /// Returns `true` if the two share any time.
    pub fn overlaps(&self, other: &Interval) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Returns `true` if all of the other is within this.
    pub fn contains(&self, other: &Interval) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns the interval extended by this many minutes before and after.
    pub fn padded(&self, before: u32, after: u32) -> Self {
        Self { start: self.start - minutes(before), end: self.end + minutes(after) }
    }

    /// Its length in whole minutes.
    pub fn minutes(&self) -> u32 {
        u32::try_from((self.end - self.start).num_minutes()).unwrap_or(0)
    }
}

/// A duration of elapsed minutes.
pub fn minutes(minutes: u32) -> TimeDelta {
    TimeDelta::minutes(i64::from(minutes))
}

pub fn hours(hours: u32) -> TimeDelta {
    TimeDelta::hours(i64::from(hours))
}

/// The local date of an instant in a zone.
pub fn local_date(zone: Tz, instant: Instant) -> NaiveDate {
    instant.with_timezone(&zone).date_naive()
}

/// Returns `true` if an instant is a whole multiple of `grid` minutes after local midnight.
pub fn on_grid(zone: Tz, instant: Instant, grid: u32) -> bool {
    let wall = instant.with_timezone(&zone).time();
    wall.nanosecond() == 0 && wall.num_seconds_from_midnight().is_multiple_of(grid * 60)
}

/// A period during which a zone keeps one offset.
#[derive(Debug, Clone, Copy)]
struct Segment {
    interval: Interval,
    /// The offset from UTC.
    offset: TimeDelta,
}

/// One local date and the offsets of its clocks: almost always one, two or more where clocks change.
///
/// Every conversion from wall times to instants goes through here: an instant is open when the wall clock then shows
/// an open time. So a skipped wall time is no instant, a repeated one is two, and a window's edge in a gap is where
/// the gap ends.
#[derive(Debug, Clone)]
pub(crate) struct LocalDay {
    pub(crate) date: NaiveDate,
    first: Segment,
    more: Vec<Segment>,
}

impl LocalDay {
    pub(crate) fn new(zone: Tz, date: NaiveDate) -> Self {
        // Offsets lie between -15 and +15 hours: the local day is somewhere in these 54 hours.
        let from = date.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(15);
        let to = from + TimeDelta::hours(54);
        // No zone has ever changed its clocks back and forth within 18 hours.
        let offsets = [0, 18, 36, 54].map(|hours| offset(zone, from + TimeDelta::hours(hours)));
        let first = Segment { interval: Interval { start: from, end: to }, offset: offsets[0] };
        if offsets.iter().all(|other| *other == first.offset) {
            return Self { date, first, more: Vec::new() };
        }
        let mut segments = segments(zone, from, to).into_iter();
        Self { date, first: segments.next().unwrap_or(first), more: segments.collect() }
    }

    /// Returns every instant at which clocks show `minutes` after midnight: one; none in a gap; two in a fold.
    pub(crate) fn instants(&self, minutes: u32) -> impl Iterator<Item = Instant> {
        let wall = self.date.and_time(NaiveTime::MIN).and_utc() + self::minutes(minutes);
        let segments = std::iter::once(&self.first).chain(&self.more);
        segments.filter_map(move |segment| {
            let instant = wall - segment.offset;
            (segment.interval.start..segment.interval.end).contains(&instant).then_some(instant)
        })
    }

    /// Returns the time during which clocks show `start` to `end` minutes after midnight, in up to one piece per
    /// offset.
    pub(crate) fn intervals(&self, start: u32, end: u32) -> impl Iterator<Item = Interval> {
        let midnight = self.date.and_time(NaiveTime::MIN).and_utc();
        let (start, end) = (midnight + minutes(start), midnight + minutes(end));
        let segments = std::iter::once(&self.first).chain(&self.more);
        segments.filter_map(move |segment| {
            let piece = Interval {
                start: (start - segment.offset).max(segment.interval.start),
                end: (end - segment.offset).min(segment.interval.end),
            };
            (piece.start < piece.end).then_some(piece)
        })
    }
}

fn offset(zone: Tz, instant: Instant) -> TimeDelta {
    TimeDelta::seconds(i64::from(zone.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc()))
}

/// Returns the offsets of a zone in an interval, each with the part of it in which it holds.
pub fn offsets(zone: Tz, interval: Interval) -> Vec<(Interval, FixedOffset)> {
    let fixed = |instant: Instant| zone.offset_from_utc_datetime(&instant.naive_utc()).fix();
    let mut starts = vec![interval.start];
    starts.extend(zone.changes_between(interval.start, interval.end));
    // Some changes are of the abbreviation only.
    starts.dedup_by_key(|start| fixed(*start));
    let ends = starts.iter().skip(1).copied().chain([interval.end]);
    starts.iter().zip(ends).map(|(start, end)| (Interval { start: *start, end }, fixed(*start))).collect()
}

/// Returns the periods of equal offset between two instants; changes are found to the second.
fn segments(zone: Tz, from: Instant, to: Instant) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut start = from;
    let mut hour = from;
    while hour < to {
        let next = hour + TimeDelta::hours(1);
        let before = offset(zone, hour);
        if offset(zone, next) != before {
            let (mut same, mut changed) = (hour, next);
            while changed - same > TimeDelta::seconds(1) {
                let middle = same + TimeDelta::seconds((changed - same).num_seconds() / 2);
                if offset(zone, middle) == before { same = middle } else { changed = middle }
            }
            segments.push(Segment { interval: Interval { start, end: changed }, offset: before });
            start = changed;
        }
        hour = next;
    }
    segments.push(Segment { interval: Interval { start, end: to }, offset: offset(zone, start) });
    segments
}

/// Returns the first instant of a local date at which clocks show `minutes` after midnight or, if they skip that, a
/// later time.
pub fn wall_time(zone: Tz, date: NaiveDate, minutes: u32) -> Instant {
    let day = LocalDay::new(zone, date);
    let first = day.intervals(minutes, DAY_MINUTES).next().map(|interval| interval.start);
    first.unwrap_or_else(|| start_of_day(zone, date))
}

/// Returns the first instant of a local date in a zone (if clocks skip the date, the first one after it).
pub fn start_of_day(zone: Tz, date: NaiveDate) -> Instant {
    let day = LocalDay::new(zone, date);
    let first = day.intervals(0, DAY_MINUTES).next().map(|interval| interval.start);
    first.unwrap_or_else(|| {
        // Samoa skipped 30 December 2011: the date begins and ends where its predecessor ends.
        let after = date.and_time(NaiveTime::MIN).and_utc();
        day.more.iter().map(|segment| segment.interval.start).next().unwrap_or(after)
    })
}
