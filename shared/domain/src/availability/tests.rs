mod choice;
mod clocks;
mod when;

use chrono::Days;
use serde_json::{Value, json};

use super::*;
use crate::{
    consultant::{self, BookingRules},
    schedule::Schedule,
    time::{Instant, Interval, local_date, minutes},
    zone::Tz,
};

/// One consultant, their busy time, and the current time.
struct World {
    schedule: Schedule,
    rules: BookingRules,
    busy: BusyTimes,
    now: Instant,
}

impl World {
    /// Monday to Friday 9:00 to 18:00 in Berlin, seen from Friday 20 November 2026, 11:00 there.
    fn new() -> Self {
        Self::of("Europe/Berlin", json!({}), json!({}))
    }

    fn of(zone: &str, schedule: Value, rules: Value) -> Self {
        let consultant = json!({
            "id": "anna", "firstName": "Anna", "lastName": "Schmidt", "email": "anna@example.com",
            "timezone": zone, "schedule": schedule, "rules": rules,
        });
        let consultant = consultant::parse(&consultant).unwrap();
        let (schedule, rules) = (consultant.schedule, consultant.rules);
        Self { schedule, rules, busy: BusyTimes::new(), now: at("2026-11-20T10:00:00Z") }
    }

    /// The same windows on every day of the week, bookable at any time.
    fn daily(zone: &str, windows: &[(&str, &str)], grid: u32) -> Self {
        let windows: Value = windows.iter().map(|(start, end)| json!({"start": start, "end": end})).collect();
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        let weekly: Value = days.iter().map(|day| ((*day).to_owned(), json!({"windows": windows}))).collect();
        let rules = json!({"gridMinutes": grid, "minimumNoticeHours": 0, "maximumAdvanceDays": 730});
        let mut world = Self::of(zone, json!({"weekly": weekly}), rules);
        world.now = at("2026-01-01T00:00:00Z");
        world
    }

    fn zone(&self) -> Tz {
        self.schedule.timezone
    }

    fn check_slot(&self, start: &str, duration: u32) -> Result<(), Reason> {
        let start = at(start);
        self.timeline(Interval::from_start(start, 1)).check_slot(start, duration)
    }

    fn timeline(&self, range: Interval) -> Timeline<'_> {
        Timeline::new(&self.schedule, &self.rules, &self.busy, self.now, range)
    }

    /// This many local dates from `first` on, as a range.
    fn dates(&self, first: &str, days: u64) -> Interval {
        let first = first.parse().unwrap();
        let start = |date| crate::time::start_of_day(self.zone(), date);
        Interval { start: start(first), end: start(first + Days::new(days)) }
    }

    /// The slots on this many dates from `first` on.
    fn available_slots(&self, first: &str, days: u64, duration: u32) -> Vec<String> {
        self.offered_within(self.dates(first, days), duration)
    }

    /// The slots: local day of the month, time and offset.
    fn offered_within(&self, range: Interval, duration: u32) -> Vec<String> {
        let timeline = self.timeline(range);
        let slots: Vec<Interval> = timeline.available_slots(range, duration).collect();
        assert!(slots.iter().all(|slot| slot.end - slot.start == minutes(duration)));
        assert!(slots.is_sorted(), "offers ascend");
        slots.iter().map(|slot| slot.start.with_timezone(&self.zone()).format("%d %H:%M%:z").to_string()).collect()
    }

    /// The wall times of slots on a date without a clock change.
    fn times(&self, date: &str, duration: u32) -> Vec<String> {
        self.available_slots(date, 1, duration).iter().map(|shown| shown[3..8].to_owned()).collect()
    }

    fn book(&mut self, start: &str, end: &str) {
        self.busy.book_interval(between(start, end));
    }

    fn block(&mut self, start: &str, end: &str) {
        self.busy.block_interval(between(start, end));
    }
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn between(start: &str, end: &str) -> Interval {
    Interval { start: at(start), end: at(end) }
}

