//! Asks the consultant for attendance, repeats the question the next morning, and finally marks an unanswered meeting
//! as completed.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::booking::{Actor, Booking, Channel, Job, JobFunction, JobKind, Outcome, Recipient};
use jobs::{AttendanceTimes, Scheduler, message};
use links::LinkMaker;
use mail::{AttendanceLinks, Email, Mailer};
use notify::{Notifier, ReminderSender, Sending};
use platform::{ConfigError, Env, Error, FromEnv, SendError, chain};
use table::{ChangeError, ChangeRequest, JobResult};
use worker::{Failure, JobOrder, ReactionError};

#[derive(Debug, FromEnv)]
pub struct Deps {
    notifier: Notifier,
    links: LinkMaker,
    mailer: Mailer,
    times: AttendanceTimes,
    schedules: Schedules,
}

/// The schedules of the jobs that follow the first question.
#[derive(Debug)]
struct Schedules(Scheduler);

impl FromEnv for Schedules {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        Scheduler::of(env, &[JobFunction::CheckAttendance]).map(Self)
    }
}

/// Runs a batch of jobs.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    let react = |order: JobOrder| async move {
        if order.message.kind == JobKind::AttendanceClose {
            close(deps, &order).await
        } else {
            deps.notifier.run_job(&order, deps).await
        }
    };
    Ok(deps.notifier.queue.react(batch, react).await)
}

impl ReminderSender for Deps {
    async fn send(&self, booking: &Booking, kind: JobKind) -> Result<Sending, SendError> {
        let company = self.notifier.table.settings().await.map_err(|error| SendError::NotSent(error.into()))?;
        let edited = self.notifier.table.edited_mails().await.map_err(|error| SendError::NotSent(error.into()))?;
        let mailer = self.mailer.of(&company, &edited);
        let email = email(self, &mailer, booking, kind).await.map_err(SendError::NotSent)?;
        mailer.send(&email, self.notifier.clock.now()).await.map(Sending::sent)
    }

    async fn following(&self, booking: &Booking, kind: JobKind) -> Result<Vec<Job>, Error> {
        // The company's own times win over the deployment's.
        let times = self.times.0.with(&self.notifier.table.settings().await?.reminders);
        let jobs = booking.jobs(&times).into_iter();
        Ok(jobs.filter(|job| job.kind.follows() == Some(kind)).collect())
    }

    async fn schedule(&self, booking: &Booking, jobs: &[Job]) {
        for job in jobs {
            let now = self.notifier.clock.now();
            if let Err(error) = self.schedules.0.create(&message(&booking.reference, job), job.due, now).await {
                tracing::warn!(cause = chain(error.as_ref()), "left a job to reconcile");
            }
        }
    }
}

async fn email(deps: &Deps, mailer: &Mailer, booking: &Booking, kind: JobKind) -> Result<Email, Error> {
    let Recipient::Consultant(id) = booking.job_recipient(kind) else {
        return Err(ReactionError::OtherFunction.into());
    };
    let profile = deps.notifier.table.profile(&id).await?.ok_or(ReactionError::NoConsultant)?;
    let (completed, no_show) = deps.links.for_attendance(booking).await?;
    let links = AttendanceLinks { completed, no_show };
    Ok(mailer.write_attendance(booking, &profile, &links, kind == JobKind::AttendanceAgain)?)
}

/// No answer: the meeting counts as completed.
async fn close(deps: &Deps, order: &JobOrder) -> Result<(), Failure> {
    let Some(case) = deps.notifier.pending(order).await? else { return Ok(()) };
    let (table, job) = (&deps.notifier.table, &case.record.job);
    let (booking, jobs) = (&case.ledger.booking, &case.ledger.jobs);
    let now = deps.notifier.clock.now();
    // A meeting that its consultant heard of too late hasn't taken place; nothing says so but a person.
    let consultant = case.ledger.recipient(Channel::Mail, &booking.job_recipient(job.kind));
    let could_take_place = consultant.last().is_none_or(|(_, at)| booking.was_notified_in_time(at));
    if !could_take_place || !booking.job_applies(job.kind, job.sequence, now) {
        table.settle_job(&booking.reference, jobs, job, (&JobResult::Skipped, &[])).await?;
        return Ok(());
    }
    deps.notifier.late("check-attendance", &case.record);
    let changed = booking.record_outcome(Outcome::Completed, Actor::System, "attendance-close", now);
    match table.change(&ChangeRequest::new(booking, &changed)).await {
        Ok(()) => {
            table.settle_job(&booking.reference, jobs, job, (&JobResult::Done(None), &[])).await?;
            Ok(())
        }
        // Another request recorded the outcome in the meantime; the retried message reads it.
        Err(ChangeError::Stale) => Err(ReactionError::BookingChanged.into()),
        Err(error) => Err(error.into()),
    }
}
