//! The answer: each date of the range with its slots.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::{
    availability::Reason,
    ids::ConsultantId,
    time::{Interval, local_date},
};
use serde::Serialize;
use table::TimelineSnapshot;

use super::{AvailabilityQuery, Range, Who};
use crate::{ConsultantSlot, SlotView};

/// The answer: each date of a range with its slots.
#[derive(Debug, Serialize)]
pub struct Availability {
    timezone: Tz,
    duration: u32,
    days: Vec<Day>,
}

#[derive(Debug, Serialize)]
struct Day {
    date: NaiveDate,
    slots: Vec<SlotView>,
}

/// A slot before it is assigned to its date.
type DayEntry = (Interval, ConsultantSlot, Option<Reason>);

impl Availability {
    /// Lists the consultants' available slots of one duration by date in a zone.
    pub fn new(
        query: &AvailabilityQuery,
        calendars: &[&TimelineSnapshot],
        range: Range,
        timezone: Tz,
        duration: u32,
    ) -> Self {
        let entries = match query.who {
            Who::Named(_) => one_each(query, calendars, range.interval, duration),
            Who::Any => one_a_start(query, calendars, range.interval, duration),
        };
        let dates = range.from.iter_days().take_while(|date| *date <= range.to);
        let mut days: Vec<Day> = dates.map(|date| Day { date, slots: Vec::new() }).collect();
        for (slot, consultants, reason) in entries {
            let index = (local_date(timezone, slot.start) - range.from).num_days();
            if let Some(day) = usize::try_from(index).ok().and_then(|index| days.get_mut(index)) {
                day.slots.push(SlotView::new(slot, consultants, reason));
            }
        }
        Self { timezone, duration, days }
    }
}

/// Named consultants: one slot each.
fn one_each(
    query: &AvailabilityQuery,
    calendars: &[&TimelineSnapshot],
    range: Interval,
    duration: u32,
) -> Vec<DayEntry> {
    let mut entries: Vec<DayEntry> = calendars
        .iter()
        .flat_map(|snapshot| {
            let consultants = ConsultantSlot { consultant_id: snapshot.consultant.id.clone(), consultant_ids: None };
            listed(query, snapshot, range, duration)
                .into_iter()
                .map(move |(slot, reason)| (slot, consultants.clone(), reason))
        })
        .collect();
    // Stable: equal starts keep the order of the query.
    entries.sort_by_key(|(slot, _, _)| slot.start);
    entries
}

/// Any consultant: one slot per start, with all available consultants in pick order. If none is available, the reason
/// of the closest refusal.
fn one_a_start(
    query: &AvailabilityQuery,
    calendars: &[&TimelineSnapshot],
    range: Interval,
    duration: u32,
) -> Vec<DayEntry> {
    let mut starts: BTreeMap<Interval, Vec<(&TimelineSnapshot, Option<Reason>)>> = BTreeMap::new();
    for snapshot in calendars {
        for (slot, reason) in listed(query, snapshot, range, duration) {
            starts.entry(slot).or_default().push((snapshot, reason));
        }
    }
    starts.into_iter().filter_map(|(slot, found)| merged(slot, &found)).collect()
}

fn merged(slot: Interval, found: &[(&TimelineSnapshot, Option<Reason>)]) -> Option<DayEntry> {
    let mut free: Vec<(u32, &ConsultantId)> = found
        .iter()
        .filter(|(_, reason)| reason.is_none())
        .map(|(snapshot, _)| (scheduling::load_in_week(snapshot, slot.start), &snapshot.consultant.id))
        .collect();
    free.sort_unstable();
    let ids: Vec<ConsultantId> = free.into_iter().map(|(_, id)| id.clone()).collect();
    match ids.first().cloned() {
        Some(consultant_id) => Some((slot, ConsultantSlot { consultant_id, consultant_ids: Some(ids) }, None)),
        None => {
            let (snapshot, reason) = found.iter().max_by_key(|(_, reason)| *reason)?;
            let consultants =
                ConsultantSlot { consultant_id: snapshot.consultant.id.clone(), consultant_ids: Some(Vec::new()) };
            Some((slot, consultants, *reason))
        }
    }
}

fn listed(
    query: &AvailabilityQuery,
    snapshot: &TimelineSnapshot,
    range: Interval,
    duration: u32,
) -> Vec<(Interval, Option<Reason>)> {
    let timeline = snapshot.timeline_for(range);
    if query.include_unavailable {
        timeline.candidate_slots(range, duration).collect()
    } else {
        timeline.available_slots(range, duration).map(|slot| (slot, None)).collect()
    }
}