#[test]
fn first_reason_in_order_wins() {
    let hours = |open: &str| json!({"friday": {"windows": [{"start": open, "end": "18:00"}]}});
    let mut world = World::of(
        "Europe/Berlin",
        json!({"weekly": hours("09:00"), "holidays": {"calendar": "DE-BE"},
               "blackouts": [{"from": "2026-12-25", "to": "2026-12-25"}]}),
        json!({"acceptingBookings": false, "maximumAdvanceDays": 14, "minimumNoticeHours": 8760, "dailyLimit": 1}),
    );
    let date = "2026-12-25".parse().unwrap();
    world.busy.set_live_bookings(date, 1);
    world.book("2026-12-25T08:00:00+01:00", "2026-12-25T08:05:00+01:00");
    let without_external = world.busy.clone();
    world.block("2026-12-25T08:05:00+01:00", "2026-12-25T08:10:00+01:00");
    let judged = |world: &World| world.check_slot("2026-12-25T07:10:00+01:00", 60);

    assert_eq!(judged(&world), Err(Reason::NotAccepting));
    world.rules.accepting_bookings = true;
    assert_eq!(judged(&world), Err(Reason::Holiday));
    world.schedule.holidays.except.insert(date);
    assert_eq!(judged(&world), Err(Reason::Blocked), "blackout");
    world.schedule.blackouts.clear();
    assert_eq!(judged(&world), Err(Reason::Blocked), "outside calendar");
    world.busy = without_external;
    assert_eq!(judged(&world), Err(Reason::OutsideHours));
    world.schedule.weekly = World::of("Europe/Berlin", json!({"weekly": hours("07:00")}), json!({})).schedule.weekly;
    assert_eq!(judged(&world), Err(Reason::OffGrid));
    world.rules.grid_minutes = 10;
    assert_eq!(judged(&world), Err(Reason::Horizon));
    world.rules.maximum_advance_days = 60;
    assert_eq!(judged(&world), Err(Reason::Notice));
    world.rules.minimum_notice_hours = 2;
    assert_eq!(judged(&world), Err(Reason::Limit));
    world.rules.daily_limit = Some(2);
    assert_eq!(judged(&world), Err(Reason::Booked));
    world.busy = BusyTimes::new();
    assert_eq!(judged(&world), Ok(()));
}

#[test]
fn ordinary_day_offers_all_fitting_slots() {
    let world = World::new();
    let times = world.times("2026-11-23", 60);
    assert_eq!((times.len(), times[0].as_str(), times[16].as_str()), (17, "09:00", "17:00"));
    assert_eq!(world.times("2026-11-23", 480), ["09:00", "09:30", "10:00"]);
    assert_eq!(world.times("2026-11-22", 30), [""; 0]);
    assert_eq!(world.check_slot("2026-11-23T16:59:00Z", 30), Err(Reason::OutsideHours));
    assert_eq!(world.check_slot("2026-11-23T16:30:00Z", 30), Ok(()));
    assert_eq!(world.check_slot("2026-11-23T16:30:00Z", 35), Err(Reason::OutsideHours));
    assert_eq!(world.check_slot("2026-11-23T07:59:00Z", 30), Err(Reason::OutsideHours));
}

#[test]
fn breaks_holidays_and_absences_have_reasons() {
    let hours =
        json!({"windows": [{"start": "09:00", "end": "15:00"}], "breaks": [{"start": "12:00", "end": "13:00"}]});
    let world = World::of(
        "Europe/Berlin",
        json!({"weekly": {"monday": hours, "thursday": hours}, "holidays": {"calendar": "DE-BE"},
               "exceptions": [{"date": "2026-11-30", "windows": []}],
               "blackouts": [{"from": "2026-12-06", "to": "2026-12-07"}]}),
        json!({}),
    );
    assert_eq!(world.times("2026-11-23", 60), ["09:00", "09:30", "10:00", "10:30", "11:00", "13:00", "13:30", "14:00"]);
    assert_eq!(world.check_slot("2026-11-23T11:30:00+01:00", 60), Err(Reason::OutsideHours));
    assert_eq!(world.check_slot("2026-11-30T09:00:00+01:00", 60), Err(Reason::Blocked));
    assert_eq!(world.check_slot("2026-12-07T09:00:00+01:00", 60), Err(Reason::Blocked));
    // The date decides at any hour: 25 December is a holiday at three in the morning, too.
    assert_eq!(world.check_slot("2026-12-25T03:00:00+01:00", 60), Err(Reason::Holiday));
    assert_eq!(world.check_slot("2026-12-06T03:00:00+01:00", 60), Err(Reason::Blocked));
}

