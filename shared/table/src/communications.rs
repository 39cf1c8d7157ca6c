//! The ledger as the console shows it (sent, failed and bounced messages), and repeated sends.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use domain::{
    booking::{Booking, Channel, LastNotified, Notification, Recipient},
    ids::Reference,
    time::Instant,
};
use serde::Serialize;

use crate::{
    Idempotency, Table, TableError,
    attributes::{get_number, get_text, instant, number, text},
    error::if_it_held,
    keys::{self, Item},
    transaction::TransactionError,
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Communication {
    /// `mail`, `sms`, `chat`, or a job's key.
    pub kind: String,
    /// `client`, `team`, `consultant.<id>` or `system`.
    pub recipient: String,
    /// The sequence of the booking (for the system's own tasks: the version).
    pub sequence: u32,
    /// `planned`, `done`, `skipped`, `taken_back` or `failed`.
    pub state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// The time of its final state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Instant>,
    /// The provider's id of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// The provider's error code of a failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// The delivery state from the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<String>,
    /// The number of times that `reconcile` requeued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repairs: Option<u32>,
}

/// The delivery state from the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The recipient's server accepted it.
    Delivered,
    /// Permanent bounce.
    Bounced,
    /// Transient bounce.
    BouncedForNow,
    /// Spam complaint.
    Complained,
}

impl Delivery {
    /// The stored form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::BouncedForNow => "bounced_for_now",
            Self::Complained => "complained",
        }
    }
}

impl Table {
    /// Returns the whole ledger of a booking, by kind and sequence.
    pub async fn communications(&self, reference: &Reference) -> Result<Vec<Communication>, TableError> {
        let items = self.tasks(reference, "TASK#").await?;
        Ok(items.iter().filter_map(communication).collect())
    }

    /// Records the delivery state of a message. A later delivery never overwrites a complaint or a bounce.
    pub async fn note_delivery(
        &self,
        reference: &Reference,
        message_id: &str,
        delivery: Delivery,
        at: Instant,
    ) -> Result<(), TableError> {
        let items = self.tasks(reference, "TASK#").await?;
        let Some(item) = items.iter().find(|item| get_text(item, "messageId") == Some(message_id)) else {
            return Ok(());
        };
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let mut update = update
            .table_name(&self.name)
            .set_key(Some(keys::key_of(item)))
            .update_expression("SET delivery = :delivery, deliveryAt = :at")
            .expression_attribute_values(":delivery", text(delivery.as_str()))
            .expression_attribute_values(":at", instant(at));
        if delivery == Delivery::Delivered {
            update = update.condition_expression("attribute_not_exists(delivery)");
        }
        if_it_held(update.send().await).map(|_| ())
    }

    /// Plans a repeated notification: the change that the recipient missed, or otherwise the current state as a first
    /// notification. The caller wakes the notifying function. Returns `false` without a write if another request used
    /// the key meanwhile.
    pub async fn notify_again(
        &self,
        booking: &Booking,
        channel: Channel,
        recipient: &Recipient,
        idempotency: Option<&Idempotency>,
    ) -> Result<bool, TableError> {
        let last = self.last_notified(&booking.reference, channel, recipient).await?.map(|(last, _)| last);
        let again = self
            .plan_again(keys::task(&booking.reference, channel.key(), booking.sequence, recipient), self.clock.now())?;
        let again = again
            .update_expression(format!("{PLANNED}, recipient = :recipient, version = :version {UNSETTLED}"))
            .expression_attribute_values(":recipient", text(recipient.key()))
            .expression_attribute_values(":version", number(booking.version))
            .build()
            .map_err(|error| TableError::corrupt("task", error))?;
        let mut actions = vec![TransactWriteItem::builder().update(again).build()];
        // A missed change is sent anyway, based on the last notification.
        if booking.notification_for(recipient, last.as_ref()) == Notification::Nothing {
            actions.extend(self.forget(booking, channel, recipient, last.as_ref())?);
        }
        // The only action with a condition.
        if let Some(key) = idempotency {
            actions.push(self.put_idempotency(key, &booking.reference, 202)?);
        }
        match self.transact(actions).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) if idempotency.is_some() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Resets the recipient's last notification. After a cancellation the invite must still be withdrawn, so its
    /// meeting stays.
    fn forget(
        &self,
        booking: &Booking,
        channel: Channel,
        recipient: &Recipient,
        last: Option<&LastNotified>,
    ) -> Result<Option<TransactWriteItem>, TableError> {
        let Some(last) = last else { return Ok(None) };
        let update = Update::builder().table_name(&self.name).set_key(Some(keys::recipient(
            &booking.reference,
            channel.key(),
            recipient,
        )));
        let update = if last.cancelled {
            update
                .update_expression("SET lastNotified.cancelled = :false")
                .expression_attribute_values(":false", AttributeValue::Bool(false))
        } else {
            // Keeps the meeting as unconfirmed, in case it is cancelled before the new notification is sent.
            update.update_expression("SET unconfirmed = lastNotified REMOVE lastNotified, lastNotifiedAt")
        };
        let update = update.build().map_err(|error| TableError::corrupt("claim", error))?;
        Ok(Some(TransactWriteItem::builder().update(update).build()))
    }

