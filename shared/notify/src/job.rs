//! Doing a job that tells somebody something.

use std::future::Future;

use chrono::TimeDelta;
use domain::{
    booking::{Booking, JobDecision, JobKind, JobMessage, LastNotified, RecipientState},
    time::Instant,
};
use futures::future::try_join;
use platform::{DeliveryOutcome, Error, Metric, SendError};
use table::{ClaimOutcome, JobTask, NotificationTask, RecipientClaim};

use crate::{
    Notifier, Sending,
    sending::{Verdict, permanent, verdict_on},
};

/// How much before it is due a job's message may come: what is due within 90 seconds is put on its queue at once.
const EARLY: TimeDelta = TimeDelta::minutes(2);

/// Whoever does a kind of jobs.
pub trait ReminderSender: Sync {
    /// Sends its message.
    fn send(&self, booking: &Booking, kind: JobKind) -> impl Future<Output = Result<Sending, SendError>> + Send;
}

/// A job that is to be done, and all that decides on it but what its recipient was told.
struct Case {
    booking: Booking,
    task: JobTask,
    has_pending_notification: bool,
}

impl Case {
    fn decide(&self, last_notified: Option<(&LastNotified, Instant)>, now: Instant) -> JobDecision {
        let state = RecipientState { last_notified, has_pending_notification: self.has_pending_notification };
        self.booking.decide_job(self.task.job.kind, self.task.job.sequence, state, now)
    }
}

impl Notifier {
    /// Does a job, if it still fits the booking and wasn't done; silent otherwise.
    ///
    /// # Errors
    /// If it could not be done.
    pub async fn run_job(&self, message: &JobMessage, sender: &impl ReminderSender) -> Result<(), Error> {
        let kind = JobKind::from_key(&message.job).ok_or("there is no such job")?;
        // Done already, or taken back: silence.
        let Some(case) = self.case(message, kind).await? else { return Ok(()) };
        let recipient = case.booking.job_recipient(kind);
        // Who has nothing to say needs no claim, and keeps no confirmation waiting for it.
        let last_notified = self.table.last_notified(&message.reference, kind.channel(), &recipient).await?;
        let last_notified = last_notified.as_ref().map(|(last_notified, at)| (last_notified, *at));
        match case.decide(last_notified, self.clock.now()) {
            JobDecision::Do => {}
            JobDecision::Later => return Err(notified_before().into()),
            JobDecision::Skip(_) => return self.skip(&case.task).await,
        }
        let claim = match self.table.claim_recipient(&message.reference, kind.channel(), &recipient).await? {
            ClaimOutcome::Claimed(claim) => claim,
            ClaimOutcome::Held => return Err("another message to this recipient is on its way".into()),
        };
        // Looked at once more under the claim: whoever had it before may have done this very job.
        let Some(case) = self.case(message, kind).await? else {
            return Ok(self.table.give_up_claim(&claim).await?);
        };
        match case.decide(claim.last_notified.as_ref().zip(claim.last_notified_at), self.clock.now()) {
            JobDecision::Do => self.send_job(&case.booking, &claim, &case.task, sender).await,
            JobDecision::Later => {
                self.table.give_up_claim(&claim).await?;
                Err(notified_before().into())
            }
            JobDecision::Skip(_) => {
                self.table.give_up_claim(&claim).await?;
                self.skip(&case.task).await
            }
        }
    }

    /// What a message means, if that is still to be done.
    async fn case(&self, message: &JobMessage, kind: JobKind) -> Result<Option<Case>, Error> {
        let reference = &message.reference;
        let (booking, (jobs, notifications)) =
            try_join(self.table.booking_now(reference), self.table.all_tasks(reference)).await?;
        let Some(task) = self.meant(message, kind, jobs) else { return Ok(None) };
        let booking = booking.ok_or("the booking is gone")?;
        let recipient = booking.job_recipient(kind);
        let notifies_them =
            |task: &NotificationTask| task.is_pending && task.channel == kind.channel() && task.recipient == recipient;
        let has_pending_notification = notifications.iter().any(notifies_them);
        Ok(Some(Case { booking, task, has_pending_notification }))
    }

    /// Notes how late a job came.
    pub fn late(&self, function: &str, task: &JobTask) {
        let milliseconds = (self.clock.now() - task.since).num_milliseconds();
        self.metrics.record(Metric::JobLateness { job: function, milliseconds });
    }

    /// The job that a message means, if it is still to be done, and now. A message from before the job was taken back
    /// and planned anew comes too early; the job has its own.
    ///
    /// # Errors
    /// If the table can't be read.
    pub async fn pending(&self, message: &JobMessage, kind: JobKind) -> Result<Option<JobTask>, Error> {
        Ok(self.meant(message, kind, self.table.job_tasks(&message.reference).await?))
    }

    fn meant(&self, message: &JobMessage, kind: JobKind, tasks: Vec<JobTask>) -> Option<JobTask> {
        let latest = self.clock.now() + EARLY;
        let is_meant = |task: &JobTask| {
            let is_named = task.job.kind == kind && task.job.sequence == message.sequence;
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
    ) -> Result<(), Error> {
        let kind = task.job.kind;
        self.late(kind.function().name(), task);
        match sender.send(booking, kind).await {
            Ok(Sending::Sent(message_id)) => {
                self.count(claim.channel, &kind.key(), DeliveryOutcome::Sent);
                Ok(self.table.finish_job(claim, task, &message_id).await?)
            }
            Ok(Sending::Nobody) => {
                self.table.give_up_claim(claim).await?;
                self.skip(task).await
            }
            Err(error) => match verdict_on(&error, task.since, self.clock.now()) {
                Verdict::GiveUp(reason) => {
                    self.count(claim.channel, &kind.key(), DeliveryOutcome::Failed);
                    self.table.fail_job(claim, task, &reason).await?;
                    Err(permanent(error))
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

/// Why a job waits that makes sense only to who heard of the meeting.
fn notified_before() -> &'static str {
    "its recipient is to be told of the meeting before"
}
