//! The days of clock changes.

use super::*;

#[test]
fn berlin_spring_gap_has_no_start() {
    let world = World::daily("Europe/Berlin", &[("01:00", "04:00")], 30);
    let offered = |duration| world.available_slots("2026-03-29", 1, duration);
    assert_eq!(offered(30), ["29 01:00+01:00", "29 01:30+01:00", "29 03:00+02:00", "29 03:30+02:00"]);
    // 01:30 to 03:30 by the wall clock is one hour.
    assert_eq!(offered(60), ["29 01:00+01:00", "29 01:30+01:00", "29 03:00+02:00"]);
    assert_eq!(offered(120), ["29 01:00+01:00"]);
    assert_eq!(world.check_slot("2026-03-29T01:30:00+01:00", 60), Ok(()));
}

#[test]
fn berlin_autumn_fold_is_offered_twice() {
    let world = World::daily("Europe/Berlin", &[("01:00", "04:00")], 30);
    let twice = [
        "25 01:00+02:00",
        "25 01:30+02:00",
        "25 02:00+02:00",
        "25 02:30+02:00",
        "25 02:00+01:00",
        "25 02:30+01:00",
        "25 03:00+01:00",
        "25 03:30+01:00",
    ];
    assert_eq!(world.available_slots("2026-10-25", 1, 30), twice);
    assert_eq!(world.available_slots("2026-10-25", 1, 60), twice[..7]);
    assert_eq!(world.available_slots("2026-10-25", 1, 240), twice[..1]);
    // The two passes are booked separately.
    let mut world = world;
    world.book("2026-10-25T02:00:00+02:00", "2026-10-25T02:30:00+02:00");
    assert_eq!(world.check_slot("2026-10-25T02:00:00+02:00", 30), Err(Reason::Booked));
    assert_eq!(world.check_slot("2026-10-25T02:00:00+01:00", 30), Ok(()));
}

#[test]
fn window_edge_moves_past_the_gap() {
    let world = World::daily("Europe/Berlin", &[("02:30", "04:00")], 30);
    assert_eq!(world.available_slots("2026-03-29", 1, 30), ["29 03:00+02:00", "29 03:30+02:00"]);
    let world = World::daily("Europe/Berlin", &[("01:00", "02:30")], 30);
    assert_eq!(world.available_slots("2026-03-29", 1, 60), ["29 01:00+01:00"]);
    assert_eq!(world.available_slots("2026-03-29", 1, 30), ["29 01:00+01:00", "29 01:30+01:00"]);
    let world = World::daily("Europe/Berlin", &[("02:00", "03:00")], 30);
    assert_eq!(world.available_slots("2026-03-29", 1, 30), [""; 0]);
}

#[test]
fn start_in_gap_is_not_listed() {
    let world = World::daily("Europe/Berlin", &[("01:00", "02:45")], 30);
    let range = world.dates("2026-03-29", 1);
    let timeline = world.timeline(range);
    let listed: Vec<_> = timeline.candidate_slots(range, 60).map(|(slot, reason)| (slot.start, reason)).collect();
    let outside = Some(Reason::OutsideHours);
    assert_eq!(listed, [(at("2026-03-29T01:00:00+01:00"), None), (at("2026-03-29T01:30:00+01:00"), outside)]);
}

#[test]
fn window_ending_in_fold_opens_twice() {
    let world = World::daily("Europe/Berlin", &[("01:30", "02:30")], 30);
    let wanted = ["25 01:30+02:00", "25 02:00+02:00", "25 02:00+01:00"];
    assert_eq!(world.available_slots("2026-10-25", 1, 30), wanted);
    assert_eq!(world.available_slots("2026-10-25", 1, 60), wanted[..1]);
    assert_eq!(world.check_slot("2026-10-25T02:00:00+02:00", 60), Err(Reason::OutsideHours));
}

#[test]
fn lord_howe_changes_by_30_minutes() {
    let world = World::daily("Australia/Lord_Howe", &[("01:00", "03:30")], 30);
    let spring = ["04 01:00+10:30", "04 01:30+10:30", "04 02:30+11:00", "04 03:00+11:00"];
    assert_eq!(world.available_slots("2026-10-04", 1, 30), spring);
    let autumn =
        ["05 01:00+11:00", "05 01:30+11:00", "05 01:30+10:30", "05 02:00+10:30", "05 02:30+10:30", "05 03:00+10:30"];
    assert_eq!(world.available_slots("2026-04-05", 1, 30), autumn);
    // On a grid of whole hours, half-past one appears in neither pass.
    let world = World::daily("Australia/Lord_Howe", &[("01:00", "03:00")], 60);
    assert_eq!(world.available_slots("2026-04-05", 1, 60), ["05 01:00+11:00", "05 02:00+10:30"]);
    assert_eq!(world.available_slots("2026-10-04", 1, 60), ["04 01:00+10:30"]);
}

