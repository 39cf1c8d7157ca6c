//! Runs a job that sends a message.

use std::future::Future;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use chrono::TimeDelta;
use domain::{
    booking::{Booking, Job, JobDecision, JobKind, JobMessage, Notification, RecipientState},
    time::Instant,
};
use platform::{DeliveryOutcome, Error, Metric, SendError};
use table::{JobRecord, JobResult, Ledger, RecipientClaim, RecipientRecord};
use worker::{Failure, JobOrder, ReactionError};

use crate::{
    Notifier, Sending,
    limits::Permit,
    sending::{Verdict, verdict_on},
};

/// How early a job's message may come: a job due within 90 seconds is queued at once.
const EARLY: TimeDelta = TimeDelta::minutes(2);

/// Sends the messages of one kind of job.
pub trait ReminderSender: Sync {
    fn send(&self, booking: &Booking, kind: JobKind) -> impl Future<Output = Result<Sending, SendError>> + Send;

    /// Returns the jobs that are planned once a job of this kind has ended, however it ended.
    fn following(&self, _booking: &Booking, _kind: JobKind) -> impl Future<Output = Result<Vec<Job>, Error>> + Send {
        async { Ok(Vec::new()) }
    }

    /// Creates the schedules of planned jobs. `reconcile` finds those that have none.
    fn schedule(&self, _booking: &Booking, _jobs: &[Job]) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// A pending job with everything its decision needs.
pub struct JobCase {
    pub ledger: Ledger,
    pub record: JobRecord,
}

impl JobCase {
    /// The job's recipient, as read with it.
    fn recipient(&self) -> RecipientRecord {
        let kind = self.record.job.kind;
        self.ledger.recipient(kind.channel(), &self.ledger.booking.job_recipient(kind))
    }

    fn decide(&self, recipient: &RecipientRecord, notifier: &Notifier) -> JobDecision {
        let booking = &self.ledger.booking;
        let state = RecipientState {
            last_notified: recipient.last(),
            // Its event is open as long as that is so.
            has_pending_notification: recipient.notification(booking) != Notification::Nothing,
        };
        booking.decide_job(self.record.job.kind, self.record.job.sequence, state, notifier.clock.now())
    }
}

impl Notifier {
    /// Runs every job of a batch.
    pub async fn run_jobs(&self, batch: SqsEvent, sender: &impl ReminderSender) -> SqsBatchResponse {
        self.queue.react(batch, |order: JobOrder| async move { self.run_job(&order, sender).await }).await
    }

    /// Runs a job if it still fits the booking and is pending; otherwise does nothing.
    ///
    /// # Errors
    /// Fails if the message was not sent.
    pub async fn run_job(&self, order: &JobOrder, sender: &impl ReminderSender) -> Result<(), Failure> {
        // Already done, or removed.
        let Some(case) = self.pending(order).await? else { return Ok(()) };
        // Skip the claim if there is nothing to send, so that a pending confirmation isn't delayed.
        let recipient = case.recipient();
        match case.decide(&recipient, self) {
            JobDecision::Do => {}
            JobDecision::Later => return Err(ReactionError::RecipientNotNotified.into()),
            JobDecision::Skip(_) => return self.skip(&case, sender).await,
        }
        let claim = self.table.claim_recipient(&order.message.reference, &recipient, None).await?;
        let Some(claim) = claim else { return Err(ReactionError::RecipientBusy.into()) };
        // Read again under the claim: its previous holder may have run this very job.
        let case = match self.case(&order.message).await {
            Ok(Some(case)) => case,
            ended => {
                self.table.give_up_claim(&claim).await?;
                return Ok(ended.map(|_| ())?);
            }
        };
        match case.decide(&claim.record, self) {
            JobDecision::Do => self.send_job(&case, &claim, sender).await,
            JobDecision::Later => {
                self.table.give_up_claim(&claim).await?;
                Err(ReactionError::RecipientNotNotified.into())
            }
            JobDecision::Skip(_) => {
                self.table.give_up_claim(&claim).await?;
                self.skip(&case, sender).await
            }
        }
    }

    /// Returns the pending job of a message if it is due. After a job is removed and planned again, the first message comes
    /// too early; the job has its own. A dead letter that is driven back has the job planned again if that failed.
    pub async fn pending(&self, order: &JobOrder) -> Result<Option<JobCase>, Error> {
        if let Some(failed_at) = order.failed_at {
            let JobMessage { kind, reference, sequence } = &order.message;
            if let Some(ledger) = self.table.ledger_to_act_on(reference).await? {
                let only = Some((*kind, *sequence));
                self.table.retry_failed_jobs(reference, &ledger.jobs, only, failed_at).await?;
            }
        }
        self.case(&order.message).await
    }

