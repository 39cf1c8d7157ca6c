//! Verifies time: every IANA zone, around every change of its clocks from 2024 to 2035, against an independent
//! computation without days, offsets, gaps or folds. It walks from instant to instant in steps of five minutes and
//! reads the wall clock: an instant is open if the clock shows an open minute, and a start is offered if the clock
//! shows a multiple of the grid and all instants of the meeting are open.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails")]

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc, Weekday};
use domain::{
    availability::{BusyTimes, Timeline},
    consultant::BookingRules,
    schedule::{DayHours, Schedule, Window},
    time::{Instant, Interval, start_of_day},
    zone::{Tz, names},
};

const STEP_MINUTES: u32 = 5;

fn step() -> TimeDelta {
    TimeDelta::minutes(i64::from(STEP_MINUTES))
}

fn midnight(year: i32, month: u32, day: u32) -> Instant {
    NaiveDate::from_ymd_opt(year, month, day).unwrap().and_time(NaiveTime::MIN).and_utc()
}

fn wall(zone: Tz, instant: Instant) -> NaiveDateTime {
    instant.with_timezone(&zone).naive_local()
}

/// How far the wall clock is ahead of UTC.
fn ahead(zone: Tz, instant: Instant) -> TimeDelta {
    wall(zone, instant) - instant.naive_utc()
}

/// The changes of a zone's clocks: the last instant (on a whole five minutes) before each, and how far clocks are
/// ahead of UTC before and after it.
fn changes(zone: Tz) -> Vec<(Instant, TimeDelta, TimeDelta)> {
    let mut changes = Vec::new();
    let (mut at, end) = (midnight(2024, 1, 1), midnight(2036, 1, 1));
    let mut before = ahead(zone, at);
    while at < end {
        // Ramadan's clocks, the shortest time between two changes, stay for weeks.
        let next = at + TimeDelta::hours(12);
        let after = ahead(zone, next);
        if after != before {
            let mut last = at;
            while ahead(zone, last + step()) == before {
                last += step();
            }
            changes.push((last, before, after));
        }
        (at, before) = (next, after);
    }
    changes
}

/// The intervals to check, one zone for all that agree on them: around each change its local date, the one before and
/// the one after; an ordinary date of a zone that never changes its clocks.
static STRETCHES: LazyLock<Vec<(Tz, Interval)>> = LazyLock::new(|| {
    let mut kinds: BTreeMap<_, Tz> = BTreeMap::new();
    for name in names() {
        let zone: Tz = name.parse().unwrap();
        let first = ahead(zone, midnight(2024, 1, 1));
        kinds.entry((first, changes(zone))).or_insert(zone);
    }
    assert!(names().count() > 500 && kinds.len() > 60, "{} kinds of zone", kinds.len());
    let mut stretches = Vec::new();
    for ((_, changes), zone) in kinds {
        let ordinary = [(midnight(2026, 3, 29), TimeDelta::zero(), TimeDelta::zero())];
        for (at, ..) in if changes.is_empty() { ordinary.to_vec() } else { changes } {
            // Dates begin at odd hours of UTC; the edges need not be those of dates.
            let around = TimeDelta::hours(42);
            stretches.push((zone, Interval { start: at - around, end: at + around }));
        }
    }
    stretches
});

/// The wall clock at each step of an interval and half a day beyond it.
struct Walls {
    start: Instant,
    shown: Vec<NaiveDateTime>,
}

impl Walls {
    fn of(zone: Tz, stretch: Interval) -> Self {
        let instants = std::iter::successors(Some(stretch.start), |at| Some(*at + step()));
        let instants = instants.take_while(|at| *at < stretch.end + TimeDelta::hours(12));
        Self { start: stretch.start, shown: instants.map(|at| wall(zone, at)).collect() }
    }

    /// The starts within the first `minutes` of the interval at which a meeting can begin.
    fn starts(&self, minutes: u32, hours: &Hours, grid: u32, duration: u32) -> Vec<Instant> {
        let mut starts = Vec::new();
        let mut open_steps = 0;
        for (index, shown) in self.shown.iter().enumerate().rev() {
            let minute = shown.hour() * 60 + shown.minute();
            let windows = hours(shown.weekday());
            let is_open = windows.iter().any(|(start, end)| (*start..*end).contains(&minute));
            open_steps = if is_open { open_steps + 1 } else { 0 };
            let from_start = u32::try_from(index).unwrap() * STEP_MINUTES;
            let long_enough = open_steps * STEP_MINUTES >= duration;
            if from_start < minutes && long_enough && minute.is_multiple_of(grid) && shown.second() == 0 {
                starts.push(self.start + TimeDelta::minutes(i64::from(from_start)));
            }
        }
        starts.reverse();
        starts
    }
}