/// Slots offered in the night before a date's noon, where clocks change at midnight.
fn night(zone: &str, noon: &str) -> Vec<String> {
    let world = World::daily(zone, &[("22:00", "24:00"), ("00:00", "02:00")], 60);
    let noon = at(noon);
    world.offered_within(Interval { start: noon - chrono::TimeDelta::days(1), end: noon }, 60)
}

#[test]
fn cairo_and_beirut_change_at_midnight() {
    let spring = ["23 22:00+02:00", "23 23:00+02:00", "24 01:00+03:00"];
    assert_eq!(night("Africa/Cairo", "2026-04-24T12:00:00Z"), spring);
    let autumn = ["29 22:00+03:00", "29 23:00+03:00", "29 23:00+02:00", "30 00:00+02:00", "30 01:00+02:00"];
    assert_eq!(night("Africa/Cairo", "2026-10-30T12:00:00Z"), autumn);
    let spring = ["28 22:00+02:00", "28 23:00+02:00", "29 01:00+03:00"];
    assert_eq!(night("Asia/Beirut", "2026-03-29T12:00:00Z"), spring);
    let autumn = ["24 22:00+03:00", "24 23:00+03:00", "24 23:00+02:00", "25 00:00+02:00", "25 01:00+02:00"];
    assert_eq!(night("Asia/Beirut", "2026-10-25T12:00:00Z"), autumn);
}

#[test]
fn short_and_long_dates_span_midnights() {
    let hours = |zone: &str, date: &str| World::daily(zone, &[], 60).dates(date, 1).minutes() / 60;
    assert_eq!(hours("Africa/Cairo", "2026-04-24"), 23);
    assert_eq!(hours("Africa/Cairo", "2026-10-29"), 25);
    assert_eq!(hours("Europe/Berlin", "2026-03-29"), 23);
    assert_eq!(hours("Europe/Berlin", "2026-10-25"), 25);
    assert_eq!(hours("America/Nuuk", "2026-03-28"), 23, "23:00 to 24:00 is skipped");
}

#[test]
fn meeting_may_span_midnight_clock_change() {
    let world = World::daily("Africa/Cairo", &[("22:00", "24:00"), ("00:00", "02:00")], 30);
    assert_eq!(world.check_slot("2026-04-23T23:30:00+02:00", 60), Ok(()));
    assert_eq!(world.check_slot("2026-04-23T22:00:00+02:00", 180), Ok(()), "22:00 to 02:00 by the wall");
    assert_eq!(world.check_slot("2026-04-23T22:30:00+02:00", 180), Err(Reason::OutsideHours));
    assert_eq!(world.check_slot("2026-10-29T22:00:00+03:00", 300), Ok(()), "22:00 to 02:00 by the wall");
    // The second 23:00 still belongs to the evening's date.
    let mut world = world;
    world.rules.daily_limit = Some(1);
    world.busy.set_live_bookings("2026-10-29".parse().unwrap(), 1);
    assert_eq!(world.check_slot("2026-10-29T23:30:00+02:00", 60), Err(Reason::Limit));
    assert_eq!(world.check_slot("2026-10-30T00:00:00+02:00", 60), Ok(()));
}

#[test]
fn day_begins_at_its_first_minute() {
    let start = |zone: &str, date: &str| crate::time::start_of_day(zone.parse().unwrap(), date.parse().unwrap());
    assert_eq!(start("Europe/Berlin", "2026-03-29"), at("2026-03-29T00:00:00+01:00"));
    assert_eq!(start("Africa/Cairo", "2026-04-24"), at("2026-04-24T01:00:00+03:00"));
    assert_eq!(start("Atlantic/Azores", "2026-10-25"), at("2026-10-25T00:00:00Z"));
    // Samoa skipped 30 December 2011.
    let after = at("2011-12-31T00:00:00+14:00");
    assert_eq!(start("Pacific/Apia", "2011-12-30"), after);
    assert_eq!(start("Pacific/Apia", "2011-12-31"), after);
}