    async fn case(&self, message: &JobMessage) -> Result<Option<JobCase>, Error> {
        let ledger = self.table.ledger_to_act_on(&message.reference).await?.ok_or(ReactionError::NoBooking)?;
        let latest = self.clock.now() + EARLY;
        let is_due = |record: &JobRecord| record.is_pending && record.job.due <= latest;
        let record = ledger.jobs.record(message.kind, message.sequence).filter(is_due);
        Ok(record.map(|record| JobCase { ledger, record }))
    }

    /// Records how late a job ran.
    pub fn late(&self, function: &str, record: &JobRecord) {
        let milliseconds = (self.clock.now() - record.since).num_milliseconds();
        self.metrics.record(Metric::JobLateness { job: function, milliseconds });
    }

    async fn skip(&self, case: &JobCase, sender: &impl ReminderSender) -> Result<(), Failure> {
        let kind = case.record.job.kind;
        self.count(kind.channel(), &kind.key(), DeliveryOutcome::Skipped);
        self.settle_job(case, &JobResult::Skipped, sender).await
    }

    /// Stores a job's result, and plans the jobs that follow it in the same write.
    async fn settle_job(
        &self,
        case: &JobCase,
        result: &JobResult,
        sender: &impl ReminderSender,
    ) -> Result<(), Failure> {
        let JobCase { ledger: Ledger { booking, jobs, .. }, record } = case;
        let is_of_now = record.job.sequence == booking.sequence;
        let then = if is_of_now { sender.following(booking, record.job.kind).await? } else { Vec::new() };
        self.table.settle_job(&booking.reference, jobs, &record.job, (result, &then)).await?;
        if !then.is_empty() {
            sender.schedule(booking, &then).await;
        }
        Ok(())
    }

    async fn send_job(
        &self,
        case: &JobCase,
        claim: &RecipientClaim,
        sender: &impl ReminderSender,
    ) -> Result<(), Failure> {
        let (kind, channel) = (case.record.job.kind, claim.record.channel);
        let counted = match self.permit(&case.ledger.booking, (channel, &claim.record.recipient), true).await {
            Ok(Permit::Granted(counted)) => counted,
            Ok(Permit::Wait(until)) => return self.hold_job(case, claim, until).await,
            Err(error) => {
                self.table.give_up_claim(claim).await?;
                return Err(error.into());
            }
        };
        self.late(kind.function().name(), &case.record);
        let (outcome, result, failure) = match sender.send(&case.ledger.booking, kind).await {
            Ok(Sending::Sent(message)) => (DeliveryOutcome::Sent, JobResult::Done(Some(message)), Ok(())),
            Ok(Sending::Nobody) => (DeliveryOutcome::Skipped, JobResult::Skipped, Ok(())),
            Err(error) => match verdict_on(&error, case.record.since, self.clock.now()) {
                Verdict::GiveUp { reason, .. } => {
                    (DeliveryOutcome::Failed, JobResult::Failed { reason }, Err(Failure::Permanent(error.into())))
                }
                Verdict::Again { give_back } => {
                    self.count(channel, &kind.key(), DeliveryOutcome::Retried);
                    if give_back {
                        self.table.give_up_claim(claim).await?;
                        self.give_back(&counted).await?;
                    }
                    return Err(error.into());
                }
            },
        };
        self.count(channel, &kind.key(), outcome);
        // The result before the claim's end: no other worker may find the job pending and the recipient free.
        self.settle_job(case, &result, sender).await?;
        self.table.give_up_claim(claim).await?;
        if outcome != DeliveryOutcome::Sent {
            self.give_back(&counted).await?;
        }
        failure
    }

    /// Has a job wait until an instant; until then `reconcile` leaves it alone.
    async fn hold_job(&self, case: &JobCase, claim: &RecipientClaim, until: Instant) -> Result<(), Failure> {
        self.table.give_up_claim(claim).await?;
        let (ledger, job) = (&case.ledger, &case.record.job);
        self.table.hold_job(&ledger.booking.reference, &ledger.jobs, (job, until)).await?;
        Err(Failure::Wait { seconds: self.seconds_until(until) })
    }
}