    /// Plans the failed jobs of a booking again and returns them.
    pub async fn failed_jobs_again(&self, reference: &Reference) -> Result<Vec<crate::JobTask>, TableError> {
        let now = self.clock.now();
        let mut again = Vec::new();
        for item in self.tasks(reference, "TASK#").await? {
            let Some(job) = crate::jobs::job_task(&item).filter(|_| get_text(&item, "state") == Some("failed")) else {
                continue;
            };
            let update = self.plan_again(keys::key_of(&item), now)?;
            let update = update.update_expression(format!("{PLANNED} {UNSETTLED}")).build();
            let update = update.map_err(|error| TableError::corrupt("task", error))?;
            self.transact(vec![TransactWriteItem::builder().update(update).build()]).await?;
            again.push(job);
        }
        Ok(again)
    }

    fn plan_again(
        &self,
        key: Item,
        now: Instant,
    ) -> Result<aws_sdk_dynamodb::types::builders::UpdateBuilder, TableError> {
        let reference = get_text(&key, keys::PK).and_then(|pk| pk.strip_prefix("BOOKING#"));
        let reference = reference.and_then(|reference| Reference::parse(reference).ok());
        let reference = reference.ok_or_else(|| TableError::corrupt("task", "it is of no booking"))?;
        Ok(Update::builder()
            .table_name(&self.name)
            .set_key(Some(key))
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":planned", text("planned"))
            .expression_attribute_values(":shard", text(keys::pending_shard(&reference)))
            .expression_attribute_values(":now", instant(now)))
    }
}

/// The same attributes as in a task of the event's own transaction.
const PLANNED: &str = "SET #state = :planned, plannedAt = :now, pendingShard = :shard, pendingDue = :now";
/// Clears the previous result.
const UNSETTLED: &str = "REMOVE settledAt, messageId, failure, delivery, deliveryAt";

fn communication(item: &Item) -> Option<Communication> {
    let mut parts = get_text(item, keys::SK)?.strip_prefix("TASK#")?.splitn(3, '#');
    let (kind, sequence, recipient) = (parts.next()?, parts.next()?, parts.next()?);
    let owned = |name| get_text(item, name).map(str::to_owned);
    let parsed = |name| get_text(item, name).and_then(|text| text.parse().ok());
    Some(Communication {
        kind: kind.to_owned(),
        recipient: recipient.to_owned(),
        // The recipient's own item has no sequence, and is no message.
        sequence: sequence.parse().ok()?,
        state: owned("state")?,
        due: parsed("at").or_else(|| parsed("pendingDue")).or_else(|| parsed("plannedAt")),
        settled_at: parsed("settledAt"),
        message_id: owned("messageId"),
        failure: owned("failure"),
        delivery: owned("delivery"),
        repairs: get_number(item, "repairs"),
    })
}
