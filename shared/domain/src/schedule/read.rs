//! Parses schedules from seed files and the admin API.

use chrono::{NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{Blackout, DayHours, Exception, Holidays, OwnHoliday, Schedule, Weekly, Window};
use crate::{
    fault::{Faults, Rule},
    fields::{self, Fields},
    holidays::HolidayCalendar,
    parse::date,
    text,
    time::DAY_MINUTES,
    zone::Tz,
};

pub(crate) const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];
const WEEKDAY_NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Entries of one list of a schedule: enough for a window every hour, or two years of exceptions.
const MAX_WINDOWS: usize = 24;
pub(super) const MAX_DATES: usize = 730;
/// Characters of an absence's id, a ULID.
const MAX_ABSENCE: usize = 26;
/// Bytes of a stored schedule: every availability query reads it. Two years of exceptions with three windows each fit.
const MAX_STORED: usize = 100_000;

impl Schedule {
    pub(crate) fn read(timezone: Tz, fields: Option<Fields<'_>>, faults: &mut Faults) -> Self {
        let mut schedule = Self::business_hours(timezone);
        let Some(fields) = fields else { return schedule };
        if let Some(weekly) = fields.object("weekly", faults) {
            schedule.weekly = read_weekly(&weekly, faults);
        }
        schedule.exceptions = read_exceptions(&fields, faults);
        if let Some(holidays) = fields.object("holidays", faults) {
            schedule.holidays = read_holidays(&holidays, faults);
        }
        schedule.blackouts = read_blackouts(&fields, faults);
        check_size(&schedule, &fields, faults);
        schedule
    }
}

/// Checks the stored size: each list is within its limits, but their product may be too large.
pub(super) fn check_size(schedule: &Schedule, fields: &Fields<'_>, faults: &mut Faults) {
    let size = |value: &Result<String, serde_json::Error>| value.as_ref().map_or(0, String::len);
    let stored = size(&serde_json::to_string(schedule));
    if stored <= MAX_STORED {
        return;
    }
    let exceptions = size(&serde_json::to_string(&schedule.exceptions));
    let longest =
        if exceptions > size(&serde_json::to_string(&schedule.blackouts)) { "exceptions" } else { "blackouts" };
    faults.add(fields.pointer(longest), Rule::StoredSize { kilobytes: stored / 1_000, most: MAX_STORED / 1_000 });
}

fn read_weekly(fields: &Fields<'_>, faults: &mut Faults) -> Weekly {
    let mut weekly = Weekly::default();
    for name in fields.names() {
        match WEEKDAYS.iter().find(|(known, _)| *known == name) {
            Some((_, weekday)) => {
                if let Some(day) = fields.object(name, faults) {
                    weekly.set(*weekday, read_hours(&day, faults));
                }
            }
            None => faults.add(fields.pointer(name), Rule::OneOf(&WEEKDAY_NAMES)),
        }
    }
    weekly
}

fn read_hours(fields: &Fields<'_>, faults: &mut Faults) -> DayHours {
    DayHours { windows: read_windows(fields, "windows", faults), breaks: read_windows(fields, "breaks", faults) }
}

fn read_windows(fields: &Fields<'_>, name: &str, faults: &mut Faults) -> Vec<Window> {
    let mut windows = Vec::new();
    for (pointer, value) in fields.list(name, MAX_WINDOWS, faults) {
        let Some(window) = Fields::of(value, pointer.clone(), faults) else { continue };
        let start = window.required("start", faults, wall_minutes);
        let end = window.required("end", faults, wall_minutes);
        match (start, end) {
            (Some(start), Some(end)) if start < end => windows.push(Window { start, end }),
            (Some(_), Some(_)) => {
                faults.add(pointer, Rule::EndAfterStart);
            }
            _ => {}
        }
    }
    windows
}

/// `HH:mm` as minutes after midnight; `24:00` is the end of the day.
pub(crate) fn wall_minutes(text: &str) -> Result<u32, Rule> {
    let parse = || -> Option<u32> {
        let (hours, minutes) = text.split_once(':')?;
        let digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(hours) || !digits(minutes) {
            return None;
        }
        let (hours, minutes) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
        let total = hours * 60 + minutes;
        (minutes < 60 && total <= DAY_MINUTES).then_some(total)
    };
    parse().ok_or(Rule::TimeOfDay)
}

