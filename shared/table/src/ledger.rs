//! The ledger of notifications: task items planned with the event, and one claim per recipient.
//!
//! A task says that a recipient needs a notification of a state; the recipient's own item serialises their messages
//! and stores the last notification. The holder of the claim sends the newest state and settles every task up to it.

use aws_sdk_dynamodb::types::{AttributeValue, Put, ReturnValue, TransactWriteItem, Update, builders::UpdateBuilder};
use domain::{
    booking::{Booking, Channel, Event, LastNotified, Recipient},
    ids::Reference,
    time::Instant,
};

use crate::{
    Table, TableError,
    attributes::{get_number, get_text, instant, number, text, to_item},
    error::if_it_held,
    keys,
    keys::Item,
};

/// How long a claim holds: longer than a function may run (10 s), shorter than the queue's visibility (60 s).
const LEASE_SECONDS: i64 = 45;
/// Tasks of one recipient settled at once; a transaction takes 100 actions. The next message settles the rest.
const MAX_SETTLED: usize = 90;

/// A recipient needs a notification of a state.
#[derive(Debug, Clone, PartialEq)]
pub struct NotificationTask {
    pub channel: Channel,
    pub recipient: Recipient,
    /// The version of the booking.
    pub version: u64,
    /// `true` if it is still to be sent.
    pub is_pending: bool,
    pub planned_at: Option<Instant>,
    key: Item,
}

/// The exclusive right to write to a recipient, for 45 seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct RecipientClaim {
    pub channel: Channel,
    pub recipient: Recipient,
    /// The last notification.
    pub last_notified: Option<LastNotified>,
    pub last_notified_at: Option<Instant>,
    /// A later notification of unknown delivery.
    pub unconfirmed: Option<LastNotified>,
    reference: Reference,
    holder: String,
}

/// The result of a claim.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimOutcome {
    /// The claim is ours.
    Claimed(Box<RecipientClaim>),
    /// Another worker is writing to the recipient; come back later.
    Held,
}

/// The result that ends a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// A message was sent.
    Message {
        /// The recipient's last notification from now on.
        last_notified: Box<LastNotified>,
        /// The provider's id of the message.
        message_id: String,
    },
    /// The recipient was up to date.
    Nothing {
        /// The version of the booking that was checked.
        version: u64,
    },
    /// The provider will never take the message.
    Refused {
        /// The version of the booking in the message.
        version: u64,
        /// The provider's error code; never the client's data.
        reason: String,
        /// The last attempt's answer was lost: the recipient may have the message.
        may_have_arrived: bool,
    },
}

impl Table {
    /// The notification tasks of an event, written together with it.
    pub(crate) fn put_notification_tasks(
        &self,
        booking: &Booking,
        event: &Event,
    ) -> Result<Vec<TransactWriteItem>, TableError> {
        let put = |(channel, recipient): (Channel, Recipient)| {
            let put = Put::builder()
                .table_name(&self.name)
                .set_item(Some(keys::task(&booking.reference, channel.key(), booking.sequence, &recipient)))
                .item("recipient", text(recipient.key()))
                .item("version", number(event.version))
                .item("state", text("planned"))
                .item("plannedAt", instant(event.at))
                .item(keys::PENDING_SHARD, text(keys::pending_shard(&booking.reference)))
                .item(keys::PENDING_DUE, instant(event.at))
                .build()
                .map_err(|error| TableError::corrupt("task", error))?;
            Ok(TransactWriteItem::builder().put(put).build())
        };
        booking.recipients_of(event).into_iter().map(put).collect()
    }

    /// Returns every notification task of a booking on one channel.
    pub async fn notification_tasks(
        &self,
        reference: &Reference,
        channel: Channel,
    ) -> Result<Vec<NotificationTask>, TableError> {
        let items = self.tasks(reference, &format!("TASK#{}#", channel.key())).await?;
        Ok(items.iter().filter_map(notification_task).collect())
    }

