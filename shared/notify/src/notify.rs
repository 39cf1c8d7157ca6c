//! Notifies recipients of the newest state of a booking. docs/protocol.md has the reasons for the order of the steps.

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use chrono::TimeDelta;
use domain::{
    booking::{Booking, Channel, Effect, LastNotified, Notification, Observers},
    time::Instant,
};
use futures::future::join_all;
use platform::{DeliveryOutcome, SendError};
use table::{EventRange, Ledger, OpenEvent, RecipientClaim, RecipientRecord, Sent};
use worker::{Envelope, Failure, ReactionError};

use crate::{
    NotificationSender, Notifier, Sending,
    limits::Permit,
    sending::{Verdict, verdict_on},
};

/// Attempts while the booking keeps changing between read and claim; then the message comes back.
const MAX_ROUNDS: usize = 3;

/// How long `reconcile` leaves an event alone at most that other reactions aren't done with.
const SHARED_HOLD: TimeDelta = TimeDelta::hours(6);

/// The result of one attempt to notify.
enum Round {
    /// Each recipient was notified, or has a failure here.
    Over(Vec<Failure>),
    /// The booking changed meanwhile; nothing was sent.
    Outdated,
}

/// A recipient that is claimed for a notification.
struct Claimed {
    claim: RecipientClaim,
    notification: Notification,
}

impl Notifier {
    /// Notifies recipients of every event of a batch.
    pub async fn notify_all<S: NotificationSender>(&self, batch: SqsEvent, sender: &S) -> SqsBatchResponse {
        let react = |envelope: Envelope| async move { self.notify(S::CHANNEL, &envelope, sender).await };
        self.queue.react(batch, react).await
    }

    /// Notifies recipients of one event of a queue with other messages beside.
    ///
    /// # Errors
    /// Fails if a recipient wasn't notified.
    pub async fn notify_of<S: NotificationSender>(&self, envelope: &Envelope, sender: &S) -> Result<(), Failure> {
        platform::log_reference(envelope.detail.reference.as_str());
        platform::log_request_id(&envelope.detail.request_id);
        self.notify(S::CHANNEL, envelope, sender).await
    }

    /// Notifies all recipients of a booking by this channel of the newest state. Level-triggered: for any event, in any
    /// order, it reads the current booking and its recipients. One recipient's failure doesn't affect the others.
    async fn notify(
        &self,
        channel: Channel,
        envelope: &Envelope,
        sender: &impl NotificationSender,
    ) -> Result<(), Failure> {
        let (reference, effect) = (&envelope.detail.reference, Effect::Notify(channel));
        if let Some(failed_at) = envelope.failed_at {
            self.table.retry_failed_notifications(reference, channel, failed_at).await?;
        }
        let range = if envelope.is_of_event() { EventRange::Newest } else { EventRange::All };
        // Before the recipients: an event that is opened again after that stays open.
        let open = self.table.open_events(reference, effect, range).await?;
        if open.is_empty() {
            return Ok(());
        }
        for _ in 0..MAX_ROUNDS {
            let ledger = self.table.ledger_to_act_on(reference).await?.ok_or(ReactionError::NoBooking)?;
            // The message of the newest event does it all.
            if envelope.is_before(ledger.booking.notify_version) {
                return Ok(());
            }
            let Round::Over(failures) = self.round(channel, &ledger, &open, sender).await? else { continue };
            // A permanent failure is in the log, and final.
            if failures.iter().all(|failure| matches!(failure, Failure::Permanent(_)))
                && !self.table.close_events(&open, effect).await?
            {
                return Err(ReactionError::OpenedAgain.into());
            }
            return Failure::combine(failures);
        }
        Err(ReactionError::BookingChanged.into())
    }

    async fn round(
        &self,
        channel: Channel,
        ledger: &Ledger,
        open: &[OpenEvent],
        sender: &impl NotificationSender,
    ) -> Result<Round, Failure> {
        let mut observers = Observers::default();
        open.iter().for_each(|event| observers.extend(&event.observers));
        let (claimed, mut failures) = self.claim(&ledger.booking, ledger.recipients_on(channel, &observers)).await;
        if claimed.is_empty() {
            return Ok(Round::Over(failures));
        }
        // Read after the claims, so that no state is sent that a later notification overtook.
        let now = self.table.booking_to_act_on(&ledger.booking.reference).await;
        if !now.as_ref().is_ok_and(|now| now.as_ref().is_some_and(|now| now.version == ledger.booking.version)) {
            for outcome in join_all(claimed.iter().map(|it| self.table.give_up_claim(&it.claim))).await {
                outcome?;
            }
            now?;
            return Ok(Round::Outdated);
        }
        // Concurrently: a provider that hangs for one recipient must not use up the others' time.
        let sends = claimed.iter().map(|it| self.notify_one(&ledger.booking, it, open, sender));
        failures.extend(join_all(sends).await.into_iter().filter_map(Result::err));
        Ok(Round::Over(failures))
    }

