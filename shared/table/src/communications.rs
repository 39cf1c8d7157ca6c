//! The ledger as people look at it: what was sent, what failed, what came back; and sending it once more.

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

/// One entry of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Communication {
    /// `mail`, `sms`, `chat`, or a job's key.
    pub kind: String,
    /// `client`, `team`, `consultant.<id>` or `system`.
    pub recipient: String,
    /// For which sequence of the booking (for the system's own tasks: which version).
    pub sequence: u32,
    /// `planned`, `done`, `skipped`, `taken_back` or `failed`.
    pub state: String,
    /// When it is (or was) due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// When it came to an end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Instant>,
    /// The provider's id of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// Why it failed, as the provider's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// What the provider said became of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery: Option<String>,
    /// How often `reconcile` had to put it on its way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repairs: Option<u32>,
}

/// What a provider said became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// The other side took it.
    Delivered,
    /// It came back, and will again.
    Bounced,
    /// It came back this time.
    BouncedForNow,
    /// Its reader complained.
    Complained,
}

impl Delivery {
    /// As it stands on a booking.
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
    /// Everything in the ledger of a booking, by kind and sequence.
    ///
    /// # Errors
    /// If the table can't be read.
    pub async fn communications(&self, reference: &Reference) -> Result<Vec<Communication>, TableError> {
        let items = self.tasks(reference, "TASK#").await?;
        Ok(items.iter().filter_map(communication).collect())
    }

    /// Notes what became of a message of a booking. A complaint or a bounce is never overwritten by a delivery that is
    /// told later.
    ///
    /// # Errors
    /// If the table can't be used.
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

    /// Has a recipient told the state of a booking once more: what they missed, or else how it stands, as if they had
    /// never heard of it. The caller wakes the function that tells. `false` if the key of the request was used meanwhile;
    /// then nothing was done.
    ///
    /// # Errors
    /// If the table can't be used.
    pub async fn notify_again(
        &self,
        booking: &Booking,
        channel: Channel,
        recipient: &Recipient,
        idempotency: Option<&Idempotency>,
    ) -> Result<bool, TableError> {
        let last_notified =
            self.last_notified(&booking.reference, channel, recipient).await?.map(|(last_notified, _)| last_notified);
        let again = self
            .plan_again(keys::task(&booking.reference, channel.key(), booking.sequence, recipient), self.clock.now())?;
        let again = again
            .update_expression(format!("{PLANNED}, recipient = :recipient, version = :version {UNSETTLED}"))
            .expression_attribute_values(":recipient", text(recipient.key()))
            .expression_attribute_values(":version", number(booking.version))
            .build()
            .map_err(|error| TableError::corrupt("task", error))?;
        let mut actions = vec![TransactWriteItem::builder().update(again).build()];
        // Who has missed something is told that by itself, from what they know.
        if booking.notification_for(recipient, last_notified.as_ref()) == Notification::Nothing {
            actions.extend(self.forget(booking, channel, recipient, last_notified.as_ref())?);
        }
        // It alone has a condition.
        if let Some(key) = idempotency {
            actions.push(self.put_idempotency(key, &booking.reference, 202)?);
        }
        match self.transact(actions).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) if idempotency.is_some() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets that a recipient was told how things stand. Who knows that it is off still has the invite to give back.
    fn forget(
        &self,
        booking: &Booking,
        channel: Channel,
        recipient: &Recipient,
        last_notified: Option<&LastNotified>,
    ) -> Result<Option<TransactWriteItem>, TableError> {
        let Some(last_notified) = last_notified else { return Ok(None) };
        let update = Update::builder().table_name(&self.name).set_key(Some(keys::recipient(
            &booking.reference,
            channel.key(),
            recipient,
        )));
        let update = if last_notified.cancelled {
            update
                .update_expression("SET lastNotified.cancelled = :false")
                .expression_attribute_values(":false", AttributeValue::Bool(false))
        } else {
            // Should it be called off before that is sent, it must still be known that they had heard of it.
            update.update_expression("SET unconfirmed = lastNotified REMOVE lastNotified, lastNotifiedAt")
        };
        let update = update.build().map_err(|error| TableError::corrupt("claim", error))?;
        Ok(Some(TransactWriteItem::builder().update(update).build()))
    }

    /// Plans the jobs of a booking that failed once more; their keys and sequences.
    ///
    /// # Errors
    /// If the table can't be used.
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

/// As the event's own transaction plans a task.
const PLANNED: &str = "SET #state = :planned, plannedAt = :now, pendingShard = :shard, pendingDue = :now";
/// And without what came of it before.
const UNSETTLED: &str = "REMOVE settledAt, messageId, failure, delivery, deliveryAt";

fn communication(item: &Item) -> Option<Communication> {
    let mut parts = get_text(item, keys::SK)?.strip_prefix("TASK#")?.splitn(3, '#');
    let (kind, sequence, recipient) = (parts.next()?, parts.next()?, parts.next()?);
    let owned = |name| get_text(item, name).map(str::to_owned);
    let parsed = |name| get_text(item, name).and_then(|text| text.parse().ok());
    Some(Communication {
        kind: kind.to_owned(),
        recipient: recipient.to_owned(),
        // What serialises a recipient's messages has none, and is no message.
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
