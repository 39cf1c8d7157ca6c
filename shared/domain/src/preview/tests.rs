use serde_json::{Value, json};

use super::*;
use crate::consultant::parse_working_time;

const NOW: &str = "2026-11-23T08:00:00Z";

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A consultant in Berlin, Monday to Friday from 9 to 18, with these changes.
fn working_time(change: impl FnOnce(&mut Value)) -> WorkingTime {
    let day = json!({"windows": [{"start": "09:00", "end": "18:00"}]});
    let mut document = json!({
        "timezone": "Europe/Berlin", "rules": {},
        "schedule": {"weekly": {"monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day}},
    });
    change(&mut document);
    parse_working_time(document.as_object().unwrap()).unwrap()
}

fn booking(reference: &str, start: &str) -> FutureBooking {
    let slot = Interval::from_start(at(start), 60);
    FutureBooking { reference: Reference::parse(reference).unwrap(), slot, marked: slot }
}

fn previewed(before: &WorkingTime, after: &WorkingTime, bookings: &[FutureBooking]) -> Preview {
    let busy = BusyTimes::new();
    WorkingTimeChange { before, after, busy: &busy, bookings, now: at(NOW) }.preview()
}

#[test]
fn outside_bookings_name_the_first_reason() {
    let before = working_time(|document| {
        document["schedule"]["blackouts"] = json!([{"from": "2026-11-27", "to": "2026-11-27"}]);
    });
    let after = working_time(|document| {
        document["schedule"]["weekly"]["tuesday"]["breaks"] = json!([{"start": "12:00", "end": "13:00"}]);
        document["schedule"]["holidays"] = json!({"own": [{"month": 11, "day": 25, "name": "x"}]});
        document["schedule"]["blackouts"] = json!([{"from": "2026-11-27", "to": "2026-11-27"}]);
        document["rules"] = json!({"acceptingBookings": false, "maximumAdvanceDays": 1, "gridMinutes": 1440});
    });
    let bookings = [
        booking("VLT-20261123-AAAA", "2026-11-27T10:00:00Z"),
        booking("VLT-20261123-CCCC", "2026-11-25T10:00:00Z"),
        booking("VLT-20261123-DDDD", "2026-11-24T10:30:00Z"),
        booking("VLT-20261123-EEEE", "2026-11-26T10:00:00Z"),
    ];
    let outside = previewed(&before, &after, &bookings).outside;
    let found: Vec<_> = outside.iter().map(|it| (it.booking.reference.as_str(), it.reason, it.was_outside)).collect();
    // Other rules than the hours don't put a booking outside.
    let expected = [
        ("VLT-20261123-DDDD", Reason::OutsideHours, false),
        ("VLT-20261123-CCCC", Reason::Holiday, false),
        ("VLT-20261123-AAAA", Reason::Blocked, true),
    ];
    assert_eq!(found, expected);
}

#[test]
fn equal_draft_changes_no_slot() {
    let time = working_time(|_| {});
    let preview = previewed(&time, &time, &[]);
    assert_eq!(preview.days.len(), 14);
    assert!(preview.days.iter().all(|day| day.before == day.after));
    // Today from 11:00 on: two hours' notice.
    let counts: Vec<usize> = preview.days.iter().map(|day| day.after.len()).collect();
    assert_eq!(counts, [14, 18, 18, 18, 18, 0, 0, 18, 18, 18, 18, 18, 0, 0]);
    assert!(preview.warnings.is_empty());
}

#[test]
fn days_are_those_of_the_draft() {
    let before = working_time(|_| {});
    let after = working_time(|document| document["timezone"] = json!("Pacific/Kiritimati"));
    let preview = previewed(&before, &after, &[]);
    // 9:00 on Tuesday there is 20:00 on Monday in Berlin.
    assert_eq!(preview.days[1].after[0].start, at("2026-11-23T19:00:00Z"));
    assert_eq!(preview.days[0].date.to_string(), "2026-11-23");
    assert!(matches!(preview.warnings.as_slice(), [Warning::ZoneChanged { minutes: 540, bookings: 0, .. }]));
}

#[test]
fn window_at_midnight_may_go_on() {
    let time = working_time(|document| {
        document["schedule"]["weekly"] = json!({
            "monday": {"windows": [{"start": "23:30", "end": "24:00"}]},
            "tuesday": {"windows": [{"start": "00:00", "end": "00:30"}, {"start": "12:00", "end": "12:30"}]},
        });
        document["rules"]["durations"] = json!([60]);
    });
    let warnings = previewed(&time, &time, &[]).warnings;
    let short: Vec<_> =
        warnings.iter().filter(|it| it.code() == "window_shorter_than_any_duration").filter_map(Warning::day).collect();
    assert_eq!(short, ["tuesday"]);
}
