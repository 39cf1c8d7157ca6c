use chrono::NaiveDate;
use serde_json::{Value, json};

use super::*;
use crate::consultant;

/// A schedule in Berlin, in the form of seed files.
fn schedule(schedule: Value) -> Schedule {
    let consultant = json!({
        "id": "anna", "firstName": "Anna", "lastName": "Schmidt", "email": "anna@example.com",
        "timezone": "Europe/Berlin", "schedule": schedule,
    });
    consultant::parse(&consultant).unwrap().schedule
}

fn hours(windows: &[(&str, &str)], breaks: &[(&str, &str)]) -> Value {
    let list = |pairs: &[(&str, &str)]| -> Value {
        pairs.iter().map(|(start, end)| json!({"start": start, "end": end})).collect()
    };
    json!({"windows": list(windows), "breaks": list(breaks)})
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A date's state and open time, as text.
fn day(schedule: &Schedule, on: &str) -> (DayState, Vec<String>) {
    let day = schedule.day(date(on));
    assert_eq!(day.date(), date(on));
    (day.state, shown(&day.open))
}

fn shown(hours: &Hours) -> Vec<String> {
    let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    hours.windows().iter().map(|window| format!("{}-{}", clock(window.start), clock(window.end))).collect()
}

#[track_caller]
fn assert_open(schedule: &Schedule, on: &str, wanted: &[&str]) {
    let wanted = wanted.iter().map(|window| (*window).to_owned()).collect();
    assert_eq!(day(schedule, on), (DayState::Ordinary, wanted), "{on}");
}

#[track_caller]
fn assert_closed(schedule: &Schedule, on: &str, state: DayState) {
    assert_eq!(day(schedule, on), (state, vec![]), "{on}");
}

/// Monday's open time.
fn monday(windows: &[(&str, &str)], breaks: &[(&str, &str)]) -> Vec<String> {
    let schedule = schedule(json!({"weekly": {"monday": hours(windows, breaks)}}));
    day(&schedule, "2026-11-23").1
}

#[test]
fn windows_are_sorted_and_merged() {
    assert_eq!(monday(&[("14:00", "18:00"), ("09:00", "12:00")], &[]), ["09:00-12:00", "14:00-18:00"]);
    assert_eq!(monday(&[("09:00", "12:00"), ("12:00", "18:00")], &[]), ["09:00-18:00"]);
    assert_eq!(monday(&[("09:00", "18:00"), ("10:00", "11:00"), ("17:00", "20:00")], &[]), ["09:00-20:00"]);
}

#[test]
fn breaks_are_removed_from_windows() {
    let open = [("09:00", "12:00"), ("13:00", "18:00")];
    assert_eq!(monday(&open, &[("10:00", "10:30")]), ["09:00-10:00", "10:30-12:00", "13:00-18:00"]);
    assert_eq!(monday(&open, &[("11:30", "13:30")]), ["09:00-11:30", "13:30-18:00"]);
    assert_eq!(monday(&open, &[("08:00", "09:10"), ("17:50", "24:00")]), ["09:10-12:00", "13:00-17:50"]);
    assert_eq!(monday(&open, &[("09:00", "12:00")]), ["13:00-18:00"]);
    assert_eq!(monday(&open, &[("00:00", "24:00")]), [""; 0]);
    assert_eq!(monday(&open, &[("14:00", "16:00"), ("15:00", "17:00")]), ["09:00-12:00", "13:00-14:00", "17:00-18:00"]);
    assert_eq!(monday(&[], &[("12:00", "13:00")]), [""; 0]);
}

#[test]
fn window_end_is_exclusive() {
    let schedule = schedule(json!({"weekly": {"monday": hours(&[("09:00", "10:00")], &[])}}));
    let open = schedule.day(date("2026-11-23")).open;
    let within: Vec<u32> = (0..1440).filter(|minute| open.contains(*minute)).collect();
    assert_eq!(within, (540..600).collect::<Vec<_>>());
}

#[test]
fn weekly_hours_apply_per_weekday() {
    let schedule = schedule(json!({"weekly": {
        "monday": hours(&[("09:00", "10:00")], &[]), "sunday": hours(&[("20:00", "24:00")], &[]),
    }}));
    assert_open(&schedule, "2026-11-22", &["20:00-24:00"]);
    assert_open(&schedule, "2026-11-23", &["09:00-10:00"]);
    assert_open(&schedule, "2026-11-24", &[]);
}

#[test]
fn exception_overrides_weekday_and_holiday() {
    let schedule = schedule(json!({
        "weekly": {"thursday": hours(&[("09:00", "18:00")], &[("12:00", "13:00")])},
        "exceptions": [
            {"date": "2026-12-24", "windows": [{"start": "10:00", "end": "12:30"}]},
            {"date": "2026-12-25", "windows": [{"start": "08:00", "end": "09:00"}]},
            {"date": "2026-12-17", "windows": []},
            {"date": "2026-12-26", "windows": []},
        ],
        "holidays": {"calendar": "DE-BE"},
    }));
    // The weekday's breaks don't apply to the exception.
    assert_open(&schedule, "2026-12-24", &["10:00-12:30"]);
    assert_open(&schedule, "2026-12-25", &["08:00-09:00"]);
    // Without windows it is a day off; a holiday stays a holiday.
    assert_closed(&schedule, "2026-12-17", DayState::Blocked);
    assert_closed(&schedule, "2026-12-26", DayState::Holiday);
    assert_open(&schedule, "2026-12-31", &["09:00-12:00", "13:00-18:00"]);
    // The weekday's own hours are still available.
    assert_eq!(shown(&schedule.day(date("2026-12-24")).weekly), ["09:00-12:00", "13:00-18:00"]);
}

#[test]
fn blackout_overrides_exceptions_not_holidays() {
    let schedule = schedule(json!({
        "exceptions": [{"date": "2026-12-29", "windows": [{"start": "10:00", "end": "12:00"}]},
                       {"date": "2026-12-25", "windows": [{"start": "10:00", "end": "12:00"}]}],
        "holidays": {"calendar": "DE-BE"},
        "blackouts": [{"from": "2026-12-25", "to": "2027-01-04"}],
    }));
    assert_open(&schedule, "2026-12-24", &["09:00-18:00"]);
    assert_closed(&schedule, "2026-12-26", DayState::Holiday);
    assert_closed(&schedule, "2026-12-28", DayState::Blocked);
    assert_closed(&schedule, "2026-12-29", DayState::Blocked);
    // Its own hours lift the holiday, but the blackout remains.
    assert_closed(&schedule, "2026-12-25", DayState::Blocked);
    assert_closed(&schedule, "2027-01-01", DayState::Holiday);
    assert_closed(&schedule, "2027-01-04", DayState::Blocked);
    assert_open(&schedule, "2027-01-05", &["09:00-18:00"]);
}

#[test]
fn excepted_holiday_is_an_ordinary_day() {
    let schedule = schedule(json!({"holidays": {"calendar": "DE-BE", "except": ["2027-03-08", "2026-07-01"],
                                   "own": [{"month": 7, "day": 1, "name": "Founders' day"}]}}));
    // 8 March is a holiday in Berlin; Epiphany isn't.
    assert_closed(&schedule, "2028-03-08", DayState::Holiday);
    assert_open(&schedule, "2027-03-08", &["09:00-18:00"]);
    assert_open(&schedule, "2027-01-06", &["09:00-18:00"]);
    // `except` applies to the calendar's days, not to own holidays.
    assert_closed(&schedule, "2026-07-01", DayState::Holiday);
    assert_closed(&schedule, "2027-07-01", DayState::Holiday);
    assert_open(&schedule, "2027-07-02", &["09:00-18:00"]);
}

#[test]
fn leap_day_holiday_needs_leap_year() {
    let schedule = schedule(json!({"holidays": {"own": [{"month": 2, "day": 29, "name": "Leap day"}]}}));
    assert_closed(&schedule, "2028-02-29", DayState::Holiday);
    assert_open(&schedule, "2028-02-28", &["09:00-18:00"]);
    assert_open(&schedule, "2027-03-01", &["09:00-18:00"]);
}

#[test]
fn russian_working_saturday_replaces_weekday_hours() {
    // Saturday 20 February 2027 is worked for Monday the 22nd, the eve of Defender of the Fatherland Day.
    let schedule = schedule(json!({
        "weekly": {
            "monday": hours(&[("10:00", "19:00")], &[("13:00", "14:00")]), "friday": hours(&[("09:00", "17:00")], &[]),
            "saturday": hours(&[("06:00", "07:00")], &[]),
        },
        "holidays": {"calendar": "RU"},
    }));
    assert_open(&schedule, "2027-02-20", &["10:00-13:00", "14:00-18:00"]);
    assert_closed(&schedule, "2027-02-22", DayState::Holiday);
    assert_open(&schedule, "2027-02-19", &["09:00-17:00"]);
    assert_open(&schedule, "2027-02-13", &["06:00-07:00"]);
    // An exception's hours apply unchanged.
    let mut with_exception = schedule.clone();
    let own = DayHours { windows: vec![Window { start: 600, end: 720 }], breaks: vec![] };
    with_exception.exceptions.push(Exception { date: date("2027-02-20"), hours: own });
    assert_open(&with_exception, "2027-02-20", &["10:00-12:00"]);
    // Excepted from the calendar, it is a normal Saturday.
    let mut excepted = schedule;
    excepted.holidays.except.insert(date("2027-02-20"));
    assert_open(&excepted, "2027-02-20", &["06:00-07:00"]);
}

/// The open time of Thursday 30 April 2026, the eve of 1 May in Russia.
fn eve(windows: &[(&str, &str)], breaks: &[(&str, &str)]) -> Vec<String> {
    let schedule = schedule(json!({"weekly": {"thursday": hours(windows, breaks)}, "holidays": {"calendar": "RU"}}));
    let usual: Vec<String> = day(&schedule, "2026-04-23").1;
    let (state, open) = day(&schedule, "2026-04-30");
    assert_eq!(state, DayState::Ordinary);
    assert_ne!(open, usual, "the eve is shorter");
    open
}

#[test]
fn russian_eve_ends_one_hour_earlier() {
    assert_eq!(eve(&[("09:00", "18:00")], &[]), ["09:00-17:00"]);
    assert_eq!(eve(&[("14:00", "18:00"), ("09:00", "12:00")], &[]), ["09:00-12:00", "14:00-17:00"]);
    assert_eq!(eve(&[("09:00", "18:00")], &[("12:00", "13:00")]), ["09:00-12:00", "13:00-17:00"]);
    // Touching and overlapping windows are merged first.
    assert_eq!(eve(&[("09:00", "17:30"), ("17:30", "18:00")], &[]), ["09:00-17:00"]);
    assert_eq!(eve(&[("09:00", "18:00"), ("12:00", "18:00")], &[]), ["09:00-17:00"]);
    assert_eq!(eve(&[("09:00", "12:00"), ("17:30", "18:00")], &[]), ["09:00-12:00"]);
    assert_eq!(eve(&[("17:00", "18:00")], &[]), [""; 0]);
    assert_eq!(eve(&[("00:00", "00:30")], &[]), [""; 0]);
}

#[test]
fn schedule_round_trips() {
    let schedule = schedule(json!({
        "weekly": {"monday": hours(&[("00:00", "12:05"), ("13:00", "24:00")], &[("08:00", "09:00")])},
        "exceptions": [{"date": "2026-12-24", "windows": [{"start": "09:00", "end": "12:00"}],
                        "breaks": [{"start": "10:00", "end": "10:15"}]},
                       {"date": "2026-12-30", "windows": []}],
        "holidays": {"calendar": "DE-BE", "except": ["2026-12-26"], "own": [{"month": 2, "day": 29, "name": "29."}]},
        "blackouts": [{"from": "2026-12-27", "to": "2026-12-31", "reason": "vacation"},
                      {"from": "2027-02-01", "to": "2027-02-01"}],
    }));
    for schedule in [schedule, Schedule::business_hours("Asia/Kathmandu".parse().unwrap())] {
        let stored = serde_json::to_string(&schedule).unwrap();
        assert_eq!(serde_json::from_str::<Schedule>(&stored).unwrap(), schedule, "{stored}");
    }
}
