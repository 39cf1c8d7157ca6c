//! Parts of a day and named time frames.

use chrono_tz::{Asia::Tokyo, Europe::Berlin, Pacific::Honolulu, Tz};

use super::*;
use crate::availability::{DayPart, Timeframe};

#[test]
fn day_parts_follow_the_local_clock() {
    let part = |zone: Tz, text| DayPart::of(zone, at(text));
    assert_eq!(part(Berlin, "2026-11-24T10:59:59Z"), DayPart::Morning);
    assert_eq!(part(Berlin, "2026-11-24T11:00:00Z"), DayPart::Afternoon);
    assert_eq!(part(Berlin, "2026-11-24T15:59:59Z"), DayPart::Afternoon);
    assert_eq!(part(Berlin, "2026-11-24T16:00:00Z"), DayPart::Evening);
    assert_eq!(part(Tokyo, "2026-11-24T16:00:00Z"), DayPart::Morning, "it is one o'clock there");
    assert_eq!(DayPart::parse("any"), Ok(None));
    assert!(DayPart::parse("night").is_err());
}

#[test]
fn weeks_begin_on_monday_from_now() {
    let range = |frame: Timeframe, zone, now| {
        let range = frame.range(zone, at(now));
        (range.start, range.end)
    };
    // Tuesday, 24 November 2026.
    let now = "2026-11-24T10:00:00Z";
    assert_eq!(range(Timeframe::Today, Berlin, now), (at(now), at("2026-11-24T23:00:00Z")));
    assert_eq!(range(Timeframe::ThisWeek, Berlin, now), (at(now), at("2026-11-29T23:00:00Z")));
    let next = (at("2026-11-29T23:00:00Z"), at("2026-12-06T23:00:00Z"));
    assert_eq!(range(Timeframe::NextWeek, Berlin, now), next);
    // On a Sunday the week is nearly over; in Tokyo it is already Monday, in Honolulu still Saturday night.
    let sunday = "2026-11-29T15:30:00Z";
    assert_eq!(range(Timeframe::ThisWeek, Berlin, sunday), (at(sunday), at("2026-11-29T23:00:00Z")));
    assert_eq!(range(Timeframe::ThisWeek, Tokyo, sunday), (at(sunday), at("2026-12-06T15:00:00Z")));
    assert_eq!(range(Timeframe::Today, Honolulu, sunday), (at(sunday), at("2026-11-30T10:00:00Z")));
}

#[test]
fn clock_change_day_has_real_length() {
    let range = Timeframe::Today.range(Berlin, at("2026-10-24T22:00:00Z"));
    assert_eq!((range.end - range.start).num_hours(), 25);
}