/// A weekday's windows in minutes after midnight.
type Hours = fn(Weekday) -> &'static [(u32, u32)];

const EVERY_DAY: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

fn schedule(zone: Tz, hours: Hours) -> Schedule {
    let mut schedule = Schedule::business_hours(zone);
    for weekday in EVERY_DAY {
        let windows = hours(weekday).iter().map(|(start, end)| Window { start: *start, end: *end }).collect();
        schedule.weekly.set(weekday, DayHours { windows, breaks: Vec::new() });
    }
    schedule
}

/// Asserts that the offered slots are exactly those that the wall clock allows, around every change of every zone.
fn assert_offered_is_what_the_wall_clock_allows(hours: Hours, grid: u32, durations: [u32; 2]) {
    let rules =
        BookingRules { grid_minutes: grid, minimum_notice_hours: 0, maximum_advance_days: 730, ..Default::default() };
    let busy = BusyTimes::new();
    let mut compared = 0;
    for (index, (zone, stretch)) in STRETCHES.iter().copied().enumerate() {
        // Changes forward and back alternate; each kind gets both durations.
        let duration = durations[index / 2 % 2];
        let schedule = schedule(zone, hours);
        let timeline = Timeline::new(&schedule, &rules, &busy, stretch.start, stretch);
        let offered: Vec<Interval> = timeline.available_slots(stretch, duration).collect();
        assert!(offered.iter().all(|slot| slot.end - slot.start == TimeDelta::minutes(i64::from(duration))));
        let offered: Vec<DateTime<Utc>> = offered.into_iter().map(|slot| slot.start).collect();
        let allowed = Walls::of(zone, stretch).starts(stretch.minutes(), &hours, grid, duration);
        assert_eq!(offered, allowed, "{zone}, {duration} minutes, {stretch:?}");
        compared += offered.len();
    }
    assert!(compared > 1_000, "{compared} starts compared");
}

#[test]
fn around_the_clock() {
    assert_offered_is_what_the_wall_clock_allows(|_| &[(0, 1440)], 30, [60, 480]);
}

#[test]
fn around_the_clock_on_finest_grid() {
    assert_offered_is_what_the_wall_clock_allows(|_| &[(0, 1440)], 5, [5, 25]);
}

#[test]
fn window_edges_in_gaps_and_folds() {
    assert_offered_is_what_the_wall_clock_allows(|_| &[(10, 50), (60, 240)], 15, [15, 60]);
    assert_offered_is_what_the_wall_clock_allows(|_| &[(90, 100), (130, 170), (1_350, 1_430)], 10, [10, 30]);
}

#[test]
fn nights_over_midnight() {
    assert_offered_is_what_the_wall_clock_allows(|_| &[(22 * 60, 1440), (0, 150)], 30, [30, 120]);
}

#[test]
fn nights_of_some_weekdays() {
    let hours: Hours = |weekday| match weekday.num_days_from_monday() % 3 {
        0 => &[(22 * 60, 1440)],
        1 => &[(0, 90), (23 * 60, 1440)],
        _ => &[(30, 200), (23 * 60 + 30, 23 * 60 + 55)],
    };
    assert_offered_is_what_the_wall_clock_allows(hours, 30, [30, 90]);
}

#[test]
fn date_begins_at_first_shown_instant() {
    for (zone, stretch) in STRETCHES.iter().copied() {
        let walls = Walls::of(zone, stretch);
        let mut first: BTreeMap<NaiveDate, Instant> = BTreeMap::new();
        let mut at = walls.start;
        for shown in &walls.shown {
            first.entry(shown.date()).or_insert(at);
            at += step();
        }
        // The interval begins within its first date.
        for (date, start) in first.into_iter().skip(1) {
            assert_eq!(start_of_day(zone, date), start, "{zone} {date}");
        }
    }
}
