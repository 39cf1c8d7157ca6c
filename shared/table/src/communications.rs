//! The ledger as the console shows it: sent, failed, bounced and planned messages.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    booking::{Channel, Effect, JobKind, Notification, Observers, Recipient},
    ids::Reference,
    time::Instant,
};
use serde::Serialize;

use crate::{
    JobEntry, JobState, Ledger, LogEntry, LogState, OpenEvent, RecipientRecord, Table, TableError,
    attributes::{instant, text},
    error::if_it_held,
    keys::{self, Item},
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Communication {
    /// `mail`, `sms`, `chat`, or a job's key.
    pub kind: String,
    /// `client`, `team`, `consultant.<id>` or `room.<kind>`.
    pub recipient: String,
    /// The sequence of the booking.
    pub sequence: u32,
    /// `planned`, `done`, `skipped` or `failed`.
    pub state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// The time of its final state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled_at: Option<Instant>,
    /// The subject as sent, of mail to the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
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

/// The times of a client's messages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SentTimes {
    /// Of the first confirmation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation_sent_at: Option<Instant>,
    /// Of the last reminder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminder_sent_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_sent_at: Option<Instant>,
    pub reminder_sent: bool,
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

impl Ledger {
    /// Returns every notification of a booking with a result, and every job, by kind and sequence.
    pub fn settled_and_jobs(&self) -> Vec<Communication> {
        let sent = self.recipients.iter().flat_map(|record| {
            record.log.iter().map(move |(sequence, entry)| Communication::of_notification(record, *sequence, entry))
        });
        let jobs = self.jobs.entries().map(|(kind, sequence, entry)| self.of_job(kind, sequence, entry));
        let mut all: Vec<Communication> = sent.chain(jobs).collect();
        all.sort_by(|one, other| {
            (&one.kind, one.sequence, &one.recipient).cmp(&(&other.kind, other.sequence, &other.recipient))
        });
        all
    }

    /// Returns the times of the client's messages, by whichever channel.
    pub fn sent_times(&self) -> SentTimes {
        let to_client = self.recipients.iter().filter(|record| record.recipient == Recipient::Client);
        let entries = to_client.flat_map(|record| record.log.values());
        let confirmed = entries.filter(|it| it.state == LogState::Done && it.kind.as_deref() == Some("confirmation"));
        let sent = |is_meant: fn(JobKind) -> bool| {
            let jobs = self.jobs.records().into_iter().filter(move |record| is_meant(record.job.kind));
            jobs.filter(|record| record.entry.state == JobState::Done).filter_map(|record| record.entry.at).max()
        };
        let reminded = sent(JobKind::reminds_client);
        SentTimes {
            confirmation_sent_at: confirmed.map(|entry| entry.at).min(),
            reminder_sent_at: reminded,
            follow_up_sent_at: sent(|kind| matches!(kind, JobKind::FollowUp | JobKind::NoShowFollowUp)),
            reminder_sent: reminded.is_some(),
        }
    }

    /// Returns the notifications that open events are still to send.
    fn pending_notifications(&self, open: &[OpenEvent]) -> Vec<Communication> {
        let mut pending = Vec::new();
        for channel in Channel::ALL {
            let key = Effect::Notify(channel).key();
            let mut observers = Observers::default();
            let events: Vec<&OpenEvent> = open.iter().filter(|event| event.effects.contains(key)).collect();
            events.iter().for_each(|event| observers.extend(&event.observers));
            let Some(newest) = events.first() else { continue };
            let waits = |it: &RecipientRecord| it.notification(&self.booking) != Notification::Nothing;
            for record in self.recipients_on(channel, &observers).iter().filter(|it| waits(it)) {
                pending.push(Communication {
                    due: Some(newest.since),
                    repairs: newest.repairs,
                    ..Communication::planned(channel.key(), record.recipient.key(), self.booking.sequence)
                });
            }
        }
        pending
    }

    fn of_job(&self, kind: &str, sequence: u32, entry: &JobEntry) -> Communication {
        let recipient = JobKind::from_key(kind).map(|kind| self.booking.job_recipient(kind));
        let recipient = recipient.as_ref().map_or_else(String::new, Recipient::key);
        Communication {
            state: entry.state.as_str(),
            due: Some(entry.due),
            settled_at: entry.at,
            subject: entry.subject.clone(),
            message_id: entry.message_id.clone(),
            failure: entry.failure.clone(),
            delivery: entry.delivery.clone(),
            repairs: entry.repairs,
            ..Communication::planned(kind, recipient, sequence)
        }
    }
}

impl Communication {
    fn planned(kind: &str, recipient: String, sequence: u32) -> Self {
        Self {
            kind: kind.to_owned(),
            recipient,
            sequence,
            state: "planned",
            due: None,
            settled_at: None,
            subject: None,
            message_id: None,
            failure: None,
            delivery: None,
            repairs: None,
        }
    }

    fn of_notification(record: &RecipientRecord, sequence: u32, entry: &LogEntry) -> Self {
        Self {
            state: entry.state.as_str(),
            settled_at: Some(entry.at),
            subject: entry.subject.clone(),
            message_id: entry.message_id.clone(),
            failure: entry.failure.clone(),
            delivery: entry.delivery.clone(),
            ..Self::planned(record.channel.key(), record.recipient.key(), sequence)
        }
    }
}

impl Table {
    /// Returns every message of a booking: with its result, or planned.
    pub async fn communications(&self, ledger: &Ledger) -> Result<Vec<Communication>, TableError> {
        let open = self.all_open_events(&ledger.booking.reference).await?;
        Ok([ledger.settled_and_jobs(), ledger.pending_notifications(&open)].concat())
    }

    /// Whether a mail or text message about a booking's last change is still to be sent. Chat rooms don't count: nothing in
    /// them is for the client, and a room that is down holds nobody up.
    pub async fn has_unsent(&self, reference: &Reference) -> Result<bool, TableError> {
        // Before the recipients: what is sent in between counts as unsent, never the other way round.
        let open = self.all_open_events(reference).await?;
        let Some(ledger) = self.ledger(reference).await? else { return Ok(false) };
        Ok(ledger.pending_notifications(&open).iter().any(|it| it.kind != Channel::Chat.key()))
    }

    /// Records the delivery state of a message of the ledger. A later delivery never overwrites a complaint or a bounce.
    pub async fn note_delivery(
        &self,
        ledger: &Ledger,
        message_id: &str,
        delivery: Delivery,
        at: Instant,
    ) -> Result<(), TableError> {
        let reference = &ledger.booking.reference;
        if let Some(key) = ledger.jobs.key_of_message(message_id) {
            return self.note_at(keys::jobs(reference), ("jobs", key), message_id, (delivery, at)).await;
        }
        let is_of = |entry: &LogEntry| entry.message_id.as_deref() == Some(message_id);
        for record in &ledger.recipients {
            if let Some((sequence, _)) = record.log.iter().find(|(_, entry)| is_of(entry)) {
                let item = keys::recipient(reference, record.channel, &record.recipient);
                let path = (keys::LOG, sequence.to_string());
                return self.note_at(item, (path.0, &path.1), message_id, (delivery, at)).await;
            }
        }
        Ok(())
    }

    /// The one write of a recipient or of jobs that doesn't raise `n`: no decision depends on it.
    async fn note_at(
        &self,
        item: Item,
        (map, key): (&str, &str),
        message_id: &str,
        (delivery, at): (Delivery, Instant),
    ) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let update = update
            .table_name(&self.name)
            .set_key(Some(item))
            .update_expression("SET #map.#key.delivery = :delivery, #map.#key.deliveryAt = :at")
            .expression_attribute_names("#map", map)
            .expression_attribute_names("#key", key)
            .expression_attribute_values(":id", text(message_id))
            .expression_attribute_values(":delivery", text(delivery.as_str()))
            .expression_attribute_values(":at", instant(at));
        let mut condition = "#map.#key.messageId = :id".to_owned();
        if delivery == Delivery::Delivered {
            condition.push_str(" AND attribute_not_exists(#map.#key.delivery)");
        }
        if_it_held(update.condition_expression(condition).send().await).map(|_| ())
    }

    /// Notes on a booking that a mail to its client came back, for lists. A change at the same moment may write the
    /// booking without it: the ledger has the message's own state.
    pub async fn note_mail_trouble(&self, reference: &Reference) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let update = update
            .table_name(&self.name)
            .set_key(Some(keys::booking(reference)))
            .update_expression("SET #card.mailTrouble = :true")
            .condition_expression("attribute_exists(#card)")
            .expression_attribute_names("#card", keys::CARD)
            .expression_attribute_values(":true", AttributeValue::Bool(true));
        if_it_held(update.send().await).map(|_| ())
    }
}
