//! A second implementation of the rules, minute by minute and as plain as possible. Slow, and not shared with the
//! crate.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta, Timelike};
use domain::{
    availability::Reason,
    holidays::DayKind,
    schedule::{DayHours, Schedule},
    time::{Instant, Interval},
};

use crate::random::World;

/// The reason why a whole date is closed.
#[derive(Clone, Copy, PartialEq)]
enum Closed {
    No,
    Holiday,
    Blocked,
}

/// A date: its closing reason, and its open minutes, now and in an ordinary week.
struct Date {
    closed: Closed,
    open: Vec<bool>,
    weekly: Vec<bool>,
}

pub struct Plain<'a> {
    world: &'a World,
    dates: BTreeMap<NaiveDate, Date>,
}

impl<'a> Plain<'a> {
    pub fn of(world: &'a World) -> Self {
        let zone = world.schedule.timezone;
        let first = world.range.start.with_timezone(&zone).date_naive();
        let dates = first.iter_days().take(6).map(|date| (date, Date::of(&world.schedule, date))).collect();
        Self { world, dates }
    }

    /// Returns the first reason against a meeting, if any.
    pub fn check_slot(&self, start: Instant, duration: u32) -> Option<Reason> {
        let rules = &self.world.rules;
        let minutes = |minutes: u32| TimeDelta::minutes(i64::from(minutes));
        let from = start - minutes(rules.buffer_before_minutes);
        let to = start + minutes(duration) + minutes(rules.buffer_after_minutes);
        let meets = |busy: &[Interval]| busy.iter().any(|busy| busy.start < to && from < busy.end);
        let shut =
            (0..duration).map(|minute| self.at(start + minutes(minute))).find(|(date, minute)| !date.open[*minute]);

        if !rules.accepting_bookings {
            return Some(Reason::NotAccepting);
        }
        if shut.is_some_and(|(date, _)| date.closed == Closed::Holiday) {
            return Some(Reason::Holiday);
        }
        if shut.is_some_and(|(date, _)| date.closed == Closed::Blocked) || meets(&self.world.outside) {
            return Some(Reason::Blocked);
        }
        if shut.is_some() {
            return Some(Reason::OutsideHours);
        }
        if !self.is_on_grid(start) {
            return Some(Reason::OffGrid);
        }
        if start - self.world.now > TimeDelta::hours(24) * i32::try_from(rules.maximum_advance_days).unwrap() {
            return Some(Reason::Horizon);
        }
        if start - self.world.now < TimeDelta::hours(i64::from(rules.minimum_notice_hours)) {
            return Some(Reason::Notice);
        }
        let day = start.with_timezone(&self.world.schedule.timezone).date_naive();
        let in_the_day = self.world.live_bookings.iter().find(|(date, _)| *date == day).map_or(0, |(_, count)| *count);
        if rules.daily_limit.is_some_and(|limit| in_the_day >= limit) {
            return Some(Reason::Limit);
        }
        meets(&self.world.booked).then_some(Reason::Booked)
    }

    /// Returns `true` if a start is listed with its reason: on the grid, in the hours of the week or in the date's
    /// own.
    pub fn is_listed(&self, start: Instant) -> bool {
        let (date, minute) = self.at(start);
        self.is_on_grid(start) && (date.open[minute] || date.weekly[minute])
    }

    fn is_on_grid(&self, start: Instant) -> bool {
        let shown = start.with_timezone(&self.world.schedule.timezone).naive_local();
        (shown.hour() * 60 + shown.minute()).is_multiple_of(self.world.rules.grid_minutes) && shown.second() == 0
    }

    /// Returns the date and minute on the wall clock.
    fn at(&self, instant: Instant) -> (&Date, usize) {
        let shown = instant.with_timezone(&self.world.schedule.timezone).naive_local();
        let minute = usize::try_from(shown.hour() * 60 + shown.minute()).unwrap();
        (&self.dates[&shown.date()], minute)
    }
}

impl Date {
    fn of(schedule: &Schedule, date: NaiveDate) -> Self {
        let holidays = &schedule.holidays;
        let calendar = holidays.calendar.filter(|_| !holidays.except.contains(&date));
        let kind = calendar.map_or(DayKind::Ordinary, |calendar| calendar.day(date));
        let is_public = matches!(kind, DayKind::Holiday { .. });
        let is_own = holidays.own.iter().any(|own| (own.month, own.day) == (date.month(), date.day()));
        let exception = schedule.exceptions.iter().find(|exception| exception.date == date);
        let own_hours = exception.map(|exception| &exception.hours).filter(|hours| !hours.windows.is_empty());
        let is_black = schedule.blackouts.iter().any(|blackout| blackout.from <= date && date <= blackout.to);

        let closed = match own_hours {
            None if is_public || is_own => Closed::Holiday,
            None if exception.is_some() => Closed::Blocked,
            _ if is_black => Closed::Blocked,
            _ => Closed::No,
        };
        let weekly = minutes(schedule.weekly.on(date.weekday()), 0);
        let open = match (closed, own_hours, kind) {
            (Closed::Holiday | Closed::Blocked, ..) => vec![false; 1440],
            (Closed::No, Some(hours), _) => minutes(hours, 0),
            (Closed::No, None, DayKind::Shortened) => minutes(schedule.weekly.on(date.weekday()), 60),
            (Closed::No, None, DayKind::WorksAs { weekday, shortened }) => {
                minutes(schedule.weekly.on(weekday), if shortened { 60 } else { 0 })
            }
            (Closed::No, None, _) => weekly.clone(),
        };
        Self { closed, open, weekly }
    }
}

/// Returns the open minutes of a day; the last group of windows ends this many minutes earlier.
fn minutes(hours: &DayHours, earlier: usize) -> Vec<bool> {
    let mut open = vec![false; 1440];
    for window in &hours.windows {
        open[window.start as usize..window.end as usize].fill(true);
    }
    let end = open.iter().rposition(|open| *open).map_or(0, |last| last + 1);
    for minute in (end.saturating_sub(earlier)..end).rev() {
        if !open[minute] {
            break;
        }
        open[minute] = false;
    }
    for pause in &hours.breaks {
        open[pause.start as usize..pause.end as usize].fill(false);
    }
    open
}
