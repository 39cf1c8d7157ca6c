//! Every offered slot can be booked, no other can, and every refusal has the first reason that applies: random
//! schedules, rules, bookings, zones and times against a plain second implementation of the rules.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it fails")]

mod plain;
mod random;

use std::{cell::RefCell, collections::BTreeMap};

use chrono::TimeDelta;
use domain::{
    availability::{Alternatives, Reason, Timeline},
    ids::ConsultantId,
    time::{Instant, Interval, local_date},
};
use plain::Plain;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use random::{World, worlds};

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, ..Config::default() })
}

/// Every five minutes of a range.
fn instants(range: Interval) -> impl Iterator<Item = Instant> {
    std::iter::successors(Some(range.start), |at| Some(*at + TimeDelta::minutes(5)))
        .take_while(move |at| *at < range.end)
}

fn timeline(world: &World) -> Timeline<'_> {
    Timeline::new(&world.schedule, &world.rules, &world.busy, world.now, world.range)
}

#[test]
fn every_start_matches_the_plain_rules() {
    let seen: RefCell<BTreeMap<Option<Reason>, usize>> = RefCell::default();
    let result = runner(160).run(&worlds(), |world| {
        let plain = Plain::of(&world);
        let timeline = timeline(&world);
        let odd_minutes = world.odd_minutes.iter().map(|minutes| world.range.start + TimeDelta::minutes(*minutes));
        for start in instants(world.range).chain(odd_minutes) {
            let judged = timeline.check_slot(start, world.duration).err();
            prop_assert_eq!(judged, plain.check_slot(start, world.duration), "{}", start);
            *seen.borrow_mut().entry(judged).or_default() += 1;
        }
        Ok(())
    });
    result.unwrap_or_else(|fault| panic!("{fault}"));
    let seen = seen.into_inner();
    assert_eq!(seen.len(), 10, "every outcome occurs: {seen:?}");
}

