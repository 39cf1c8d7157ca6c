//! Keeps a booking's schedules in line with its state: one EventBridge Scheduler schedule per future job.
//!
//! Level-triggered: for any event, it compares the jobs of the current booking with the ledger, plans the missing ones
//! and removes those that no longer apply.

mod scheduler;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::booking::{Booking, JobMessage, JobSettings};
use platform::{Clock, ConfigError, Env, Error, FromEnv};
use table::{JobTask, Table};
use worker::{Detail, Envelope, Failure, Queue, ReactionError};

use crate::scheduler::Scheduler;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    scheduler: Scheduler,
    queue: Queue,
    clock: Clock,
    settings: Settings,
}

/// Due times of jobs, with the product's defaults.
#[derive(Debug)]
struct Settings(JobSettings);

impl FromEnv for Settings {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        let (config, default) = (&env.config, JobSettings::default());
        let auto_complete_hours =
            config.parsed("AUTO_COMPLETE_HOURS", default.auto_complete_hours.unwrap_or_default())?;
        Ok(Self(JobSettings {
            client_reminder_hours: config.parsed("CLIENT_REMINDER_HOURS", default.client_reminder_hours)?,
            consultant_reminder_hours: config.parsed("CONSULTANT_REMINDER_HOURS", default.consultant_reminder_hours)?,
            attendance_check_minutes: config.parsed("ATTENDANCE_CHECK_MINUTES", default.attendance_check_minutes)?,
            auto_complete_hours: (auto_complete_hours > 0).then_some(auto_complete_hours),
            follow_up_hours: config.parsed("FOLLOW_UP_HOURS", default.follow_up_hours)?,
            no_show_follow_up_minutes: config.parsed("NO_SHOW_FOLLOW_UP_MINUTES", default.no_show_follow_up_minutes)?,
        }))
    }
}

/// Processes a batch of events.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = &deps;
    Ok(deps.queue.react(batch, |envelope: Envelope| async move { react(deps, &envelope.detail).await }).await)
}

async fn react(deps: &Deps, detail: &Detail) -> Result<(), Failure> {
    let booking = booking(deps, detail).await?;
    if booking.version < detail.booking_version {
        return Err(ReactionError::OutdatedBooking.into());
    }
    take_back(deps, &booking).await?;
    plan(deps, &booking).await?;
    deps.table.jobs_planned(&booking.reference, booking.version).await?;
    // A reaction to a later change may have found jobs in place that were removed afterwards, so the version is checked
    // again.
    if self::booking(deps, detail).await?.version != booking.version {
        return Err(ReactionError::BookingChanged.into());
    }
    Ok(())
}

async fn booking(deps: &Deps, detail: &Detail) -> Result<Booking, Error> {
    Ok(deps.table.booking_to_act_on(&detail.reference).await?.ok_or(ReactionError::NoBooking)?)
}

/// The times of jobs: the company's own win over the deployment's.
async fn settings(deps: &Deps) -> Result<JobSettings, Error> {
    Ok(deps.settings.0.with(&deps.table.settings().await?.reminders))
}

/// Removes the jobs of earlier states. A schedule that still fires does nothing.
async fn take_back(deps: &Deps, booking: &Booking) -> Result<(), Error> {
    let current = booking.jobs(&settings(deps).await?);
    for task in pending(deps, booking).await? {
        if !current.iter().any(|job| job.kind == task.job.kind && job.sequence == task.job.sequence) {
            deps.scheduler.delete(&message(booking, &task.job)).await?;
            deps.table.take_job_back(&task).await?;
        }
    }
    Ok(())
}

/// Plans missing jobs: first in the ledger, where `reconcile` would find them, then as schedules.
async fn plan(deps: &Deps, booking: &Booking) -> Result<(), Error> {
    for job in booking.jobs(&settings(deps).await?) {
        deps.table.plan_job(booking, &job).await?;
    }
    let now = deps.clock.now();
    for task in pending(deps, booking).await? {
        deps.scheduler.create(task.job.kind.function(), &message(booking, &task.job), task.job.due, now).await?;
    }
    Ok(())
}

/// Pending jobs that follow from a state of the booking. Other jobs are planned by the function that handles their
/// cause.
async fn pending(deps: &Deps, booking: &Booking) -> Result<Vec<JobTask>, Error> {
    let mut tasks = deps.table.job_tasks(&booking.reference).await?;
    tasks.retain(|task| task.is_pending && task.job.kind.is_of_booking());
    Ok(tasks)
}

fn message(booking: &Booking, job: &domain::booking::Job) -> JobMessage {
    JobMessage { kind: job.kind, reference: booking.reference.clone(), sequence: job.sequence }
}
