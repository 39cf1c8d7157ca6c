//! Repetitions: a notification that is sent again on request, and failed ones that are tried again.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use domain::{
    booking::{Booking, Channel, Effect, Notification, Recipient},
    ids::Reference,
    time::Instant,
};

use futures::future::try_join;

use crate::{
    Idempotency, LogState, RecipientRecord, Table, TableError, attributes::number, keys, ledger::recipient_record,
    transaction::TransactionError,
};

/// Attempts while other workers write to the recipients.
const MAX_ATTEMPTS: usize = 3;

/// The result of a request to send a notification again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resend {
    Planned,
    /// A message to the recipient is on its way; come back later.
    RecipientBusy,
    /// Another request used the idempotency key meanwhile.
    KeyUsed,
}

impl Table {
    /// Plans a repeated notification: the change that the recipient missed, or otherwise the current state as a first
    /// notification. The caller wakes the notifying function.
    ///
    /// One transaction resets the recipient, opens the newest event that notifies and raises its round, so that no worker
    /// that read the event before closes it.
    pub async fn notify_again(
        &self,
        reference: &Reference,
        (channel, recipient): (Channel, &Recipient),
        idempotency: Option<&Idempotency>,
    ) -> Result<Resend, TableError> {
        for _ in 0..MAX_ATTEMPTS {
            let key = keys::recipient(reference, channel, recipient);
            let (booking, item) = try_join(self.booking_now(reference), self.get(key, true)).await?;
            let Some(booking) = booking else { return Err(TableError::corrupt("booking", "it is gone")) };
            let record = item.as_ref().map(recipient_record).transpose()?.flatten();
            let record = record.unwrap_or_else(|| RecipientRecord::new(channel, recipient.clone()));
            let reset = reset(&booking, &record);
            if !reset.is_empty() && record.is_claimed(self.clock.now()) {
                return Ok(Resend::RecipientBusy);
            }
            let mut actions: Vec<TransactWriteItem> = Vec::new();
            if let Some(key) = idempotency {
                actions.push(self.put_idempotency(key, reference, 202)?);
            }
            actions.push(self.reopen(&booking, channel, recipient)?);
            if !reset.is_empty() {
                actions.push(self.reset_recipient(&booking, &record, &reset)?);
            }
            match self.transact(actions).await {
                Ok(()) => return Ok(Resend::Planned),
                Err(TransactionError::Conditions(failed)) => {
                    if idempotency.is_some() && failed.first().is_some_and(Option::is_some) {
                        return Ok(Resend::KeyUsed);
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Resend::RecipientBusy)
    }

    /// Opens the notifications of a channel again that failed until an instant.
    pub async fn retry_failed_notifications(
        &self,
        reference: &Reference,
        channel: Channel,
        until: Instant,
    ) -> Result<(), TableError> {
        let Some(ledger) = self.ledger_to_act_on(reference).await? else { return Ok(()) };
        let booking = &ledger.booking;
        for record in ledger.recipients.iter().filter(|record| record.channel == channel) {
            let has_failed = record
                .log
                .get(&booking.sequence)
                .is_some_and(|entry| entry.state == LogState::Failed && entry.at <= until);
            if !has_failed || record.is_claimed(self.clock.now()) {
                continue;
            }
            let reset = Reset { is_forgotten: false, is_final: true };
            let actions =
                vec![self.reopen(booking, channel, &record.recipient)?, self.reset_recipient(booking, record, &reset)?];
            match self.transact(actions).await {
                // Another worker was first: the message comes back if it is needed.
                Ok(()) | Err(TransactionError::Conditions(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Opens the newest event that notifies.
    fn reopen(
        &self,
        booking: &Booking,
        channel: Channel,
        recipient: &Recipient,
    ) -> Result<TransactWriteItem, TableError> {
        let newest = (&booking.reference, booking.notify_version);
        self.reopen_event(newest, Effect::Notify(channel), recipient, self.clock.now())
    }

    fn reset_recipient(
        &self,
        booking: &Booking,
        record: &RecipientRecord,
        reset: &Reset,
    ) -> Result<TransactWriteItem, TableError> {
        let (mut set, mut removed) = (Vec::new(), Vec::new());
        let mut update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::recipient(&booking.reference, record.channel, &record.recipient)))
            .condition_expression("n = :seen")
            .expression_attribute_values(":seen", number(record.writes.unwrap_or(0)))
            .expression_attribute_values(":one", number(1));
        if reset.is_final {
            removed.push("#log.#sequence");
            update = update
                .expression_attribute_names("#log", keys::LOG)
                .expression_attribute_names("#sequence", booking.sequence.to_string());
        }
        match &record.last_notified {
            // After a cancellation the invite must still be withdrawn, so its meeting stays.
            Some(last) if reset.is_forgotten && last.cancelled => {
                set.push("lastNotified.cancelled = :false");
                update = update.expression_attribute_values(":false", AttributeValue::Bool(false));
            }
            // Keeps the meeting as unconfirmed, in case it is cancelled before the new notification is sent.
            Some(_) if reset.is_forgotten => {
                set.push("unconfirmed = lastNotified");
                removed.extend(["lastNotified", "lastNotifiedAt"]);
            }
            _ => {}
        }
        let part = |word: &str, parts: &[&str]| {
            if parts.is_empty() { String::new() } else { format!("{word} {} ", parts.join(", ")) }
        };
        let update = update
            .update_expression(format!("{}{}ADD n :one", part("SET", &set), part("REMOVE", &removed)))
            .build()
            .map_err(|error| TableError::corrupt("recipient", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

/// The parts of a recipient's record that keep a notification from being sent.
struct Reset {
    /// The last notification is of the present state.
    is_forgotten: bool,
    /// The present sequence has a final result.
    is_final: bool,
}

impl Reset {
    fn is_empty(&self) -> bool {
        !self.is_forgotten && !self.is_final
    }
}

/// A missed change is sent anyway, based on the last notification.
fn reset(booking: &Booking, record: &RecipientRecord) -> Reset {
    let last = record.last_notified.as_ref();
    Reset {
        is_forgotten: last.is_some() && booking.notification_for(&record.recipient, last) == Notification::Nothing,
        is_final: record.log.get(&booking.sequence).is_some_and(|entry| entry.state != LogState::Done),
    }
}
