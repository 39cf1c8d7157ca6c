//! The ledger of jobs: one function plans them, another runs them, and `reconcile` finds those that neither handled.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem, Update};
use chrono::TimeDelta;
use domain::{
    booking::{Booking, Channel, Event, Job, JobKind},
    ids::Reference,
    time::Instant,
};

use crate::{
    NotificationTask, PENDING_INDEX, RecipientClaim, Table, TableError,
    attributes::{get_number, get_text, instant, number, text},
    error::if_it_held,
    keys::{self, Item},
    ledger::notification_task,
    pending_partition,
};

/// The task "plan the jobs of this state".
const PLAN: &str = "plan-jobs";
/// The state of a planned job that no longer fits the booking.
const TAKEN_BACK: &str = "taken_back";
/// How long `reconcile` snoozes requeued work: the queue itself retries for a day.
const LEFT_ALONE: TimeDelta = TimeDelta::hours(6);
/// Tasks settled at once; a transaction takes 100 actions. The next message settles the rest.
const MAX_SETTLED: usize = 90;
/// Items read from one shard at once.
const MAX_OVERDUE: i32 = 100;

/// A job in the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct JobTask {
    pub job: Job,
    /// `true` if it is still to be run.
    pub is_pending: bool,
    /// The due time, or the time of a manual repeat.
    pub since: Instant,
    key: Item,
}

/// Overdue work, by the function that handles it.
#[derive(Debug, Clone, PartialEq)]
pub struct Overdue {
    pub reference: Reference,
    pub what: PendingWork,
    key: Item,
}

/// Pending work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PendingWork {
    /// A notification.
    Notification(Channel),
    /// The jobs of a state need planning.
    Plan,
    /// A job needs to run.
    Job {
        kind: JobKind,
        /// The booking's sequence.
        sequence: u32,
    },
}

impl Table {
    /// The task to plan the jobs of a change, written together with it.
    pub(crate) fn put_plan_task(&self, booking: &Booking, event: &Event) -> Result<TransactWriteItem, TableError> {
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(keys::system_task(&booking.reference, PLAN, event.version)))
            .item("version", number(event.version))
            .item("state", text("planned"))
            .item("plannedAt", instant(event.at))
            .item(keys::PENDING_SHARD, text(keys::pending_shard(&booking.reference)))
            .item(keys::PENDING_DUE, instant(event.at))
            .build()
            .map_err(|error| TableError::corrupt("task", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Returns every job of a booking that was ever planned.
    pub async fn job_tasks(&self, reference: &Reference) -> Result<Vec<JobTask>, TableError> {
        Ok(self.all_tasks(reference).await?.0)
    }

    /// Returns every job and every notification of a booking that was ever planned.
    pub async fn all_tasks(&self, reference: &Reference) -> Result<(Vec<JobTask>, Vec<NotificationTask>), TableError> {
        let items = self.tasks(reference, "TASK#").await?;
        Ok((items.iter().filter_map(job_task).collect(), items.iter().filter_map(notification_task).collect()))
    }

    /// Plans a job, if it is new or was taken back.
    pub async fn plan_job(&self, booking: &Booking, job: &Job) -> Result<(), TableError> {
        let recipient = booking.job_recipient(job.kind);
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let put = self.client.put_item();
        let outcome = put
            .table_name(&self.name)
            .set_item(Some(keys::task(&booking.reference, &job.kind.key(), job.sequence, &recipient)))
            .item("recipient", text(recipient.key()))
            .item("job", text(job.kind.key()))
            .item("sequence", number(job.sequence))
            .item("at", instant(job.due))
            .item("state", text("planned"))
            .item(keys::PENDING_SHARD, text(keys::pending_shard(&booking.reference)))
            .item(keys::PENDING_DUE, instant(job.due))
            // A corrected outcome restores the jobs of the first one.
            .condition_expression("attribute_not_exists(pk) OR #state = :taken_back")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":taken_back", text(TAKEN_BACK))
            .send()
            .await;
        if_it_held(outcome).map(|_| ())
    }

    /// Takes back a job that no longer fits the booking, until it fits again.
    pub async fn take_job_back(&self, task: &JobTask) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let outcome = update
            .table_name(&self.name)
            .set_key(Some(task.key.clone()))
            .update_expression("SET #state = :state, settledAt = :now REMOVE pendingShard, pendingDue")
            .condition_expression("#state = :planned")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", text(TAKEN_BACK))
            .expression_attribute_values(":planned", text("planned"))
            .expression_attribute_values(":now", instant(self.clock.now()))
            .send()
            .await;
        // Done meanwhile: after a take-back it would be planned and run a second time.
        if_it_held(outcome).map(|_| ())
    }

    /// Records that a job failed permanently (the provider will never take its message). Ends the claim.
    pub async fn fail_job(&self, claim: &RecipientClaim, task: &JobTask, reason: &str) -> Result<(), TableError> {
        let failure = Some(("failure", reason));
        let actions =
            vec![self.release_claim(claim)?, settle(&self.name, &task.key, "failed", self.clock.now(), failure)?];
        self.transact(actions).await.map_err(TableError::from)
    }

