//! Pending work by its due time: events with reactions that are still to do, planned jobs, and orders for many bookings.
//!
//! The index only informs: it may be a moment behind, so each item is read before anything is done about it.

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::TimeDelta;
use domain::{bulk::Bulk, ids::Reference, time::Instant};

use crate::{
    Jobs, OpenEvent, PENDING_INDEX, Table, TableError,
    attributes::{get_text, instant, number, text},
    bulk::read_bulk,
    error::if_it_held,
    keys::{self, Item},
    outbox::{EFFECTS, open_event},
    pending_partition,
};

/// How long `reconcile` snoozes requeued work: the queue itself retries for a day.
const LEFT_ALONE: TimeDelta = TimeDelta::hours(6);
/// Items read from one shard at once.
const MAX_OVERDUE: i32 = 100;

/// The key of an item with overdue work.
#[derive(Debug, Clone, PartialEq)]
pub struct OverdueKey {
    /// The booking, if the key names one.
    pub reference: Option<Reference>,
    key: Item,
}

/// Overdue work.
#[derive(Debug, Clone, PartialEq)]
pub enum PendingWork {
    /// An event with reactions that are still to do.
    Event(OpenEvent),
    /// Planned jobs.
    Jobs(Jobs),
    /// An order for many bookings that hasn't ended.
    Bulk(Box<Bulk>),
    /// Done meanwhile.
    Done,
    /// A later release wrote it, or a repair was wrong.
    Unreadable,
}

impl Table {
    /// Returns a shard's pending work that was due before an instant, longest overdue first.
    pub async fn overdue(&self, shard: u32, before: Instant) -> Result<Vec<OverdueKey>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(PENDING_INDEX)
            .key_condition_expression("pendingShard = :shard AND pendingDue < :before")
            .expression_attribute_values(":shard", text(pending_partition(shard)))
            .expression_attribute_values(":before", instant(before))
            .limit(MAX_OVERDUE)
            .send()
            .await
            .map_err(TableError::from_sdk)?;
        let overdue = |item: &Item| OverdueKey {
            reference: get_text(item, keys::PK).and_then(keys::booking_of),
            key: keys::key_of(item),
        };
        Ok(answer.items().iter().map(overdue).collect())
    }

    /// Reads overdue work.
    pub async fn pending_work(&self, overdue: &OverdueKey) -> Result<PendingWork, TableError> {
        let Some(item) = self.get(overdue.key.clone(), true).await? else { return Ok(PendingWork::Done) };
        if !item.contains_key(keys::PENDING_SHARD) {
            return Ok(PendingWork::Done);
        }
        Ok(match get_text(&item, keys::SK) {
            Some(keys::BULK) => {
                read_bulk(&item).map_or(PendingWork::Unreadable, |bulk| PendingWork::Bulk(Box::new(bulk)))
            }
            Some(keys::JOBS) => Jobs::of(&item).map_or(PendingWork::Unreadable, PendingWork::Jobs),
            Some(sk) if sk.starts_with(keys::EVENT) => {
                open_event(&item).map_or(PendingWork::Unreadable, PendingWork::Event)
            }
            _ => PendingWork::Unreadable,
        })
    }

    /// Snoozes work that was due before an instant and is requeued, or unreadable; after that, it is overdue again. An event
    /// without effects leaves the index.
    pub async fn snooze(&self, overdue: &OverdueKey, work: &PendingWork, before: Instant) -> Result<(), TableError> {
        let until = self.clock.now() + LEFT_ALONE;
        match (work, &overdue.reference) {
            (PendingWork::Done, _) => Ok(()),
            (PendingWork::Event(event), _) if event.effects.is_empty() => self.unmark(overdue).await,
            (PendingWork::Jobs(jobs), Some(reference)) => {
                // The lower bound may be too low: then this corrects it.
                let due: Vec<_> = jobs.overdue(before).into_iter().map(|record| record.job).collect();
                self.leave_jobs_alone(reference, jobs, (&due, until)).await
            }
            _ => {
                let counted = ("SET pendingDue = :due ADD repairs :one", ":one", number(1));
                self.postpone(overdue.key.clone(), until, counted).await
            }
        }
    }

    /// Has `reconcile` look at an event only when it is due: its notification waits until an instant, from which on its
    /// patience counts.
    pub async fn hold_event(&self, event: &OpenEvent, due: Instant, until: Instant) -> Result<(), TableError> {
        let key = keys::event(&event.reference, event.version);
        self.postpone(key, due, ("SET pendingDue = :due, effectsSince = :until", ":until", instant(until))).await
    }

    /// Moves the due time of pending work, with one value more.
    async fn postpone(
        &self,
        key: Item,
        due: Instant,
        (expression, name, value): (&str, &str, AttributeValue),
    ) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let outcome = update
            .table_name(&self.name)
            .set_key(Some(key))
            .update_expression(expression)
            .condition_expression("attribute_exists(pendingShard)")
            .expression_attribute_values(":due", instant(due))
            .expression_attribute_values(name, value)
            .send()
            .await;
        // Done meanwhile.
        if_it_held(outcome).map(|_| ())
    }

    async fn unmark(&self, overdue: &OverdueKey) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let outcome = update
            .table_name(&self.name)
            .set_key(Some(overdue.key.clone()))
            .update_expression("REMOVE pendingShard, pendingDue")
            .condition_expression(format!("attribute_exists(pk) AND attribute_not_exists({EFFECTS})"))
            .send()
            .await;
        if_it_held(outcome).map(|_| ())
    }
}
