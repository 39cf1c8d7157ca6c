//! Assigns slots to the dates of a range.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    availability::Reason,
    ids::ConsultantId,
    time::{Interval, local_date},
    zone::Tz,
};
use table::TimelineSnapshot;

use crate::{dates::DateRange, snapshots::load_in_week};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDay {
    pub date: NaiveDate,
    pub slots: Vec<ListedSlot>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSlot {
    pub slot: Interval,
    /// The consultant; of several, the one to be picked.
    pub consultant: ConsultantId,
    /// For `any`: all available consultants, in the order in which they are picked but for ties, which are by id.
    pub consultants: Option<Vec<ConsultantId>>,
    /// Absent for an available slot.
    pub reason: Option<Reason>,
}

/// The slots to list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SlotKind {
    /// Minutes.
    pub(crate) duration: u32,
    /// Whether unavailable slots are listed too.
    pub(crate) include_unavailable: bool,
}

impl SlotKind {
    fn of(self, snapshot: &TimelineSnapshot, range: Interval) -> Vec<(Interval, Option<Reason>)> {
        let timeline = snapshot.timeline_for(range);
        if self.include_unavailable {
            timeline.candidate_slots(range, self.duration).collect()
        } else {
            timeline.available_slots(range, self.duration).map(|slot| (slot, None)).collect()
        }
    }
}

/// Lists every date of the range with those of the slots that start on it in a zone.
pub(crate) fn by_date(slots: Vec<ListedSlot>, range: DateRange, timezone: Tz) -> Vec<ListedDay> {
    let dates = range.from.iter_days().take_while(|date| *date <= range.to);
    let mut days: Vec<ListedDay> = dates.map(|date| ListedDay { date, slots: Vec::new() }).collect();
    for listed in slots {
        let index = (local_date(timezone, listed.slot.start) - range.from).num_days();
        if let Some(day) = usize::try_from(index).ok().and_then(|index| days.get_mut(index)) {
            day.slots.push(listed);
        }
    }
    days
}

/// Named consultants: one slot each.
pub(crate) fn one_each(snapshots: &[&TimelineSnapshot], range: Interval, kind: SlotKind) -> Vec<ListedSlot> {
    let mut slots: Vec<ListedSlot> = snapshots
        .iter()
        .flat_map(|snapshot| {
            let consultant = &snapshot.consultant.id;
            kind.of(snapshot, range).into_iter().map(move |(slot, reason)| ListedSlot {
                slot,
                consultant: consultant.clone(),
                consultants: None,
                reason,
            })
        })
        .collect();
    // Stable: equal starts keep the order of the query.
    slots.sort_by_key(|listed| listed.slot.start);
    slots
}

/// Any consultant: one slot per start, with all available consultants: `holder` first, then by load and id. If none is
/// available, the reason of the closest refusal.
pub(crate) fn one_a_start(
    snapshots: &[&TimelineSnapshot],
    range: Interval,
    kind: SlotKind,
    holder: Option<&ConsultantId>,
) -> Vec<ListedSlot> {
    let mut starts: BTreeMap<Interval, Vec<(&TimelineSnapshot, Option<Reason>)>> = BTreeMap::new();
    for snapshot in snapshots {
        for (slot, reason) in kind.of(snapshot, range) {
            starts.entry(slot).or_default().push((snapshot, reason));
        }
    }
    starts.into_iter().filter_map(|(slot, found)| merged(slot, &found, holder)).collect()
}

fn merged(
    slot: Interval,
    found: &[(&TimelineSnapshot, Option<Reason>)],
    holder: Option<&ConsultantId>,
) -> Option<ListedSlot> {
    let place = |snapshot: &&TimelineSnapshot| {
        let id = &snapshot.consultant.id;
        (holder != Some(id), load_in_week(snapshot, slot.start), id.clone())
    };
    let mut free: Vec<(bool, u32, ConsultantId)> =
        found.iter().filter(|(_, reason)| reason.is_none()).map(|(snapshot, _)| place(snapshot)).collect();
    free.sort_unstable();
    let consultants: Vec<ConsultantId> = free.into_iter().map(|(.., id)| id).collect();
    let (consultant, reason) = match consultants.first() {
        Some(first) => (first.clone(), None),
        None => {
            let (snapshot, reason) = found.iter().max_by_key(|(_, reason)| *reason)?;
            (snapshot.consultant.id.clone(), *reason)
        }
    };
    Some(ListedSlot { slot, consultant, consultants: Some(consultants), reason })
}
