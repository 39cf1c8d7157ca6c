//! Notifies recipients of the newest state of a booking.

use std::collections::BTreeSet;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::{
    booking::{Booking, Channel, LastNotified, Notification, Recipient},
    ids::Reference,
};
use futures::future::{join_all, try_join};
use platform::{DeliveryOutcome, Error, SendError};
use table::{ClaimOutcome, NotificationTask, RecipientClaim, Sent};
use worker::{Detail, Envelope, Failure, ReactionError};

use crate::{
    NotificationSender, Notifier, Sending,
    sending::{Verdict, verdict_on},
};

impl Notifier {
    /// Notifies recipients of every event of a batch.
    pub async fn notify_all<S: NotificationSender>(&self, batch: SqsEvent, sender: &S) -> SqsBatchResponse {
        let react = |envelope: Envelope| async move { self.notify(S::CHANNEL, &envelope.detail, sender).await };
        self.queue.react(batch, react).await
    }

    /// Notifies all pending recipients of a booking by this channel. Level-triggered: for any event, in any order, it
    /// reads the current booking and ledger. One recipient's failure doesn't affect the others.
    async fn notify(&self, channel: Channel, detail: &Detail, sender: &impl NotificationSender) -> Result<(), Failure> {
        let (booking, tasks) = self.look(channel, &detail.reference).await?;
        if booking.is_none_or(|booking| booking.version < detail.booking_version) {
            return Err(ReactionError::OutdatedBooking.into());
        }
        let waiting: BTreeSet<&Recipient> =
            tasks.iter().filter(|task| task.is_pending).map(|task| &task.recipient).collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let (claims, mut failures) = self.claim(channel, &detail.reference, waiting).await;
        // Read after the claims, so that this notification is newer than any earlier one.
        let (booking, tasks) = self.look(channel, &detail.reference).await?;
        let booking = booking.ok_or(ReactionError::NoBooking)?;
        // Concurrently: a provider that hangs for one recipient must not use up the others' time.
        let sends = claims.iter().map(|claim| self.notify_one(&booking, claim, &tasks, sender));
        failures.extend(join_all(sends).await.into_iter().filter_map(Result::err));
        Failure::combine(failures)
    }

    /// Reads the booking and its notification tasks for one channel.
    async fn look(
        &self,
        channel: Channel,
        reference: &Reference,
    ) -> Result<(Option<Booking>, Vec<NotificationTask>), Error> {
        Ok(try_join(self.table.booking_to_act_on(reference), self.table.notification_tasks(reference, channel)).await?)
    }

    async fn claim(
        &self,
        channel: Channel,
        reference: &Reference,
        recipients: BTreeSet<&Recipient>,
    ) -> (Vec<RecipientClaim>, Vec<Failure>) {
        let outcomes = recipients.into_iter().map(|it| self.table.claim_recipient(reference, channel, it));
        let (mut claims, mut failures) = (Vec::new(), Vec::new());
        for outcome in join_all(outcomes).await {
            match outcome {
                Ok(ClaimOutcome::Claimed(claim)) => claims.push(*claim),
                // The claim's holder may fail: this message must come back and check.
                Ok(ClaimOutcome::Held) => failures.push(ReactionError::RecipientBusy.into()),
                Err(error) => failures.push(error.into()),
            }
        }
        (claims, failures)
    }

    async fn notify_one(
        &self,
        booking: &Booking,
        claim: &RecipientClaim,
        tasks: &[NotificationTask],
        sender: &impl NotificationSender,
    ) -> Result<(), Failure> {
        let notification = booking.notification_unconfirmed(
            &claim.recipient,
            claim.last_notified.as_ref(),
            claim.unconfirmed.as_ref(),
        );
        let sent = match &notification {
            Notification::Nothing => Ok(Sending::Nobody),
            notification => {
                self.table.record_attempt(claim, &LastNotified::by(booking, notification)).await?;
                sender.send(booking, &claim.recipient, notification).await
            }
        };
        match sent {
            Ok(sending) => {
                let (outcome, sent) = settlement(booking, &notification, sending);
                self.count(claim.channel, name(&notification), outcome);
                Ok(self.table.settle_claim(claim, tasks, &sent).await?)
            }
            Err(error) => self.failed(booking, claim, tasks, &notification, error).await,
        }
    }

    async fn failed(
        &self,
        booking: &Booking,
        claim: &RecipientClaim,
        tasks: &[NotificationTask],
        notification: &Notification,
        error: SendError,
    ) -> Result<(), Failure> {
        let waiting = tasks.iter().filter(|task| task.is_pending && task.recipient == claim.recipient);
        let now = self.clock.now();
        // The newest one counts for all: an earlier change must not make a later one late.
        let since = waiting.filter_map(|task| task.planned_at).max().unwrap_or(now);
        match verdict_on(&error, since, now) {
            Verdict::GiveUp { reason, may_have_arrived } => {
                self.count(claim.channel, name(notification), DeliveryOutcome::Failed);
                let sent = Sent::Refused { version: booking.version, reason, may_have_arrived };
                self.table.settle_claim(claim, tasks, &sent).await?;
                Err(Failure::Permanent(error.into()))
            }
            Verdict::Again { give_back } => {
                self.count(claim.channel, name(notification), DeliveryOutcome::Retried);
                if give_back {
                    self.table.give_up_claim(claim).await?;
                }
                Err(error.into())
            }
        }
    }
}

fn settlement(booking: &Booking, notification: &Notification, sending: Sending) -> (DeliveryOutcome, Sent) {
    match sending {
        Sending::Nobody => (DeliveryOutcome::Skipped, Sent::Nothing { version: booking.version }),
        Sending::Sent(message_id) => (
            DeliveryOutcome::Sent,
            Sent::Message { last_notified: Box::new(LastNotified::by(booking, notification)), message_id },
        ),
    }
}

fn name(notification: &Notification) -> &'static str {
    match notification {
        Notification::Confirmation => "confirmation",
        Notification::Change { .. } => "change",
        Notification::Cancellation { .. } => "cancellation",
        Notification::Nothing => "nothing",
    }
}
