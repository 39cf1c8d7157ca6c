//! Parts of a day and named time frames.

use super::*;
use crate::availability::{DayPart, Timeframe};

fn zone(name: &str) -> Tz {
    name.parse().unwrap()
}

#[test]
fn day_parts_follow_the_local_clock() {
    let part = |zone: Tz, text| DayPart::of(zone, at(text));
    assert_eq!(part(Tz::BERLIN, "2026-11-24T10:59:59Z"), DayPart::Morning);
    assert_eq!(part(Tz::BERLIN, "2026-11-24T11:00:00Z"), DayPart::Afternoon);
    assert_eq!(part(Tz::BERLIN, "2026-11-24T15:59:59Z"), DayPart::Afternoon);
    assert_eq!(part(Tz::BERLIN, "2026-11-24T16:00:00Z"), DayPart::Evening);
    assert_eq!(part(zone("Asia/Tokyo"), "2026-11-24T16:00:00Z"), DayPart::Morning, "it is one o'clock there");
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
    assert_eq!(range(Timeframe::Today, Tz::BERLIN, now), (at(now), at("2026-11-24T23:00:00Z")));
    assert_eq!(range(Timeframe::ThisWeek, Tz::BERLIN, now), (at(now), at("2026-11-29T23:00:00Z")));
    let next = (at("2026-11-29T23:00:00Z"), at("2026-12-06T23:00:00Z"));
    assert_eq!(range(Timeframe::NextWeek, Tz::BERLIN, now), next);
    // On a Sunday the week is nearly over; in Tokyo it is already Monday, in Honolulu still Saturday night.
    let sunday = "2026-11-29T15:30:00Z";
    assert_eq!(range(Timeframe::ThisWeek, Tz::BERLIN, sunday), (at(sunday), at("2026-11-29T23:00:00Z")));
    assert_eq!(range(Timeframe::ThisWeek, zone("Asia/Tokyo"), sunday), (at(sunday), at("2026-12-06T15:00:00Z")));
    assert_eq!(range(Timeframe::Today, zone("Pacific/Honolulu"), sunday), (at(sunday), at("2026-11-30T10:00:00Z")));
}

#[test]
fn clock_change_day_has_real_length() {
    let range = Timeframe::Today.range(Tz::BERLIN, at("2026-10-24T22:00:00Z"));
    assert_eq!((range.end - range.start).num_hours(), 25);
}