#[test]
fn outside_calendar_blocks_and_booking_books() {
    let mut world = World::new();
    world.block("2026-11-23T10:00:00Z", "2026-11-23T11:00:00Z");
    world.book("2026-11-23T12:00:00Z", "2026-11-23T13:00:00Z");
    assert_eq!(world.check_slot("2026-11-23T09:30:00Z", 60), Err(Reason::Blocked));
    assert_eq!(world.check_slot("2026-11-23T11:30:00Z", 60), Err(Reason::Booked));
    assert_eq!(world.check_slot("2026-11-23T09:30:00Z", 30), Ok(()));
    assert_eq!(world.check_slot("2026-11-23T11:00:00Z", 60), Ok(()));
    assert_eq!(world.check_slot("2026-11-23T13:00:00Z", 60), Ok(()));
    // Outside working hours the outside calendar is still the first reason.
    world.block("2026-11-23T20:00:00Z", "2026-11-23T21:00:00Z");
    assert_eq!(world.check_slot("2026-11-23T20:30:00Z", 30), Err(Reason::Blocked));
}

#[test]
fn adjacent_buffers_add_up() {
    let mut world = World::new();
    world.rules.grid_minutes = 5;
    (world.rules.buffer_before_minutes, world.rules.buffer_after_minutes) = (15, 30);
    let slot = between("2026-11-23T11:00:00Z", "2026-11-23T12:00:00Z");
    let marked = world.timeline(slot).with_buffers(slot);
    assert_eq!(marked, between("2026-11-23T10:45:00Z", "2026-11-23T12:30:00Z"));
    world.busy.book_interval(marked);
    assert_eq!(world.check_slot("2026-11-23T12:40:00Z", 30), Err(Reason::Booked));
    assert_eq!(world.check_slot("2026-11-23T12:45:00Z", 30), Ok(()));
    assert_eq!(world.check_slot("2026-11-23T09:50:00Z", 30), Err(Reason::Booked));
    assert_eq!(world.check_slot("2026-11-23T09:45:00Z", 30), Ok(()));
}

#[test]
fn buffers_may_lie_outside_working_hours() {
    let hours =
        json!({"windows": [{"start": "09:00", "end": "14:00"}], "breaks": [{"start": "11:00", "end": "12:00"}]});
    let rules = json!({"bufferBeforeMinutes": 120, "bufferAfterMinutes": 120, "gridMinutes": 60});
    let world = World::of("Europe/Berlin", json!({"weekly": {"monday": hours}}), rules);
    assert_eq!(world.times("2026-11-23", 60), ["09:00", "10:00", "12:00", "13:00"]);
    assert_eq!(world.times("2026-11-23", 120), ["09:00", "12:00"]);
    // Buffers collide with marks there as well.
    let mut world = world;
    world.book("2026-11-23T15:55:00+01:00", "2026-11-23T16:00:00+01:00");
    assert_eq!(world.check_slot("2026-11-23T13:00:00+01:00", 60), Err(Reason::Booked));
    assert_eq!(world.check_slot("2026-11-23T12:00:00+01:00", 60), Ok(()));
}

#[test]
fn daily_limit_uses_consultants_local_date() {
    let mut world = World::daily("Asia/Tokyo", &[("00:00", "24:00")], 30);
    world.rules.daily_limit = Some(2);
    world.busy.set_live_bookings("2026-11-24".parse().unwrap(), 2);
    world.busy.set_live_bookings("2026-11-23".parse().unwrap(), 1);
    // Tokyo's 24 November begins at 15:00 UTC on the 23rd.
    assert_eq!(world.check_slot("2026-11-23T14:30:00Z", 60), Ok(()), "begins on the 23rd, ends on the 24th");
    assert_eq!(world.check_slot("2026-11-23T15:00:00Z", 60), Err(Reason::Limit));
    assert_eq!(world.check_slot("2026-11-24T14:30:00Z", 60), Err(Reason::Limit));
    assert_eq!(world.check_slot("2026-11-24T15:00:00Z", 60), Ok(()));
    world.busy.set_live_bookings("2026-11-24".parse().unwrap(), 3);
    assert_eq!(world.check_slot("2026-11-23T15:00:00Z", 60), Err(Reason::Limit), "a limit lowered later");
}

