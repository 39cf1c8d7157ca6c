//! Runs a job that sends a message.

use std::future::Future;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use chrono::TimeDelta;
use domain::{
    booking::{Booking, JobDecision, JobKind, JobMessage, LastNotified, RecipientState},
    time::Instant,
};
use futures::future::try_join;
use platform::{DeliveryOutcome, Error, Metric, SendError};
use table::{ClaimOutcome, JobTask, NotificationTask, RecipientClaim};
use worker::{Failure, ReactionError};

use crate::{
    Notifier, Sending,
    sending::{Verdict, verdict_on},
};

/// How early a job's message may come: a job due within 90 seconds is queued at once.
const EARLY: TimeDelta = TimeDelta::minutes(2);

/// Sends the messages of one kind of job.
pub trait ReminderSender: Sync {
    fn send(&self, booking: &Booking, kind: JobKind) -> impl Future<Output = Result<Sending, SendError>> + Send;
}

/// A pending job with everything its decision needs, except the recipient's last notification.
struct Case {
    booking: Booking,
    task: JobTask,
    has_pending_notification: bool,
}

impl Case {
    fn decide(&self, last: Option<(&LastNotified, Instant)>, now: Instant) -> JobDecision {
        let state = RecipientState { last_notified: last, has_pending_notification: self.has_pending_notification };
        self.booking.decide_job(self.task.job.kind, self.task.job.sequence, state, now)
    }
}

impl Notifier {
    /// Runs every job of a batch.
    pub async fn run_jobs(&self, batch: SqsEvent, sender: &impl ReminderSender) -> SqsBatchResponse {
        self.queue.react(batch, |message: JobMessage| async move { self.run_job(&message, sender).await }).await
    }

    /// Runs a job if it still fits the booking and is pending; otherwise does nothing.
    ///
    /// # Errors
    /// Fails if the message was not sent.
    pub async fn run_job(&self, message: &JobMessage, sender: &impl ReminderSender) -> Result<(), Failure> {
        let kind = message.kind;
        // Already done or cancelled.
        let Some(case) = self.case(message).await? else { return Ok(()) };
        let recipient = case.booking.job_recipient(kind);
        // Skip the claim if there is nothing to send, so that a pending confirmation isn't delayed.
        let last = self.table.last_notified(&message.reference, kind.channel(), &recipient).await?;
        let last = last.as_ref().map(|(notified, at)| (notified, *at));
        match case.decide(last, self.clock.now()) {
            JobDecision::Do => {}
            JobDecision::Later => return Err(ReactionError::RecipientNotNotified.into()),
            JobDecision::Skip(_) => return Ok(self.skip(&case.task).await?),
        }
        let claim = match self.table.claim_recipient(&message.reference, kind.channel(), &recipient).await? {
            ClaimOutcome::Claimed(claim) => claim,
            ClaimOutcome::Held => return Err(ReactionError::RecipientBusy.into()),
        };
        // Checked again under the claim: its previous holder may have run this very job.
        let Some(case) = self.case(message).await? else {
            return Ok(self.table.give_up_claim(&claim).await?);
        };
        match case.decide(claim.last_notified.as_ref().zip(claim.last_notified_at), self.clock.now()) {
            JobDecision::Do => self.send_job(&case.booking, &claim, &case.task, sender).await,
            JobDecision::Later => {
                self.table.give_up_claim(&claim).await?;
                Err(ReactionError::RecipientNotNotified.into())
            }
            JobDecision::Skip(_) => {
                self.table.give_up_claim(&claim).await?;
                Ok(self.skip(&case.task).await?)
            }
        }
    }

    /// The pending job of a message, with its booking.
    async fn case(&self, message: &JobMessage) -> Result<Option<Case>, Error> {
        let reference = &message.reference;
        let (booking, (jobs, notifications)) =
            try_join(self.table.booking_to_act_on(reference), self.table.all_tasks(reference)).await?;
        let Some(task) = self.meant(message, jobs) else { return Ok(None) };
        let booking = booking.ok_or(ReactionError::NoBooking)?;
        let (channel, recipient) = (message.kind.channel(), booking.job_recipient(message.kind));
        let is_theirs =
            |task: &NotificationTask| task.is_pending && task.channel == channel && task.recipient == recipient;
        let has_pending_notification = notifications.iter().any(is_theirs);
        Ok(Some(Case { booking, task, has_pending_notification }))
    }

    /// Records how late a job ran.
    pub fn late(&self, function: &str, task: &JobTask) {
        let milliseconds = (self.clock.now() - task.since).num_milliseconds();
        self.metrics.record(Metric::JobLateness { job: function, milliseconds });
    }

    /// Returns the pending job of a message if it is due. After a job is cancelled and planned again, the first message
    /// comes too early; the job has its own.
    pub async fn pending(&self, message: &JobMessage) -> Result<Option<JobTask>, Error> {
        Ok(self.meant(message, self.table.job_tasks(&message.reference).await?))
    }

    fn meant(&self, message: &JobMessage, tasks: Vec<JobTask>) -> Option<JobTask> {
        let latest = self.clock.now() + EARLY;
        let is_meant = |task: &JobTask| {
            let is_named = task.job.kind == message.kind && task.job.sequence == message.sequence;
            is_named && task.is_pending && task.job.due <= latest
        };
        tasks.into_iter().find(is_meant)
    }

    async fn skip(&self, task: &JobTask) -> Result<(), Error> {
        self.count(task.job.kind.channel(), &task.job.kind.key(), DeliveryOutcome::Skipped);
        Ok(self.table.skip_job(task).await?)
    }

    async fn send_job(
        &self,
        booking: &Booking,
        claim: &RecipientClaim,
        task: &JobTask,
        sender: &impl ReminderSender,
    ) -> Result<(), Failure> {
        let kind = task.job.kind;
        self.late(kind.function().name(), task);
        match sender.send(booking, kind).await {
            Ok(Sending::Sent(message_id)) => {
                self.count(claim.channel, &kind.key(), DeliveryOutcome::Sent);
                Ok(self.table.finish_job(claim, task, &message_id).await?)
            }
            Ok(Sending::Nobody) => {
                self.table.give_up_claim(claim).await?;
                Ok(self.skip(task).await?)
            }
            Err(error) => match verdict_on(&error, task.since, self.clock.now()) {
                Verdict::GiveUp { reason, .. } => {
                    self.count(claim.channel, &kind.key(), DeliveryOutcome::Failed);
                    self.table.fail_job(claim, task, &reason).await?;
                    Err(Failure::Permanent(error.into()))
                }
                Verdict::Again { give_back } => {
                    self.count(claim.channel, &kind.key(), DeliveryOutcome::Retried);
                    if give_back {
                        self.table.give_up_claim(claim).await?;
                    }
                    Err(error.into())
                }
            },
        }
    }
}