#[test]
fn lists_agree_with_single_checks() {
    let result = runner(120).run(&worlds(), |world| {
        let plain = Plain::of(&world);
        let timeline = timeline(&world);
        let slot = |start: Instant| Interval::from_start(start, world.duration);
        let judged = |start: &Instant| timeline.check_slot(*start, world.duration);

        let offered: Vec<Interval> = timeline.available_slots(world.range, world.duration).collect();
        let bookable: Vec<Interval> = instants(world.range).filter(|start| judged(start).is_ok()).map(slot).collect();
        prop_assert_eq!(&offered, &bookable);

        let listed: Vec<_> = timeline.candidate_slots(world.range, world.duration).collect();
        let wanted: Vec<_> = instants(world.range)
            .filter(|start| plain.is_listed(*start))
            .map(|start| (slot(start), judged(&start).err()))
            .collect();
        prop_assert_eq!(listed, wanted);
        Ok(())
    });
    result.unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn smaller_range_gives_same_slots() {
    let result = runner(60).run(&(worlds(), 0..500_usize, 0..500_usize), |(world, from, length)| {
        let all: Vec<Interval> = timeline(&world).available_slots(world.range, world.duration).collect();
        let start = world.range.start + TimeDelta::minutes(5 * i64::try_from(from).unwrap());
        let part = Interval { start, end: start + TimeDelta::minutes(5 * i64::try_from(length).unwrap()) };
        let part = Interval { start: part.start, end: part.end.min(world.range.end).max(part.start) };
        let narrow = Timeline::new(&world.schedule, &world.rules, &world.busy, world.now, part);
        let wanted: Vec<Interval> =
            all.iter().copied().filter(|slot| (part.start..part.end).contains(&slot.start)).collect();
        prop_assert_eq!(narrow.available_slots(part, world.duration).collect::<Vec<_>>(), wanted);
        // A single start, as a booking request checks it.
        for slot in &all {
            let range = Interval { start: slot.start, end: slot.start };
            let single = Timeline::new(&world.schedule, &world.rules, &world.busy, world.now, range);
            prop_assert_eq!(single.check_slot(slot.start, world.duration), Ok(()));
        }
        Ok(())
    });
    result.unwrap_or_else(|fault| panic!("{fault}"));
}

#[test]
fn booked_slot_takes_only_its_time() {
    let sales = RefCell::new(0);
    let result = runner(160).run(&(worlds(), any::<prop::sample::Index>()), |(world, choice)| {
        let before = timeline(&world);
        let offered: Vec<Interval> = before.available_slots(world.range, world.duration).collect();
        if offered.is_empty() {
            return Ok(());
        }
        let sold = *choice.get(&offered);
        let marked = before.with_buffers(sold);
        let zone = world.schedule.timezone;
        let day = local_date(zone, sold.start);
        let mut busy = world.busy.clone();
        busy.book_interval(marked);
        let in_the_day = busy.live_bookings(day).unwrap() + 1;
        busy.set_live_bookings(day, in_the_day);
        *sales.borrow_mut() += 1;

        let day_is_full = world.rules.daily_limit.is_some_and(|limit| in_the_day >= limit);
        let after = Timeline::new(&world.schedule, &world.rules, &busy, world.now, world.range);
        prop_assert!(after.check_slot(sold.start, world.duration).is_err());
        for duration in [world.duration, 5, 95] {
            for start in instants(world.range) {
                let collides = after.with_buffers(Interval::from_start(start, duration)).overlaps(&marked);
                let full = day_is_full && local_date(zone, start) == day;
                let wanted = match before.check_slot(start, duration) {
                    Err(reason) if reason < Reason::Limit => Err(reason),
                    Ok(()) | Err(Reason::Booked) if full => Err(Reason::Limit),
                    Ok(()) if collides => Err(Reason::Booked),
                    as_before => as_before,
                };
                prop_assert_eq!(after.check_slot(start, duration), wanted, "{} {}", start, duration);
            }
        }
        Ok(())
    });
    result.unwrap_or_else(|fault| panic!("{fault}"));
    assert!(sales.into_inner() > 40, "many worlds have bookable slots");
}

#[test]
fn booked_meetings_never_overlap() {
    let result =
        runner(60).run(&(worlds(), prop::collection::vec(any::<prop::sample::Index>(), 12)), |(world, choices)| {
            let mut busy = domain::availability::BusyTimes::new();
            let mut sold: Vec<Interval> = Vec::new();
            for choice in choices {
                let timeline = Timeline::new(&world.schedule, &world.rules, &busy, world.now, world.range);
                let offered: Vec<Interval> = timeline.available_slots(world.range, world.duration).collect();
                let Some(slot) = (!offered.is_empty()).then(|| *choice.get(&offered)) else { break };
                let marked = timeline.with_buffers(slot);
                prop_assert!(sold.iter().all(|other| !other.overlaps(&marked)));
                sold.push(marked);
                busy.book_interval(marked);
                let day = local_date(world.schedule.timezone, slot.start);
                busy.set_live_bookings(day, busy.live_bookings(day).unwrap() + 1);
                prop_assert!(world.rules.daily_limit.is_none_or(|limit| busy.live_bookings(day).unwrap() <= limit));
            }
            Ok(())
        });
    result.unwrap_or_else(|fault| panic!("{fault}"));
}

/// Starts in minutes from the requested start, for each of four consultants.
fn teams() -> impl Strategy<Value = [Vec<i64>; 4]> {
    let starts = || prop::collection::btree_set(-40_i64..40, 0..9).prop_map(|starts| starts.into_iter().collect());
    [starts(), starts(), starts(), starts()]
}

#[test]
fn alternatives_are_the_nearest() {
    let ids = ["anna", "boris", "mia", "zoe"].map(|id| ConsultantId::parse(id).unwrap());
    let wanted: Instant = "2026-11-24T12:00:00Z".parse().unwrap();
    let result = runner(300).run(&(teams(), prop::option::of(0..4_usize)), |(team, asked_for)| {
        let asked_for = asked_for.map(|index| ids[index].clone());
        let mut alternatives = Alternatives::to(wanted, asked_for.clone());
        let mut all: Vec<(i64, i64, &ConsultantId)> = Vec::new();
        for (id, starts) in ids.iter().zip(&team) {
            alternatives.offer(
                id,
                |_| 0,
                starts.iter().map(|m| Interval::from_start(wanted + TimeDelta::minutes(*m), 30)),
            );
            all.extend(starts.iter().map(|minutes| (minutes.abs(), *minutes, id)));
        }
        all.sort_unstable();
        let mut expected: Vec<(i64, &ConsultantId)> = Vec::new();
        for (_, minutes, id) in all {
            let fits = match &asked_for {
                None => expected.len() < 5 && expected.iter().all(|(start, _)| *start != minutes),
                Some(same) if same == id => minutes != 0 && expected.iter().filter(|(_, id)| *id == same).count() < 3,
                Some(same) => expected.iter().filter(|(_, id)| *id != same).count() < 2,
            };
            expected.extend(fits.then_some((minutes, id)));
        }
        let nearest = alternatives.nearest();
        let found: Vec<_> = nearest.iter().map(|(id, slot)| ((slot.start - wanted).num_minutes(), id)).collect();
        prop_assert_eq!(found, expected);
        Ok(())
    });
    result.unwrap_or_else(|fault| panic!("{fault}"));
}
