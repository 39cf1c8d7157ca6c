//! Keeps a booking's schedules in line with its state: one EventBridge Scheduler schedule per future job.
//!
//! Level-triggered: for any event, it compares the jobs of the current booking with the stored ones, plans the missing ones
//! and removes those that no longer apply.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::booking::{Effect, JobFunction};
use jobs::{JobTimes, Scheduler, message};
use platform::{Clock, ConfigError, Env, Error, FromEnv};
use table::{EventRange, Replanned, Table};
use worker::{Envelope, Failure, Queue, ReactionError};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    schedules: Schedules,
    queue: Queue,
    clock: Clock,
    times: JobTimes,
}

/// The schedules of every job that follows from a state of the booking.
#[derive(Debug)]
struct Schedules(Scheduler);

impl FromEnv for Schedules {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let functions = [JobFunction::SendReminder, JobFunction::CheckAttendance, JobFunction::SendFollowUp];
        Scheduler::of(env, &functions).map(Self)
    }
}

/// Attempts while the booking keeps changing; then the message comes back.
const MAX_ROUNDS: usize = 3;

/// Processes a batch of events.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = &deps;
    Ok(deps.queue.react(batch, |envelope: Envelope| async move { react(deps, &envelope).await }).await)
}

async fn react(deps: &Deps, envelope: &Envelope) -> Result<(), Failure> {
    let reference = &envelope.detail.reference;
    let range = if envelope.is_of_event() { EventRange::Newest } else { EventRange::All };
    let open = deps.table.open_events(reference, Effect::Jobs, range).await?;
    if open.is_empty() {
        return Ok(());
    }
    // The company's own times win over the deployment's.
    let times = deps.times.0.with(&deps.table.settings().await?.reminders);
    for _ in 0..MAX_ROUNDS {
        let ledger = deps.table.ledger_to_act_on(reference).await?.ok_or(ReactionError::NoBooking)?;
        let booking = &ledger.booking;
        // The message of the newest event does it all.
        if envelope.is_before(booking.plan_version) {
            return Ok(());
        }
        // First in the table, where `reconcile` would find them, then as schedules.
        let Some(replanned) = deps.table.plan_jobs(booking, &ledger.jobs, &times).await? else { continue };
        schedule(deps, envelope, &replanned).await?;
        let is_closed = deps.table.close_events(&open, Effect::Jobs).await?;
        return if is_closed { Ok(()) } else { Err(ReactionError::OpenedAgain.into()) };
    }
    Err(ReactionError::BookingChanged.into())
}

/// Deletes the schedules of removed jobs, and creates those of planned ones; a schedule that fires all the same does
/// nothing. Jobs that follow from the delivery of mail have none.
async fn schedule(deps: &Deps, envelope: &Envelope, replanned: &Replanned) -> Result<(), Error> {
    let reference = &envelope.detail.reference;
    for record in &replanned.removed {
        deps.schedules.0.delete(&message(reference, &record.job)).await?;
    }
    let now = deps.clock.now();
    for job in replanned.planned.iter().map(|record| &record.job).filter(|job| job.kind.is_of_booking()) {
        deps.schedules.0.create(&message(reference, job), job.due, now).await?;
    }
    Ok(())
}
