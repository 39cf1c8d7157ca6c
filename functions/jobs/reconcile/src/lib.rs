//! Requeues overdue work: reads the index of pending work every five minutes. The cost grows with the overdue work, not
//! with the number of bookings. In normal operation it finds nothing.

use std::{collections::BTreeMap, sync::Arc};

use aws_sdk_sqs::Client;
use chrono::TimeDelta;
use domain::{
    booking::{Channel, JobFunction, JobMessage},
    time::Instant,
};
use futures::future::try_join_all;
use platform::{Clock, ConfigError, Env, Error, Metric, Metrics};
use serde_json::{Value, json};
use table::{Overdue, PENDING_SHARDS, PendingWork, Table};
use worker::{Detail, Envelope};

/// Time after which due work counts as overdue: work in progress arrives sooner.
pub const GRACE: TimeDelta = TimeDelta::minutes(5);

#[derive(Debug)]
pub struct Deps {
    table: Table,
    client: Client,
    clock: Clock,
    metrics: Metrics,
    notify_mail: String,
    notify_sms: String,
    notify_chat: String,
    schedule_jobs: String,
    send_reminder: String,
    check_attendance: String,
    send_follow_up: String,
    record_delivery: String,
}

impl Deps {
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            table: Table::new(env)?,
            client: Client::new(&env.sdk),
            clock: env.clock.clone(),
            metrics: env.metrics.clone(),
            notify_mail: env.config.required("NOTIFY_MAIL_QUEUE_URL")?,
            notify_sms: env.config.required("NOTIFY_SMS_QUEUE_URL")?,
            notify_chat: env.config.required("NOTIFY_CHAT_QUEUE_URL")?,
            schedule_jobs: env.config.required("SCHEDULE_JOBS_QUEUE_URL")?,
            send_reminder: env.config.required("SEND_REMINDER_QUEUE_URL")?,
            check_attendance: env.config.required("CHECK_ATTENDANCE_QUEUE_URL")?,
            send_follow_up: env.config.required("SEND_FOLLOW_UP_QUEUE_URL")?,
            record_delivery: env.config.required("RECORD_DELIVERY_QUEUE_URL")?,
        })
    }
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
    let reference = overdue.reference.clone();
    platform::log_reference(reference.as_str());
    let look = || serde_json::to_string(&Envelope { detail: Detail::look_at(reference.clone(), now) });
    let (queue, body) = match overdue.what {
        PendingWork::Notification(Channel::Mail) => (&deps.notify_mail, look()?),
        PendingWork::Notification(Channel::Sms) => (&deps.notify_sms, look()?),
        PendingWork::Notification(Channel::Chat) => (&deps.notify_chat, look()?),
        PendingWork::Plan => (&deps.schedule_jobs, look()?),
        PendingWork::Job { kind, sequence } => {
            let queue = match kind.function() {
                JobFunction::SendReminder => &deps.send_reminder,
                JobFunction::CheckAttendance => &deps.check_attendance,
                JobFunction::SendFollowUp => &deps.send_follow_up,
                JobFunction::RecordDelivery => &deps.record_delivery,
            };
            let message = JobMessage { job: kind.key(), reference: reference.clone(), sequence };
            (queue, serde_json::to_string(&message)?)
        }
    };
    deps.client.send_message().queue_url(queue).message_body(body).send().await?;
    Ok(deps.table.snooze(overdue).await?)
}
