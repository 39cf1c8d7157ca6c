//! Hour cells: the condition for booking time, and its release.
//!
//! A mark `mMM` holds the reference that owns the five minutes from minute MM; `uMM` beside it, if present, is the
//! epoch second at which a hold ends (absent: permanent); `x` is the set of minutes that are busy in an outside
//! calendar.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update};
use domain::{
    availability::{MARK_MINUTES, Reason, marks_of},
    ids::{ConsultantId, Reference},
    time::{Instant, Interval},
};

use crate::{
    TableError,
    attributes::{get_text, number, text},
    keys::{self, Item},
};

/// The change of one hour cell in a transaction. A transaction may touch an item only once, so release and claim in
/// the same hour are one update.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct CellChange {
    claim: BTreeSet<usize>,
    release: BTreeSet<usize>,
}

/// The changes of one booking to cells, by consultant and hour.
#[derive(Debug, Clone, Default)]
pub(crate) struct CellChanges(BTreeMap<(ConsultantId, Instant), CellChange>);

impl CellChanges {
    pub(crate) fn claim(&mut self, consultant: &ConsultantId, time: Interval) {
        for (hour, marks) in marks_of(time) {
            self.0.entry((consultant.clone(), hour)).or_default().claim.extend(marks);
        }
    }

    /// Releases marks that aren't claimed again: call it after [`CellChanges::claim`].
    pub(crate) fn release(&mut self, consultant: &ConsultantId, time: Interval) {
        for (hour, marks) in marks_of(time) {
            let change = self.0.entry((consultant.clone(), hour)).or_default();
            change.release.extend(marks.iter().filter(|mark| !change.claim.contains(mark)));
        }
    }

    /// Releases only marks that this booking still owns.
    pub(crate) fn release_only(&mut self, own: &BTreeMap<(ConsultantId, Instant), BTreeSet<usize>>) {
        for (key, change) in &mut self.0 {
            change.release.retain(|mark| own.get(key).is_some_and(|marks| marks.contains(mark)));
        }
        self.0.retain(|_, change| !change.claim.is_empty() || !change.release.is_empty());
    }

    pub(crate) fn hours(&self) -> impl Iterator<Item = &(ConsultantId, Instant)> {
        self.0.keys()
    }

    pub(crate) fn updates(
        &self,
        table: &str,
        reference: &Reference,
        now: Instant,
    ) -> Result<Vec<TransactWriteItem>, TableError> {
        self.0
            .iter()
            .map(|((consultant, hour), change)| {
                let update = change.update(table, keys::hour_cell(consultant, *hour), reference, now)?;
                Ok(TransactWriteItem::builder().update(update).build())
            })
            .collect()
    }
}

impl CellChange {
    fn update(&self, table: &str, key: Item, reference: &Reference, now: Instant) -> Result<Update, TableError> {
        let mut conditions = Vec::new();
        let mut sets = Vec::new();
        let mut removes = Vec::new();
        let mut update = Update::builder().table_name(table).set_key(Some(key));
        update = update.expression_attribute_values(":own", text(reference));
        if !self.claim.is_empty() {
            update = update.expression_attribute_values(":now", number(now.timestamp()));
        }
        for mark in &self.claim {
            let minute = minute_of(*mark);
            conditions.push(format!(
                "(attribute_not_exists(m{minute}) OR u{minute} < :now OR m{minute} = :own) AND NOT contains(x, :x{minute})"
            ));
            sets.push(format!("m{minute} = :own"));
            removes.push(format!("u{minute}"));
            update = update.expression_attribute_values(format!(":x{minute}"), text(&minute));
        }
        for mark in &self.release {
            let minute = minute_of(*mark);
            conditions.push(format!("m{minute} = :own"));
            removes.push(format!("m{minute}"));
            removes.push(format!("u{minute}"));
        }
        let set = if sets.is_empty() { String::new() } else { format!("SET {} ", sets.join(", ")) };
        update
            .condition_expression(conditions.join(" AND "))
            .update_expression(format!("{set}REMOVE {}", removes.join(", ")))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|error| TableError::corrupt("cell", error))
    }
}

fn minute_of(mark: usize) -> String {
    format!("{:02}", mark as u32 * MARK_MINUTES)
}

/// Returns the marks of a cell that a booking owns.
pub(crate) fn own_marks(cell: &Item, reference: &Reference) -> BTreeSet<usize> {
    (0..domain::availability::MARKS)
        .filter(|mark| get_text(cell, &format!("m{}", minute_of(*mark))) == Some(reference.as_str()))
        .collect()
}

/// Returns the reason for a failed claim, from the cell at that time: an outside calendar, or another booking.
pub(crate) fn reason_of(cell: Option<&Item>, wanted: Interval) -> Reason {
    let Some(cell) = cell else { return Reason::Booked };
    let outside = cell.get("x").and_then(|x| x.as_ss().ok());
    let sk = get_text(cell, keys::SK);
    let is_outside = marks_of(wanted).any(|(hour, marks)| {
        sk == Some(keys::hour_sk(hour).as_str())
            && marks.iter().any(|mark| outside.is_some_and(|minutes| minutes.contains(&minute_of(*mark))))
    });
    if is_outside { Reason::Blocked } else { Reason::Booked }
}

/// Returns `true` if a cell holds a mark within `wanted` that belongs to another booking or is busy outside.
pub(crate) fn holds_foreign_mark(
    cell: &Item,
    reference: &Reference,
    consultant: &ConsultantId,
    wanted: Interval,
) -> bool {
    let outside = cell.get("x").and_then(|x| x.as_ss().ok());
    marks_of(wanted)
        .filter(|(hour, _)| {
            keys::hour_cell(consultant, *hour).iter().all(|(name, value)| cell.get(name) == Some(value))
        })
        .any(|(_, marks)| {
            marks.iter().map(|mark| minute_of(*mark)).any(|minute| {
                let owner = get_text(cell, &format!("m{minute}"));
                owner.is_some_and(|owner| owner != reference.as_str())
                    || outside.is_some_and(|minutes| minutes.contains(&minute))
            })
        })
}
