//! The sentences of the schedule editor: warnings on a draft, and why a time is or isn't on offer.

use chrono::DateTime;
use domain::{
    availability::StepDetail,
    preview::{Warning, WarningDay},
    schedule::Window,
    time::{Instant, Interval},
    zone::Tz,
};

use crate::{Locale, meeting_type, short_date_time, time::clock};

/// A warning on a draft.
pub fn schedule_warning(warning: &Warning, locale: impl Into<Locale>) -> String {
    let locale = locale.into();
    let (texts, key) = (locale.schedule(), warning.code());
    let text = match warning {
        Warning::WindowShorterThanAnyDuration { day, window, shortest } => texts
            .fill(key, &[("day", &day_name(*day, locale)), ("window", &window_text(*window)), ("minutes", shortest)]),
        Warning::BreakOutsideWindows { day, pause } => {
            texts.fill(key, &[("day", &day_name(*day, locale)), ("window", &window_text(*pause))])
        }
        Warning::EdgeOffGrid { day, window, grid } => {
            texts.fill(key, &[("day", &day_name(*day, locale)), ("window", &window_text(*window)), ("minutes", grid)])
        }
        Warning::BufferEatsDay { buffers, duration } => texts.fill(key, &[("buffers", buffers), ("minutes", duration)]),
        Warning::LimitBelowBooked { day, booked, limit } => {
            texts.fill(key, &[("day", day), ("booked", booked), ("limit", limit)])
        }
        Warning::ZoneChanged { minutes, before: (_, before), after: (_, after), bookings } => texts.fill(
            key,
            &[
                ("time", &minutes_text(*minutes)),
                ("before", &utc(*before)),
                ("after", &utc(*after)),
                ("count", bookings),
            ],
        ),
        Warning::HolidayCalendarEnds { year } => texts.fill(key, &[("year", year)]),
        Warning::NothingOnOfferFor14Days => texts.get(key).into(),
    };
    text.into_owned()
}

/// The facts behind a step of why-not; instants in the consultant's zone.
pub fn step_detail(detail: &StepDetail, zone: Tz, locale: impl Into<Locale>) -> String {
    let locale = locale.into();
    let texts = locale.schedule();
    let separator = locale.common().get("separator");
    let joined = |parts: Vec<String>| parts.join(separator);
    let time = |instant: Instant| short_date_time(instant, zone, locale);
    let text = match detail {
        StepDetail::Durations(durations) => {
            texts.fill("durations", &[("list", &joined(durations.iter().map(u32::to_string).collect()))])
        }
        StepDetail::MeetingTypes(types) => {
            let types = types.iter().map(|kind| meeting_type(*kind, locale).to_owned());
            texts.fill("meeting_types", &[("list", &joined(types.collect()))])
        }
        StepDetail::Accepting(true) => texts.get("accepting").into(),
        StepDetail::Accepting(false) => texts.get("not_accepting").into(),
        StepDetail::Holiday(None) => texts.get("no_holiday").into(),
        StepDetail::Holiday(Some(name)) => texts.fill("holiday", &[("name", name)]),
        StepDetail::NotBlocked => texts.get("not_blocked").into(),
        StepDetail::Blackout(None) => texts.get("blackout").into(),
        StepDetail::Blackout(Some(reason)) => texts.fill("blackout_because", &[("reason", reason)]),
        StepDetail::DayOff(date) => texts.fill("day_off", &[("day", date)]),
        StepDetail::OutsideCalendar => texts.get("outside_calendar").into(),
        StepDetail::Hours { date, windows } if windows.is_empty() => texts.fill("no_hours", &[("day", date)]),
        StepDetail::Hours { date, windows } => {
            let windows = joined(windows.iter().copied().map(window_text).collect());
            texts.fill("hours", &[("day", date), ("list", &windows)])
        }
        StepDetail::Grid(grid) => texts.fill("grid", &[("minutes", grid)]),
        StepDetail::Until(instant) => texts.fill("until", &[("time", &time(*instant))]),
        StepDetail::From(instant) => texts.fill("from", &[("time", &time(*instant))]),
        StepDetail::NoLimit => texts.get("no_limit").into(),
        StepDetail::Limit { booked, limit } => texts.fill("limit", &[("booked", booked), ("limit", limit)]),
        StepDetail::Free => texts.get("free").into(),
        StepDetail::Taken(parts) => {
            let parts = parts.iter().map(|part| clock_times(*part, zone)).collect();
            texts.fill("taken", &[("list", &joined(parts))])
        }
    };
    text.into_owned()
}

fn day_name(day: WarningDay, locale: Locale) -> String {
    match day {
        WarningDay::Date(date) => date.to_string(),
        WarningDay::Weekday(weekday) => locale.times().nth("weekdays", weekday.num_days_from_sunday()).to_owned(),
    }
}

fn window_text(window: Window) -> String {
    format!("{}–{}", minutes_text(window.start), minutes_text(window.end))
}

fn minutes_text(minutes: u32) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

fn clock_times(part: Interval, zone: Tz) -> String {
    let local = |instant: Instant| clock(&instant.with_timezone(&zone));
    format!("{}–{}", local(part.start), local(part.end))
}

fn utc(instant: Instant) -> String {
    format!("{}Z", DateTime::format(&instant, "%H:%M"))
}
