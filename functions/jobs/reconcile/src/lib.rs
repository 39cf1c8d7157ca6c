//! Does what is owed and overdue: looks over the index of what is owed, every five minutes, and puts it on its way
//! again. Its cost follows what is overdue, not the book. It should find nothing.

use std::sync::Arc;

use aws_sdk_sqs::Client;
use chrono::TimeDelta;
use domain::{booking::JobMessage, time::Instant};
use messages::{Detail, Envelope};
use platform::{Clock, ConfigError, Env, Error};
use serde_json::{Value, json};
use table::{OWED_SHARDS, Overdue, Owed, Table};

/// How long after it was due something counts as overdue: what is on its way arrives sooner.
const GRACE: TimeDelta = TimeDelta::minutes(5);

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    table: Table,
    client: Client,
    clock: Clock,
    notify_mail: String,
    schedule_jobs: String,
    send_reminder: String,
}

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            table: Table::new(env)?,
            client: Client::new(&env.sdk),
            clock: env.clock.clone(),
            notify_mail: env.config.required("NOTIFY_MAIL_QUEUE_URL")?,
            schedule_jobs: env.config.required("SCHEDULE_JOBS_QUEUE_URL")?,
            send_reminder: env.config.required("SEND_REMINDER_QUEUE_URL")?,
        })
    }
}

/// Looks over every shard; the number of repairs.
///
/// # Errors
/// If the table or a queue can't be used; the next run tries again.
pub async fn handle(deps: Arc<Deps>, _event: Value) -> Result<Value, Error> {
    let now = deps.clock.now();
    let mut repairs = 0;
    for shard in 0..OWED_SHARDS {
        for overdue in deps.table.overdue(shard, now - GRACE).await? {
            repair(&deps, &overdue, now).await?;
            repairs += 1;
        }
    }
    if repairs > 0 {
        tracing::warn!(repairs, "something was owed and overdue");
    }
    Ok(json!({ "repairs": repairs }))
}

async fn repair(deps: &Deps, overdue: &Overdue, now: Instant) -> Result<(), Error> {
    let reference = overdue.reference.clone();
    let look = || serde_json::to_string(&Envelope { detail: Detail::look_at(reference.clone(), now) });
    let (queue, body) = match overdue.what {
        Owed::Mail => (&deps.notify_mail, look()?),
        Owed::Plan => (&deps.schedule_jobs, look()?),
        Owed::Job { kind, sequence } => {
            let message = JobMessage { job: kind.key(), reference: reference.clone(), sequence };
            (&deps.send_reminder, serde_json::to_string(&message)?)
        }
    };
    deps.client.send_message().queue_url(queue).message_body(body).send().await?;
    Ok(deps.table.put_off(overdue).await?)
}