    /// Claims a recipient: no other worker writes to them about this booking for 45 seconds.
    pub async fn claim_recipient(
        &self,
        reference: &Reference,
        channel: Channel,
        recipient: &Recipient,
    ) -> Result<ClaimOutcome, TableError> {
        let now = self.clock.now().timestamp();
        let holder = self.random.hex::<8>();
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let outcome = update
            .table_name(&self.name)
            .set_key(Some(keys::recipient(reference, channel.key(), recipient)))
            .update_expression("SET claimedUntil = :until, claimedBy = :holder ADD attempts :one")
            .condition_expression("attribute_not_exists(claimedUntil) OR claimedUntil <= :now")
            .expression_attribute_values(":until", number(now + LEASE_SECONDS))
            .expression_attribute_values(":holder", text(&holder))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":now", number(now))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        let Some(answer) = if_it_held(outcome)? else { return Ok(ClaimOutcome::Held) };
        let item = answer.attributes.unwrap_or_default();
        let (last, last_notified_at) = (read_last_notified(&item, "lastNotified")?, read_last_notified_at(&item)?);
        let unconfirmed = read_last_notified(&item, "unconfirmed")?;
        let (reference, recipient) = (reference.clone(), recipient.clone());
        let claim = RecipientClaim {
            channel,
            recipient,
            last_notified: last,
            last_notified_at,
            unconfirmed,
            reference,
            holder,
        };
        Ok(ClaimOutcome::Claimed(Box::new(claim)))
    }

    /// Returns a recipient's last notification and its time, without a claim.
    pub async fn last_notified(
        &self,
        reference: &Reference,
        channel: Channel,
        recipient: &Recipient,
    ) -> Result<Option<(LastNotified, Instant)>, TableError> {
        let Some(item) = self.get(keys::recipient(reference, channel.key(), recipient), true).await? else {
            return Ok(None);
        };
        Ok(read_last_notified(&item, "lastNotified")?.zip(read_last_notified_at(&item)?))
    }

    /// Records an attempt before the message is sent, so that a lost answer or a crash of the sender leaves a trace.
    ///
    /// # Errors
    /// Fails if the table can't be used, or if the claim expired and another worker has it.
    pub async fn record_attempt(&self, claim: &RecipientClaim, attempt: &LastNotified) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        update
            .table_name(&self.name)
            .set_key(Some(keys::recipient(&claim.reference, claim.channel.key(), &claim.recipient)))
            .update_expression("SET unconfirmed = :attempt")
            .condition_expression("claimedBy = :holder")
            .expression_attribute_values(":holder", text(&claim.holder))
            .expression_attribute_values(":attempt", AttributeValue::M(to_item("lastNotified", attempt)?))
            .send()
            .await
            .map_err(TableError::from_sdk)?;
        Ok(())
    }

    /// Ends a claim: stores the recipient's last notification and settles their tasks up to it, in one transaction.
    ///
    /// # Errors
    /// Fails if the table can't be used, or if the claim expired and another worker has it.
    pub async fn settle_claim(
        &self,
        claim: &RecipientClaim,
        tasks: &[NotificationTask],
        sent: &Sent,
    ) -> Result<(), TableError> {
        let now = self.clock.now();
        let version = match sent {
            Sent::Message { last_notified, .. } => last_notified.version,
            Sent::Nothing { version } | Sent::Refused { version, .. } => *version,
        };
        let mut actions = vec![self.end_claim(claim, sent, now)?];
        let pending = tasks.iter().filter(|task| task.is_pending && task.recipient == claim.recipient);
        let settled: Vec<&NotificationTask> =
            pending.filter(|task| task.version <= version).take(MAX_SETTLED).collect();
        let newest = settled.iter().map(|task| task.version).max();
        for task in settled {
            actions.push(self.settle_task(task, Some(task.version) == newest, sent, now)?);
        }
        self.transact(actions).await.map_err(TableError::from)
    }

    /// Releases a claim after a send that certainly failed, so that the next attempt needn't wait for it to expire.
    pub async fn give_up_claim(&self, claim: &RecipientClaim) -> Result<(), TableError> {
        self.transact(vec![self.release_claim(claim)?]).await.map_err(TableError::from)
    }

    pub(crate) fn release_claim(&self, claim: &RecipientClaim) -> Result<TransactWriteItem, TableError> {
        let update = self.unheld(claim)?.build().map_err(|error| TableError::corrupt("claim", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// Releases a claim after its message certainly wasn't sent: an earlier unconfirmed notification stays.
    fn unheld(&self, claim: &RecipientClaim) -> Result<UpdateBuilder, TableError> {
        let update = self.claim_update(claim);
        Ok(match &claim.unconfirmed {
            None => update.update_expression("REMOVE claimedUntil, claimedBy, unconfirmed"),
            Some(unconfirmed) => update
                .update_expression("SET unconfirmed = :unconfirmed REMOVE claimedUntil, claimedBy")
                .expression_attribute_values(":unconfirmed", AttributeValue::M(to_item("lastNotified", unconfirmed)?)),
        })
    }

    fn claim_update(&self, claim: &RecipientClaim) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::recipient(&claim.reference, claim.channel.key(), &claim.recipient)))
            .condition_expression("claimedBy = :holder")
            .expression_attribute_values(":holder", text(&claim.holder))
    }

    fn end_claim(&self, claim: &RecipientClaim, sent: &Sent, now: Instant) -> Result<TransactWriteItem, TableError> {
        let update = match sent {
            Sent::Message { last_notified, .. } => self
                .claim_update(claim)
                .update_expression("SET lastNotified = :lastNotified, lastNotifiedAt = :now REMOVE claimedUntil, claimedBy, unconfirmed")
                .expression_attribute_values(":lastNotified", AttributeValue::M(to_item("lastNotified", last_notified)?))
                .expression_attribute_values(":now", instant(now)),
            // The attempt stays unconfirmed: a later cancellation must reach a recipient who may have the message.
            Sent::Refused { may_have_arrived: true, .. } => {
                self.claim_update(claim).update_expression("REMOVE claimedUntil, claimedBy")
            }
            Sent::Nothing { .. } | Sent::Refused { .. } => self.unheld(claim)?,
        };
        let update = update.build().map_err(|error| TableError::corrupt("claim", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// The newest task stands for the message (the booking's version may be higher by now through changes without
    /// notifications); older tasks are skipped, since the message covers them.
    fn settle_task(
        &self,
        task: &NotificationTask,
        is_newest: bool,
        sent: &Sent,
        now: Instant,
    ) -> Result<TransactWriteItem, TableError> {
        let mut update = Update::builder().table_name(&self.name).set_key(Some(task.key.clone()));
        let mut set = "SET #state = :state, settledAt = :now".to_owned();
        let state = match sent {
            Sent::Message { message_id, .. } if is_newest => {
                set.push_str(", messageId = :id");
                update = update.expression_attribute_values(":id", text(message_id));
                "done"
            }
            Sent::Refused { reason, .. } if is_newest => {
                set.push_str(", failure = :failure");
                update = update.expression_attribute_values(":failure", text(reason));
                "failed"
            }
            _ => "skipped",
        };
        let update = update
            .update_expression(format!("{set} REMOVE pendingShard, pendingDue"))
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":state", text(state))
            .expression_attribute_values(":now", instant(now))
            .build()
            .map_err(|error| TableError::corrupt("task", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

/// Fails for an unreadable value: to read it as absent would send everything again.
fn read_last_notified(item: &Item, name: &'static str) -> Result<Option<LastNotified>, TableError> {
    let Some(value) = item.get(name) else { return Ok(None) };
    let members = value.as_m().map_err(|_| TableError::corrupt("lastNotified", "it isn't a map"))?;
    crate::attributes::from_item("lastNotified", members.clone()).map(Some)
}

fn read_last_notified_at(item: &Item) -> Result<Option<Instant>, TableError> {
    if !item.contains_key("lastNotifiedAt") {
        return Ok(None);
    }
    let at = get_text(item, "lastNotifiedAt").and_then(|at| at.parse().ok());
    at.map(Some).ok_or_else(|| TableError::corrupt("lastNotified", "its time isn't an instant"))
}

pub(crate) fn notification_task(item: &Item) -> Option<NotificationTask> {
    let key = [keys::PK, keys::SK].into_iter().map(|name| Some((name.to_owned(), item.get(name)?.clone())));
    let channel = get_text(item, keys::SK)?.strip_prefix("TASK#")?.split('#').next()?;
    Some(NotificationTask {
        channel: Channel::from_key(channel)?,
        recipient: Recipient::from_key(get_text(item, "recipient")?)?,
        version: get_number(item, "version")?,
        is_pending: get_text(item, "state") == Some("planned"),
        planned_at: get_text(item, "plannedAt").and_then(|at| at.parse().ok()),
        key: key.collect::<Option<Item>>()?,
    })
}