    /// Records that a job is skipped: it no longer applies, or adds nothing.
    pub async fn skip_job(&self, task: &JobTask) -> Result<(), TableError> {
        let update = settle(&self.name, &task.key, "skipped", self.clock.now(), None)?;
        self.transact(vec![update]).await.map_err(TableError::from)
    }

    /// Records that a job without a message is done.
    pub async fn job_done(&self, task: &JobTask) -> Result<(), TableError> {
        let update = settle(&self.name, &task.key, "done", self.clock.now(), None)?;
        self.transact(vec![update]).await.map_err(TableError::from)
    }

    /// Records that a job is done, and ends its claim.
    ///
    /// # Errors
    /// Fails if the table can't be used, or if the claim expired and another worker has it.
    pub async fn finish_job(&self, claim: &RecipientClaim, task: &JobTask, message_id: &str) -> Result<(), TableError> {
        let actions = vec![
            self.release_claim(claim)?,
            settle(&self.name, &task.key, "done", self.clock.now(), Some(("messageId", message_id)))?,
        ];
        self.transact(actions).await.map_err(TableError::from)
    }

    /// Records that the jobs of every state up to a version are planned.
    pub async fn jobs_planned(&self, reference: &Reference, version: u64) -> Result<(), TableError> {
        let now = self.clock.now();
        let items = self.tasks(reference, &format!("TASK#{PLAN}#")).await?;
        let is_open = |item: &&Item| {
            get_text(item, "state") == Some("planned")
                && get_number::<u64>(item, "version").is_some_and(|of| of <= version)
        };
        let actions: Vec<TransactWriteItem> = items
            .iter()
            .filter(is_open)
            .take(MAX_SETTLED)
            .map(|item| settle(&self.name, &keys::key_of(item), "done", now, None))
            .collect::<Result<_, _>>()?;
        if actions.is_empty() { Ok(()) } else { self.transact(actions).await.map_err(TableError::from) }
    }

    /// Returns a shard's pending work that was due before an instant, longest overdue first.
    pub async fn overdue(&self, shard: u32, before: Instant) -> Result<Vec<Overdue>, TableError> {
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
        Ok(answer.items().iter().filter_map(overdue).collect())
    }

    /// Snoozes requeued work.
    pub async fn snooze(&self, overdue: &Overdue) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let outcome = update
            .table_name(&self.name)
            .set_key(Some(overdue.key.clone()))
            .update_expression("SET pendingDue = :due ADD repairs :one")
            .condition_expression("attribute_exists(pendingShard)")
            .expression_attribute_values(":due", instant(self.clock.now() + LEFT_ALONE))
            .expression_attribute_values(":one", number(1))
            .send()
            .await;
        // Done meanwhile.
        if_it_held(outcome).map(|_| ())
    }

    pub(crate) async fn tasks(&self, reference: &Reference, prefix: &str) -> Result<Vec<Item>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(keys::booking_pk(reference)))
            .expression_attribute_values(":prefix", text(prefix))
            .consistent_read(true);
        self.all_pages(query, 5).await
    }
}

fn settle(
    table: &str,
    key: &Item,
    state: &str,
    now: Instant,
    what: Option<(&str, &str)>,
) -> Result<TransactWriteItem, TableError> {
    let mut update = Update::builder().table_name(table).set_key(Some(key.clone()));
    let mut set = "SET #state = :state, settledAt = :now".to_owned();
    if let Some((name, value)) = what {
        set.push_str(&format!(", {name} = :what"));
        update = update.expression_attribute_values(":what", text(value));
    }
    let update = update
        .update_expression(format!("{set} REMOVE pendingShard, pendingDue"))
        .expression_attribute_names("#state", "state")
        .expression_attribute_values(":state", text(state))
        .expression_attribute_values(":now", instant(now))
        .build()
        .map_err(|error| TableError::corrupt("task", error))?;
    Ok(TransactWriteItem::builder().update(update).build())
}

pub(crate) fn job_task(item: &Item) -> Option<JobTask> {
    let due: Instant = get_text(item, "at")?.parse().ok()?;
    let planned_again: Option<Instant> = get_text(item, "plannedAt").and_then(|at| at.parse().ok());
    Some(JobTask {
        job: Job { kind: JobKind::from_key(get_text(item, "job")?)?, sequence: get_number(item, "sequence")?, due },
        is_pending: get_text(item, "state") == Some("planned"),
        since: planned_again.map_or(due, |again| again.max(due)),
        key: keys::key_of(item),
    })
}

fn overdue(item: &Item) -> Option<Overdue> {
    let reference = get_text(item, keys::PK)?.strip_prefix("BOOKING#")?;
    let mut parts = get_text(item, keys::SK)?.strip_prefix("TASK#")?.split('#');
    let (kind, sequence) = (parts.next()?, parts.next()?);
    let what = match kind {
        PLAN => PendingWork::Plan,
        kind => match Channel::from_key(kind) {
            Some(channel) => PendingWork::Notification(channel),
            None => PendingWork::Job { kind: JobKind::from_key(kind)?, sequence: sequence.parse().ok()? },
        },
    };
    Some(Overdue { reference: Reference::parse(reference).ok()?, what, key: keys::key_of(item) })
}