#[test]
fn notice_and_horizon_edges_are_inclusive() {
    let mut world = World::daily("Europe/Berlin", &[("00:00", "24:00")], 5);
    world.rules.minimum_notice_hours = 3;
    world.rules.maximum_advance_days = 2;
    // Over the night in which Berlin's clocks go forward: elapsed hours count, not wall-clock hours.
    world.now = at("2026-03-28T23:10:00Z");
    assert_eq!(world.check_slot("2026-03-29T02:05:00Z", 30), Err(Reason::Notice));
    assert_eq!(world.check_slot("2026-03-29T02:10:00Z", 30), Ok(()));
    assert_eq!(world.check_slot("2026-03-30T23:10:00Z", 30), Ok(()));
    assert_eq!(world.check_slot("2026-03-30T23:15:00Z", 30), Err(Reason::Horizon));
    world.now += chrono::TimeDelta::seconds(1);
    assert_eq!(world.check_slot("2026-03-29T02:10:00Z", 30), Err(Reason::Notice));
    assert_eq!(world.check_slot("2026-03-30T23:15:00Z", 30), Err(Reason::Horizon));
}

#[test]
fn past_is_never_offered() {
    let mut world = World::daily("UTC", &[("00:00", "24:00")], 5);
    world.now = at("2026-11-20T10:00:00Z");
    assert_eq!(world.check_slot("2026-11-20T09:55:00Z", 30), Err(Reason::Notice));
    assert_eq!(world.check_slot("2026-11-20T10:00:00Z", 30), Ok(()));
}

#[test]
fn grid_counts_from_local_midnight() {
    let world = World::daily("Europe/Berlin", &[("09:10", "11:50")], 30);
    assert_eq!(world.times("2026-11-23", 30), ["09:30", "10:00", "10:30", "11:00"]);
    assert_eq!(world.times("2026-11-23", 120), ["09:30"]);
    assert_eq!(world.check_slot("2026-11-23T09:10:00+01:00", 30), Err(Reason::OffGrid));
    assert_eq!(world.check_slot("2026-11-23T09:30:01+01:00", 30), Err(Reason::OffGrid));
    assert_eq!(world.check_slot("2026-11-23T09:30:00.5+01:00", 30), Err(Reason::OffGrid));
    let world = World::daily("Europe/Berlin", &[("00:05", "24:00")], 720);
    assert_eq!(world.times("2026-11-23", 30), ["12:00"]);
}

#[test]
fn grid_follows_fractional_utc_offsets() {
    let world = World::daily("Asia/Kathmandu", &[("09:00", "11:00")], 60);
    assert_eq!(world.available_slots("2026-11-23", 1, 60), ["23 09:00+05:45", "23 10:00+05:45"]);
    assert_eq!(world.check_slot("2026-11-23T03:15:00Z", 60), Ok(()));
    assert_eq!(world.check_slot("2026-11-23T04:00:00Z", 60), Err(Reason::OffGrid));
    let world = World::daily("Australia/Eucla", &[("09:00", "11:00")], 60);
    assert_eq!(world.available_slots("2026-11-23", 1, 60), ["23 09:00+08:45", "23 10:00+08:45"]);
}

#[test]
fn windows_merge_over_midnight() {
    let open = |start: &str, end: &str| json!({"windows": [{"start": start, "end": end}]});
    let weekly = json!({"monday": open("22:00", "24:00"), "tuesday": open("00:00", "01:30")});
    let mut world = World::of("Europe/Berlin", json!({"weekly": weekly}), json!({}));
    let wanted = ["23 22:00+01:00", "23 22:30+01:00", "23 23:00+01:00", "23 23:30+01:00", "24 00:00+01:00"];
    assert_eq!(world.available_slots("2026-11-23", 2, 90), wanted, "a slot belongs to the date it begins on");
    assert_eq!(world.available_slots("2026-11-24", 1, 90), wanted[4..]);
    assert_eq!(world.available_slots("2026-11-23", 1, 240), [""; 0]);
    // If the second day is off, its reason is returned.
    world.schedule.blackouts.push(crate::schedule::Blackout {
        from: "2026-11-24".parse().unwrap(),
        to: "2026-11-24".parse().unwrap(),
        absence: None,
        reason: None,
    });
    assert_eq!(world.check_slot("2026-11-23T23:30:00+01:00", 60), Err(Reason::Blocked));
    assert_eq!(world.available_slots("2026-11-23", 2, 60), ["23 22:00+01:00", "23 22:30+01:00", "23 23:00+01:00"]);
}

