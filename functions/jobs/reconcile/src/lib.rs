//! Requeues overdue work: reads the index of pending work every five minutes. The cost grows with the overdue work, not
//! with the number of bookings. In normal operation it finds nothing.

use std::{collections::BTreeMap, sync::Arc};

use chrono::TimeDelta;
use domain::time::Instant;
use futures::future::try_join_all;
use platform::{Clock, Error, FromEnv, Metric, Metrics};
use serde_json::{Value, json};
use table::{Overdue, PENDING_SHARDS, PendingWork, Table};
use worker::{Detail, Envelope, Queues};

/// Time after which due work counts as overdue: work in progress arrives sooner.
pub const GRACE: TimeDelta = TimeDelta::minutes(5);

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    queues: Queues,
    clock: Clock,
    metrics: Metrics,
    #[env("SCHEDULE_JOBS_QUEUE_URL")]
    schedule_jobs: String,
}

/// Requeues the overdue work of every shard. Returns the number of repairs.
///
/// # Errors
/// Fails if the table or a queue is unavailable; the next run tries again.
pub async fn handle(deps: Arc<Deps>, _event: Value) -> Result<Value, Error> {
    let now = deps.clock.now();
    let mut repairs: BTreeMap<String, usize> = BTreeMap::new();
    // Concurrently: the time goes into round trips.
    let shards = try_join_all((0..PENDING_SHARDS).map(|shard| deps.table.overdue(shard, now - GRACE))).await?;
    for overdue in shards.into_iter().flatten() {
        repair(&deps, &overdue, now).await?;
        *repairs.entry(name(&overdue.what)).or_default() += 1;
    }
    for (what, count) in &repairs {
        tracing::warn!(what, count, "reconcile requeued overdue work");
        deps.metrics.record(Metric::Repairs { work: what, count: *count });
    }
    Ok(json!({ "repairs": repairs.values().sum::<usize>() }))
}

fn name(what: &PendingWork) -> String {
    match what {
        PendingWork::Notification(channel) => channel.key().to_owned(),
        PendingWork::Plan => "plan".to_owned(),
        PendingWork::Job { kind, .. } => kind.key(),
    }
}

async fn repair(deps: &Deps, overdue: &Overdue, now: Instant) -> Result<(), Error> {
    let reference = &overdue.reference;
    platform::log_reference(reference.as_str());
    match overdue.what {
        PendingWork::Notification(channel) => deps.queues.notify(channel, reference, now).await?,
        PendingWork::Job { kind, sequence } => deps.queues.run_job(kind, reference, sequence).await?,
        PendingWork::Plan => {
            let look = Envelope { detail: Detail::look_at(reference.clone(), now) };
            deps.queues.put(&deps.schedule_jobs, &look).await?;
        }
    }
    Ok(deps.table.snooze(overdue).await?)
}
