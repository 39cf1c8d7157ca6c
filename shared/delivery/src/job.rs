//! Doing a job that tells somebody something.

use std::future::Future;

use chrono::TimeDelta;
use domain::{
    booking::{Booking, JobDecision, JobKind, JobMessage, Told},
    time::Instant,
};
use platform::{DeliveryOutcome, Error, Metric, SendError};
use table::{ClaimOutcome, JobTask, RecipientClaim};

use crate::{
    Courier, Sending,
    sending::{Verdict, hopeless, judge},
};

/// How much before it is due a job's message may come: what is due within 90 seconds is put on its queue at once.
const EARLY: TimeDelta = TimeDelta::minutes(2);

/// Whoever does a kind of jobs.
pub trait JobDoer: Sync {
    /// Whether a job is to be done, given the booking as it is, and what its recipient was told last, and when.
    fn decide(
        &self,
        booking: &Booking,
        kind: JobKind,
        sequence: u32,
        told: Option<(&Told, Instant)>,
        now: Instant,
    ) -> JobDecision {
        let _ = told;
        booking.decide_job(kind, sequence, now)
    }

    /// Sends its message.
    fn send(&self, booking: &Booking, kind: JobKind) -> impl Future<Output = Result<Sending, SendError>> + Send;
}

impl Courier {
    /// Does a job, if it still fits the booking and wasn't done; silent otherwise.
    ///
    /// # Errors
    /// If it could not be done.
    pub async fn do_job(&self, message: &JobMessage, doer: &impl JobDoer) -> Result<(), Error> {
        let kind = JobKind::from_key(&message.job).ok_or("there is no such job")?;
        // Done already, or taken back: silence.
        let Some(task) = self.pending(message, kind).await? else { return Ok(()) };
        let booking = self.table.booking_now(&message.reference).await?.ok_or("the booking is gone")?;
        let recipient = booking.job_recipient(kind);
        // Who has nothing to say needs no claim, and keeps no confirmation waiting for it.
        let told = self.table.told(&message.reference, kind.channel(), &recipient).await?;
        let told = told.as_ref().map(|(told, at)| (told, *at));
        if let JobDecision::Silent(_) = doer.decide(&booking, kind, message.sequence, told, self.clock.now()) {
            return self.silent(&task).await;
        }
        let claim = match self.table.claim_recipient(&message.reference, kind.channel(), &recipient).await? {
            ClaimOutcome::Claimed(claim) => claim,
            ClaimOutcome::Held => return Err("another message to this recipient is on its way".into()),
        };
        // Looked at once more under the claim: whoever had it before may have done this very job.
        let booking = self.table.booking_now(&message.reference).await?.ok_or("the booking is gone")?;
        let Some(task) = self.pending(message, kind).await? else {
            return Ok(self.table.give_up_claim(&claim).await?);
        };
        let told = claim.told.as_ref().zip(claim.told_at);
        match doer.decide(&booking, kind, message.sequence, told, self.clock.now()) {
            JobDecision::Do => self.send_job(&booking, &claim, &task, doer).await,
            JobDecision::Silent(_) => {
                self.table.give_up_claim(&claim).await?;
                self.silent(&task).await
            }
        }
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
        let latest = self.clock.now() + EARLY;
        let is_meant = |task: &JobTask| {
            let is_named = task.job.kind == kind && task.job.sequence == message.sequence;
            is_named && task.is_pending && task.job.due <= latest
        };
        Ok(self.table.job_tasks(&message.reference).await?.into_iter().find(is_meant))
    }

    async fn silent(&self, task: &JobTask) -> Result<(), Error> {
        self.count(task.job.kind.channel(), &task.job.kind.key(), DeliveryOutcome::Skipped);
        Ok(self.table.skip_job(task).await?)
    }

    async fn send_job(
        &self,
        booking: &Booking,
        claim: &RecipientClaim,
        task: &JobTask,
        doer: &impl JobDoer,
    ) -> Result<(), Error> {
        let kind = task.job.kind;
        self.late(kind.function().name(), task);
        match doer.send(booking, kind).await {
            Ok(Sending::Sent(message_id)) => {
                self.count(claim.channel, &kind.key(), DeliveryOutcome::Sent);
                Ok(self.table.finish_job(claim, task, &message_id).await?)
            }
            Ok(Sending::Nobody) => {
                self.table.give_up_claim(claim).await?;
                self.silent(task).await
            }
            Err(error) => match judge(&error, task.since, self.clock.now()) {
                Verdict::GiveUp(reason) => {
                    self.count(claim.channel, &kind.key(), DeliveryOutcome::Failed);
                    self.table.fail_job(claim, task, &reason).await?;
                    Err(hopeless(error))
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