#[test]
fn range_may_begin_inside_a_slot() {
    let world = World::daily("Asia/Tokyo", &[("00:00", "24:00")], 30);
    let range = between("2026-11-23T14:59:00Z", "2026-11-23T15:31:00Z");
    let starts: Vec<Instant> = world.timeline(range).available_slots(range, 480).map(|slot| slot.start).collect();
    assert_eq!(starts, [at("2026-11-23T15:00:00Z"), at("2026-11-23T15:30:00Z")]);
    let empty = between("2026-11-23T15:00:00Z", "2026-11-23T15:00:00Z");
    assert_eq!(world.timeline(empty).available_slots(empty, 30).count(), 0);
}

#[test]
fn candidates_include_days_off_and_exceptions() {
    let hours =
        json!({"windows": [{"start": "09:00", "end": "11:00"}], "breaks": [{"start": "10:00", "end": "10:30"}]});
    let mut world = World::of(
        "Europe/Berlin",
        json!({"weekly": {"friday": hours}, "holidays": {"calendar": "DE-BE"},
               "exceptions": [{"date": "2026-12-24", "windows": [{"start": "14:00", "end": "15:00"}]},
                              {"date": "2026-12-18", "windows": [{"start": "10:00", "end": "12:00"}]},
                              {"date": "2026-12-11", "windows": []}]}),
        json!({}),
    );
    world.book("2026-12-04T09:30:00+01:00", "2026-12-04T10:00:00+01:00");
    let listed = |date: &str| -> Vec<(String, Option<Reason>)> {
        let range = world.dates(date, 1);
        let timeline = world.timeline(range);
        let listed = timeline.candidate_slots(range, 30);
        listed
            .map(|(slot, reason)| (slot.start.with_timezone(&world.zone()).format("%H:%M").to_string(), reason))
            .collect()
    };
    let all = |times: &[(&str, Option<Reason>)]| -> Vec<(String, Option<Reason>)> {
        times.iter().map(|(time, reason)| ((*time).to_owned(), *reason)).collect()
    };
    let weekly = |reason| all(&[("09:00", reason), ("09:30", reason), ("10:30", reason)]);
    assert_eq!(listed("2026-11-27"), weekly(None));
    assert_eq!(listed("2026-12-25"), weekly(Some(Reason::Holiday)));
    assert_eq!(listed("2026-12-11"), weekly(Some(Reason::Blocked)));
    assert_eq!(listed("2026-12-04"), all(&[("09:00", None), ("09:30", Some(Reason::Booked)), ("10:30", None)]));
    assert_eq!(listed("2026-12-24"), all(&[("14:00", None), ("14:30", None)]));
    // On an exception's date the weekday's usual starts are candidates, too.
    let outside = Some(Reason::OutsideHours);
    let mixed =
        [("09:00", outside), ("09:30", outside), ("10:00", None), ("10:30", None), ("11:00", None), ("11:30", None)];
    assert_eq!(listed("2026-12-18"), all(&mixed));
    assert_eq!(listed("2026-12-26"), []);
    assert_eq!(local_date(world.zone(), at("2026-12-25T23:00:00Z")).to_string(), "2026-12-26");
}

#[test]
fn reasons_match_api_names_and_order() {
    let reasons = [
        Reason::NotAccepting,
        Reason::Holiday,
        Reason::Blocked,
        Reason::OutsideHours,
        Reason::OffGrid,
        Reason::Horizon,
        Reason::Notice,
        Reason::Limit,
        Reason::Booked,
    ];
    assert!(reasons.is_sorted());
    let names: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
    let wanted = "not_accepting, holiday, blocked, outside_hours, off_grid, horizon, notice, limit, booked";
    assert_eq!(names.join(", "), wanted);
    for reason in reasons {
        assert_eq!(serde_json::to_value(reason).unwrap(), json!(reason.as_str()));
    }
}
