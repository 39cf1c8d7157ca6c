//! Requeues overdue work: reads the index of pending work every five minutes. The cost grows with the overdue work, not
//! with the number of bookings. In normal operation it finds nothing.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::TimeDelta;
use domain::{
    booking::{Effect, JobMessage},
    ids::Reference,
    time::Instant,
};
use futures::{
    future::try_join_all,
    stream::{self, StreamExt},
};
use platform::{Clock, Error, FromEnv, Metric, Metrics, chain};
use serde_json::{Value, json};
use table::{OverdueKey, PENDING_SHARDS, PendingWork, Table};
use worker::{BulkQueue, Envelope, Queues};

/// Time after which due work counts as overdue: work in progress arrives sooner.
pub const GRACE: TimeDelta = TimeDelta::minutes(5);
/// Items repaired at once.
const CONCURRENCY: usize = 8;
/// Time limit of a run: it stops before its time-out (`template.yaml`), and the next run continues.
const WORKS_FOR: TimeDelta = TimeDelta::seconds(50);

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    queues: Queues,
    bulk_queue: BulkQueue,
    clock: Clock,
    metrics: Metrics,
    #[env("SCHEDULE_JOBS_QUEUE_URL")]
    schedule_jobs: String,
}

/// One run.
struct Run<'a> {
    deps: &'a Deps,
    now: Instant,
    /// The bookings and reactions that were woken: one message is enough for all events of a booking.
    woken: Mutex<BTreeSet<(Reference, Effect)>>,
}

/// The result of one item.
#[derive(Default)]
struct Repaired {
    repairs: usize,
    failed: Option<Error>,
    /// Left to the next run, because the time is up.
    is_left: bool,
}

/// Requeues the overdue work of every shard. Returns the number of repairs, and of items left for the next run.
///
/// # Errors
/// Fails if the table or a queue is unavailable; one item's failure keeps no other waiting, and the next run tries again.
pub async fn handle(deps: Arc<Deps>, _event: Value) -> Result<Value, Error> {
    let now = deps.clock.now();
    // Concurrently: the time goes into round trips.
    let shards = try_join_all((0..PENDING_SHARDS).map(|shard| deps.table.overdue(shard, now - GRACE))).await?;
    let run = Run { deps: &deps, now, woken: Mutex::default() };
    let mut repairing = Vec::new();
    for overdue in shards.into_iter().flatten() {
        repairing.push(run.try_to_repair(overdue));
    }
    let repaired: Vec<Repaired> = stream::iter(repairing).buffer_unordered(CONCURRENCY).collect().await;
    let repairs: usize = repaired.iter().map(|it| it.repairs).sum();
    let left = repaired.iter().filter(|it| it.is_left).count();
    if repairs > 0 {
        deps.table.count_repairs(repairs, now.date_naive()).await?;
    }
    if repairs + left > 0 {
        tracing::warn!(repairs, left, "reconcile requeued overdue work");
    }
    let failed = repaired.into_iter().find_map(|it| it.failed);
    failed.map_or_else(|| Ok(json!({ "repairs": repairs, "left": left })), Err)
}

impl Run<'_> {
    async fn try_to_repair(&self, overdue: OverdueKey) -> Repaired {
        if self.deps.clock.now() > self.now + WORKS_FOR {
            return Repaired { is_left: true, ..Repaired::default() };
        }
        match self.repair(&overdue).await {
            Ok(repairs) => Repaired { repairs, ..Repaired::default() },
            Err(error) => {
                tracing::error!(cause = chain(error.as_ref()), "failed to requeue overdue work");
                Repaired { failed: Some(error), ..Repaired::default() }
            }
        }
    }

    async fn repair(&self, overdue: &OverdueKey) -> Result<usize, Error> {
        let work = self.deps.table.pending_work(overdue).await?;
        let mut repairs = 0;
        match (&work, &overdue.reference) {
            (PendingWork::Event(event), _) => {
                for key in &event.effects {
                    match Effect::from_key(key) {
                        Some(effect) => {
                            self.wake(&event.reference, effect).await?;
                            repairs += self.count(key);
                        }
                        // A later release's.
                        None => self.deps.metrics.record(Metric::Unreadable { kind: "effect" }),
                    }
                }
            }
            (PendingWork::Jobs(jobs), Some(reference)) => {
                for record in jobs.overdue(self.now - GRACE) {
                    let (kind, sequence) = (record.job.kind, record.job.sequence);
                    let message = JobMessage { kind, reference: reference.clone(), sequence };
                    self.deps.queues.run_job(&message).await?;
                    repairs += self.count(&kind.key());
                }
            }
            (PendingWork::Bulk(bulk), _) => {
                self.deps.bulk_queue.put_all(&bulk.id, 1..=bulk.chunks, 0).await?;
                repairs += self.count("bulk");
            }
            (PendingWork::Unreadable | PendingWork::Jobs(_), _) => {
                tracing::error!("overdue work is unreadable");
                self.deps.metrics.record(Metric::Unreadable { kind: "pending" });
            }
            (PendingWork::Done, _) => {}
        }
        // As soon as it is queued, so that a run that is cut short repeats little.
        self.deps.table.snooze(overdue, &work, self.now - GRACE).await?;
        Ok(repairs)
    }

    async fn wake(&self, reference: &Reference, effect: Effect) -> Result<(), Error> {
        let woken = (reference.clone(), effect);
        if !self.woken.lock().unwrap_or_else(PoisonError::into_inner).insert(woken) {
            return Ok(());
        }
        match effect {
            Effect::Notify(channel) => self.deps.queues.notify(channel, reference, self.now).await,
            Effect::Jobs => {
                let look = Envelope::look_at(reference.clone(), self.now);
                self.deps.queues.put(&self.deps.schedule_jobs, &look).await
            }
        }
    }

    fn count(&self, work: &str) -> usize {
        self.deps.metrics.record(Metric::Repairs { work, count: 1 });
        1
    }
}