/// Parses one exception: `{date, windows, breaks}`.
pub(super) fn read_exception(entry: &Fields<'_>, faults: &mut Faults) -> Option<Exception> {
    let hours = read_hours(entry, faults);
    let date = entry.required("date", faults, date)?;
    Some(Exception { date, hours })
}

fn read_exceptions(fields: &Fields<'_>, faults: &mut Faults) -> Vec<Exception> {
    let mut exceptions: Vec<Exception> = Vec::new();
    for (pointer, value) in fields.list("exceptions", MAX_DATES, faults) {
        let Some(entry) = Fields::of(value, pointer.clone(), faults) else { continue };
        let Some(exception) = read_exception(&entry, faults) else { continue };
        if exceptions.iter().any(|other| other.date == exception.date) {
            faults.add(pointer, Rule::UniqueDate(exception.date));
        }
        exceptions.push(exception);
    }
    exceptions
}

fn read_holidays(fields: &Fields<'_>, faults: &mut Faults) -> Holidays {
    let calendar =
        fields.parsed("calendar", faults, |code| code.parse::<HolidayCalendar>().map_err(|_| Rule::HolidayCalendar));
    let mut holidays = Holidays { calendar, ..Holidays::default() };
    for (pointer, value) in fields.list("except", MAX_DATES, faults) {
        let Some(text) = fields::element(value, &pointer, faults) else { continue };
        match date(text) {
            Ok(date) => _ = holidays.except.insert(date),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    for (pointer, value) in fields.list("own", 50, faults) {
        let Some(entry) = Fields::of(value, pointer, faults) else { continue };
        holidays.own.extend(read_own_holiday(&entry, faults));
    }
    holidays
}

fn read_own_holiday(entry: &Fields<'_>, faults: &mut Faults) -> Option<OwnHoliday> {
    for name in ["month", "day"] {
        if entry.get(name).is_none() {
            entry.missing(name, faults);
        }
    }
    let name = entry.required("name", faults, |name| text::line(name, text::MAX_NAME));
    let (month, day) = (entry.number("month", 1..=12, faults), entry.number("day", 1..=31, faults));
    let (month, day) = (month?, day?);
    // 2024 is a leap year, so 29 February is valid.
    if NaiveDate::from_ymd_opt(2024, month, day).is_none() {
        faults.add(entry.pointer("day"), Rule::DayOfMonth);
    }
    Some(OwnHoliday { month, day, name: name? })
}

fn read_blackouts(fields: &Fields<'_>, faults: &mut Faults) -> Vec<Blackout> {
    let mut blackouts = Vec::new();
    for (pointer, value) in fields.list("blackouts", MAX_DATES, faults) {
        let Some(entry) = Fields::of(value, pointer.clone(), faults) else { continue };
        let reason = entry.parsed("reason", faults, |reason| text::line(reason, text::MAX_SUBJECT));
        let absence = entry.parsed("absence", faults, |absence| text::line(absence, MAX_ABSENCE));
        match (entry.required("from", faults, date), entry.required("to", faults, date)) {
            (Some(from), Some(to)) if from <= to => blackouts.push(Blackout { from, to, reason, absence }),
            (Some(_), Some(_)) => faults.add(pointer, Rule::FromBeforeTo),
            _ => {}
        }
    }
    blackouts
}

// Stored in the form of seed files: {"start": "09:00", "end": "18:00"}.

#[derive(Serialize, Deserialize)]
struct WindowText {
    start: String,
    end: String,
}

impl Serialize for Window {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        WindowText { start: text(self.start), end: text(self.end) }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Window {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = WindowText::deserialize(deserializer)?;
        let minutes = |text: &str| wall_minutes(text).map_err(D::Error::custom);
        Ok(Self { start: minutes(&text.start)?, end: minutes(&text.end)? })
    }
}
