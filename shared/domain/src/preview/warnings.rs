//! What looks like a mistake in a changed working time. None of it keeps it from being saved.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::WorkingTimeChange;
use crate::{
    schedule::{DayHours, Hours, WEEKDAYS, Window},
    time::{DAY_MINUTES, Instant, local_date, wall_time},
    zone::Tz,
};

/// The day of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningDay {
    Weekday(Weekday),
    Date(NaiveDate),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// No meeting on offer fits into a window.
    WindowShorterThanAnyDuration {
        day: WarningDay,
        window: Window,
        shortest: u32,
    },
    /// A break takes nothing away.
    BreakOutsideWindows {
        day: WarningDay,
        pause: Window,
    },
    /// A window's edge is not on the grid, which only trims it.
    EdgeOffGrid {
        day: WarningDay,
        window: Window,
        grid: u32,
    },
    /// More time goes to buffers than to meetings.
    BufferEatsDay {
        buffers: u32,
        duration: u32,
    },
    /// More meetings are booked on a date than its limit.
    LimitBelowBooked {
        day: NaiveDate,
        booked: u32,
        limit: u32,
    },
    /// The same wall times are other instants; bookings keep theirs.
    ZoneChanged {
        minutes: u32,
        before: (Tz, Instant),
        after: (Tz, Instant),
        bookings: usize,
    },
    /// Holidays beyond this year aren't known, or only the statutory ones.
    HolidayCalendarEnds {
        year: i32,
    },
    NothingOnOfferFor14Days,
}

impl Warning {
    /// The API's name, and the key of its text.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WindowShorterThanAnyDuration { .. } => "window_shorter_than_any_duration",
            Self::BreakOutsideWindows { .. } => "break_outside_windows",
            Self::EdgeOffGrid { .. } => "edge_off_grid",
            Self::BufferEatsDay { .. } => "buffer_eats_day",
            Self::LimitBelowBooked { .. } => "limit_below_booked",
            Self::ZoneChanged { .. } => "zone_changed",
            Self::HolidayCalendarEnds { .. } => "holiday_calendar_ends",
            Self::NothingOnOfferFor14Days => "nothing_on_offer_for_14_days",
        }
    }

    /// The API's name of its day, if it has one: `monday`, or a date.
    pub fn day(&self) -> Option<String> {
        let day = match self {
            Self::WindowShorterThanAnyDuration { day, .. }
            | Self::BreakOutsideWindows { day, .. }
            | Self::EdgeOffGrid { day, .. } => *day,
            Self::LimitBelowBooked { day, .. } => WarningDay::Date(*day),
            _ => return None,
        };
        Some(match day {
            WarningDay::Date(date) => date.to_string(),
            WarningDay::Weekday(weekday) => WEEKDAYS
                .iter()
                .find(|(_, known)| *known == weekday)
                .map_or_else(String::new, |(name, _)| (*name).to_owned()),
        })
    }
}

/// Returns every warning on a change; `is_empty` if no slot is left in the days of the preview.
pub(super) fn warnings(change: &WorkingTimeChange<'_>, is_empty: bool) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let schedule = &change.after.schedule;
    for (_, weekday) in WEEKDAYS {
        warnings.extend(on_day(change, WarningDay::Weekday(weekday), schedule.weekly.on(weekday)));
    }
    let today = local_date(schedule.timezone, change.now);
    for exception in schedule.exceptions.iter().filter(|exception| exception.date >= today) {
        warnings.extend(on_day(change, WarningDay::Date(exception.date), &exception.hours));
    }
    warnings.extend(buffers(change));
    warnings.extend(limit(change));
    warnings.extend(zone(change));
    warnings.extend(holidays(change));
    warnings.extend(is_empty.then_some(Warning::NothingOnOfferFor14Days));
    warnings
}

fn on_day(change: &WorkingTimeChange<'_>, day: WarningDay, hours: &DayHours) -> Vec<Warning> {
    let rules = &change.after.rules;
    let mut warnings = Vec::new();
    let shortest = rules.durations.first().copied().unwrap_or_default();
    for window in Hours::new(hours).windows() {
        // A window at midnight may go on on the next day.
        let is_whole = window.start > 0 && window.end < DAY_MINUTES;
        if is_whole && window.end - window.start < shortest {
            warnings.push(Warning::WindowShorterThanAnyDuration { day, window: *window, shortest });
        }
    }
    for window in &hours.windows {
        let grid = rules.grid_minutes;
        if !window.start.is_multiple_of(grid) || !window.end.is_multiple_of(grid) {
            warnings.push(Warning::EdgeOffGrid { day, window: *window, grid });
        }
    }
    for pause in &hours.breaks {
        if !hours.windows.iter().any(|window| window.start < pause.end && pause.start < window.end) {
            warnings.push(Warning::BreakOutsideWindows { day, pause: *pause });
        }
    }
    warnings
}

fn buffers(change: &WorkingTimeChange<'_>) -> Option<Warning> {
    let rules = &change.after.rules;
    // Between two meetings lie the buffer after the one and the buffer before the other.
    let (buffers, duration) = (rules.buffer_before_minutes + rules.buffer_after_minutes, rules.default_duration());
    (buffers > duration).then_some(Warning::BufferEatsDay { buffers, duration })
}

fn limit(change: &WorkingTimeChange<'_>) -> Vec<Warning> {
    let Some(limit) = change.after.rules.daily_limit else { return Vec::new() };
    let mut booked: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for booking in change.bookings {
        *booked.entry(local_date(change.after.schedule.timezone, booking.slot.start)).or_default() += 1;
    }
    let above = booked.into_iter().filter(|(_, booked)| *booked > limit);
    above.map(|(day, booked)| Warning::LimitBelowBooked { day, booked, limit }).collect()
}

fn zone(change: &WorkingTimeChange<'_>) -> Option<Warning> {
    let (old, new) = (change.before.schedule.timezone, change.after.schedule.timezone);
    if old == new {
        return None;
    }
    let weekly = &change.after.schedule.weekly;
    let first = WEEKDAYS.iter().find_map(|(_, weekday)| weekly.on(*weekday).windows.first());
    let minutes = first.map_or(0, |window| window.start);
    let tomorrow = local_date(new, change.now + TimeDelta::days(1));
    let at = |zone| (zone, wall_time(zone, tomorrow, minutes));
    Some(Warning::ZoneChanged { minutes, before: at(old), after: at(new), bookings: change.bookings.len() })
}

fn holidays(change: &WorkingTimeChange<'_>) -> Option<Warning> {
    let calendar = change.after.schedule.holidays.calendar?;
    let year = calendar.transfers_through().unwrap_or_else(|| *calendar.years_covered().end());
    let horizon = change.now + TimeDelta::days(i64::from(change.after.rules.maximum_advance_days));
    (horizon.year() > year).then_some(Warning::HolidayCalendarEnds { year })
}
