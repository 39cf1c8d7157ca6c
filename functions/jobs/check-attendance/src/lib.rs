//! Asks the consultant for attendance, repeats the question the next morning, and finally marks an unanswered meeting
//! as completed.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::booking::{Actor, Booking, JobKind, JobMessage, Outcome, Recipient};
use links::LinkMaker;
use mail::{AttendanceLinks, Email, Mailer};
use notify::{Notifier, ReminderSender, Sending};
use platform::{Error, FromEnv, SendError};
use table::{ChangeError, ChangeRequest};
use worker::{Failure, ReactionError};

#[derive(Debug, FromEnv)]
pub struct Deps {
    notifier: Notifier,
    links: LinkMaker,
    mailer: Mailer,
}

/// Runs a batch of jobs.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    let react = |message: JobMessage| async move {
        if message.kind == JobKind::AttendanceClose {
            close(deps, &message).await
        } else {
            deps.notifier.run_job(&message, deps).await
        }
    };
    Ok(deps.notifier.queue.react(batch, react).await)
}

impl ReminderSender for Deps {
    async fn send(&self, booking: &Booking, kind: JobKind) -> Result<Sending, SendError> {
        let company = self.notifier.table.settings().await.map_err(|error| SendError::NotSent(error.into()))?;
        let mailer = self.mailer.of(&company);
        let email = email(self, &mailer, booking, kind).await.map_err(SendError::NotSent)?;
        mailer.send(&email, self.notifier.clock.now()).await.map(Sending::Sent)
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
async fn close(deps: &Deps, message: &JobMessage) -> Result<(), Failure> {
    let Some(task) = deps.notifier.pending(message).await? else { return Ok(()) };
    let table = &deps.notifier.table;
    let booking = table.booking_to_act_on(&message.reference).await?.ok_or(ReactionError::NoBooking)?;
    let now = deps.notifier.clock.now();
    if !booking.job_applies(message.kind, message.sequence, now) {
        return Ok(table.skip_job(&task).await?);
    }
    deps.notifier.late("check-attendance", &task);
    let changed = booking.record_outcome(Outcome::Completed, Actor::System, "attendance-close", now);
    match table.change(&ChangeRequest::new(&booking, &changed)).await {
        Ok(()) => Ok(table.job_done(&task).await?),
        // Another request recorded the outcome in the meantime; the retried message reads it.
        Err(ChangeError::Stale) => Err(ReactionError::BookingChanged.into()),
        Err(error) => Err(error.into()),
    }
}