    /// Claims the recipients that need a notification. A recipient that another worker has is a failure, also if it needs
    /// nothing: that worker may fail, so no event is closed before it has ended.
    async fn claim(&self, booking: &Booking, recipients: Vec<RecipientRecord>) -> (Vec<Claimed>, Vec<Failure>) {
        let (mut failures, mut due): (Vec<Failure>, Vec<(RecipientRecord, Notification)>) = (Vec::new(), Vec::new());
        for record in recipients {
            let notification = record.notification(booking);
            if record.is_claimed(self.clock.now()) {
                failures.push(ReactionError::RecipientBusy.into());
            } else if let Some(until) = self.paused_until(&record, &notification) {
                failures.push(Failure::Wait { seconds: self.seconds_until(until) });
            } else if notification != Notification::Nothing {
                due.push((record, notification));
            }
        }
        let claims = due.iter().map(|(record, notification)| async move {
            let attempt = LastNotified::by(booking, notification);
            self.table.claim_recipient(&booking.reference, record, Some(&attempt)).await
        });
        let outcomes = join_all(claims).await;
        let mut claimed = Vec::new();
        for (outcome, (_, notification)) in outcomes.into_iter().zip(due) {
            match outcome {
                Ok(Some(claim)) => claimed.push(Claimed { claim, notification }),
                Ok(None) => failures.push(ReactionError::RecipientBusy.into()),
                Err(error) => failures.push(error.into()),
            }
        }
        (claimed, failures)
    }

    async fn notify_one(
        &self,
        booking: &Booking,
        claimed: &Claimed,
        open: &[OpenEvent],
        sender: &impl NotificationSender,
    ) -> Result<(), Failure> {
        let Claimed { claim, notification } = claimed;
        let (channel, kind, recipient) = (claim.record.channel, name(notification), &claim.record.recipient);
        let may_wait = matches!(notification, Notification::Change { .. });
        let counted = match self.permit(booking, (channel, recipient), may_wait).await {
            Ok(Permit::Granted(counted)) => counted,
            Ok(Permit::Wait(until)) => return self.hold(claim, open, until).await,
            Err(error) => {
                self.table.give_up_claim(claim).await?;
                return Err(error.into());
            }
        };
        match sender.send(booking, recipient, notification).await {
            Ok(Sending::Sent(message)) => {
                self.count(channel, kind, DeliveryOutcome::Sent);
                let last_notified = Box::new(LastNotified::by(booking, notification));
                Ok(self.table.settle_claim(claim, &Sent::Message { last_notified, kind, message }).await?)
            }
            Ok(Sending::Nobody) => {
                self.count(channel, kind, DeliveryOutcome::Skipped);
                self.table.settle_claim(claim, &Sent::Nobody { sequence: booking.sequence }).await?;
                Ok(self.give_back(&counted).await?)
            }
            Err(error) => {
                let is_sent = matches!(error, SendError::Unknown(_));
                let since = open.iter().map(|event| event.since).max().unwrap_or_else(|| self.clock.now());
                let failure = self.failed(booking, claimed, since, error).await;
                if !is_sent {
                    self.give_back(&counted).await?;
                }
                failure
            }
        }
    }

    /// Has a notification wait until an instant; until then `reconcile` leaves its events alone.
    async fn hold(&self, claim: &RecipientClaim, open: &[OpenEvent], until: Instant) -> Result<(), Failure> {
        self.table.give_up_claim(claim).await?;
        for event in open {
            // A lost message of another reaction must not hide behind this one.
            let alone = event.effects.len() == 1;
            let due = if alone { until } else { until.min(self.clock.now() + SHARED_HOLD) };
            self.table.hold_event(event, due, until).await?;
        }
        Err(Failure::Wait { seconds: self.seconds_until(until) })
    }

    async fn failed(
        &self,
        booking: &Booking,
        Claimed { claim, notification }: &Claimed,
        since: Instant,
        error: SendError,
    ) -> Result<(), Failure> {
        let (channel, kind) = (claim.record.channel, name(notification));
        match verdict_on(&error, since, self.clock.now()) {
            Verdict::GiveUp { reason, may_have_arrived } => {
                self.count(channel, kind, DeliveryOutcome::Failed);
                let sent = Sent::Refused { sequence: booking.sequence, reason, may_have_arrived };
                self.table.settle_claim(claim, &sent).await?;
                Err(Failure::Permanent(error.into()))
            }
            Verdict::Again { give_back } => {
                self.count(channel, kind, DeliveryOutcome::Retried);
                if give_back {
                    self.table.give_up_claim(claim).await?;
                }
                Err(error.into())
            }
        }
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
