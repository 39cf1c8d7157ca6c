//! Claims: the exclusive right to write to a recipient about a booking, and the results that end it.

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure},
};
use domain::{booking::LastNotified, ids::Reference, time::Instant};

use crate::{
    RecipientRecord, Table, TableError,
    attributes::{get_text, instant, number, text, to_item},
    keys,
    log::{LogEntry, LogState, SentMessage},
};

/// How long a claim holds: longer than a function may run (10 s), shorter than the queue's visibility (60 s).
const LEASE_SECONDS: i64 = 45;
/// Entries of a recipient's log.
const MAX_LOGGED: usize = 20;

/// The exclusive right to write to a recipient, for 45 seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct RecipientClaim {
    /// The record as it was before the claim.
    pub record: RecipientRecord,
    reference: Reference,
    holder: String,
}

/// The result that ends a claim of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    Message {
        /// The recipient's last notification from now on.
        last_notified: Box<LastNotified>,
        /// `confirmation`, `change` or `cancellation`.
        kind: &'static str,
        message: SentMessage,
    },
    /// There is no recipient.
    Nobody {
        /// The booking's sequence.
        sequence: u32,
    },
    /// The provider will never take the message.
    Refused {
        /// The booking's sequence.
        sequence: u32,
        /// The provider's error code; never the client's data.
        reason: String,
        /// The last attempt's answer was lost: the recipient may have the message.
        may_have_arrived: bool,
    },
}

impl Table {
    /// Claims a recipient as read: no other worker writes to them about this booking for 45 seconds. Returns `None` if
    /// anything was written since the read, or another worker has the claim.
    ///
    /// `attempt` is the state in the notification that follows: it counts as unconfirmed until its result is known, so that
    /// a lost answer or a crash of the sender leaves a trace.
    pub async fn claim_recipient(
        &self,
        reference: &Reference,
        record: &RecipientRecord,
        attempt: Option<&LastNotified>,
    ) -> Result<Option<RecipientClaim>, TableError> {
        let now = self.clock.now();
        if record.is_claimed(now) {
            return Ok(None);
        }
        let holder = self.random.hex::<8>();
        let mut set = "SET claimedUntil = :until, claimedBy = :holder".to_owned();
        let mut update = self
            .update_recipient(reference, record)
            .expression_attribute_values(":until", number(now.timestamp() + LEASE_SECONDS))
            .expression_attribute_values(":holder", text(&holder))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        if let Some(attempt) = attempt {
            set.push_str(", unconfirmed = :attempt");
            update = update.expression_attribute_values(":attempt", AttributeValue::M(to_item("recipient", attempt)?));
        }
        update = match record.writes {
            None => {
                set.push_str(", #log = :empty");
                update
                    .condition_expression("attribute_not_exists(pk)")
                    .expression_attribute_names("#log", keys::LOG)
                    .expression_attribute_values(":empty", AttributeValue::M(keys::Item::new()))
            }
            Some(writes) => {
                update.condition_expression("n = :seen").expression_attribute_values(":seen", number(writes))
            }
        };
        let (update, forgotten) = without_oldest(update, record);
        let outcome = update.update_expression(format!("{set}{forgotten} ADD n :one")).send().await;
        if is_mine(outcome, &holder)? {
            return Ok(Some(RecipientClaim { record: record.clone(), reference: reference.clone(), holder }));
        }
        Ok(None)
    }

    /// Ends a claim with the result of its notification.
    ///
    /// # Errors
    /// Fails if the table can't be used, or if the claim expired and another worker has it.
    pub async fn settle_claim(&self, claim: &RecipientClaim, sent: &Sent) -> Result<(), TableError> {
        let now = self.clock.now();
        let (sequence, entry) = log_entry(sent, now);
        let update = self
            .update_claimed(claim)
            .expression_attribute_names("#log", keys::LOG)
            .expression_attribute_names("#sequence", sequence.to_string())
            .expression_attribute_values(":entry", AttributeValue::M(to_item("recipient", &entry)?));
        let update = match sent {
            Sent::Message { last_notified, .. } => update
                .update_expression("SET #log.#sequence = :entry, lastNotified = :last, lastNotifiedAt = :now REMOVE claimedUntil, claimedBy, unconfirmed ADD n :one")
                .expression_attribute_values(":last", AttributeValue::M(to_item("recipient", last_notified)?))
                .expression_attribute_values(":now", instant(now)),
            // The attempt stays unconfirmed: a later cancellation must reach a recipient who may have the message.
            Sent::Refused { may_have_arrived: true, .. } => {
                update.update_expression("SET #log.#sequence = :entry REMOVE claimedUntil, claimedBy ADD n :one")
            }
            Sent::Nobody { .. } | Sent::Refused { .. } => as_before(update, claim, "#log.#sequence = :entry")?,
        };
        update.send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }

    /// Releases a claim after its message certainly wasn't sent, so that the next attempt needn't wait for it to expire. An
    /// earlier unconfirmed notification stays.
    pub async fn give_up_claim(&self, claim: &RecipientClaim) -> Result<(), TableError> {
        as_before(self.update_claimed(claim), claim, "")?.send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }

    fn update_claimed(&self, claim: &RecipientClaim) -> UpdateItemFluentBuilder {
        self.update_recipient(&claim.reference, &claim.record)
            .condition_expression("claimedBy = :holder")
            .expression_attribute_values(":holder", text(&claim.holder))
    }

    /// Each write raises `n` by `:one`.
    fn update_recipient(&self, reference: &Reference, record: &RecipientRecord) -> UpdateItemFluentBuilder {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        update
            .table_name(&self.name)
            .set_key(Some(keys::recipient(reference, record.channel, &record.recipient)))
            .expression_attribute_values(":one", number(1))
    }
}

/// Removes the oldest entries of a full log.
fn without_oldest(mut update: UpdateItemFluentBuilder, record: &RecipientRecord) -> (UpdateItemFluentBuilder, String) {
    let excess = (record.log.len() + 1).saturating_sub(MAX_LOGGED);
    if excess == 0 {
        return (update, String::new());
    }
    update = update.expression_attribute_names("#log", keys::LOG);
    let mut paths = Vec::new();
    for (number, sequence) in record.log.keys().take(excess).enumerate() {
        paths.push(format!("#log.#old{number}"));
        update = update.expression_attribute_names(format!("#old{number}"), sequence.to_string());
    }
    (update, format!(" REMOVE {}", paths.join(", ")))
}

/// Whether the claim succeeded, perhaps by an earlier attempt of the SDK with a lost answer.
fn is_mine<T, R>(outcome: Result<T, SdkError<UpdateItemError, R>>, holder: &str) -> Result<bool, TableError>
where
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match outcome {
        Ok(_) => Ok(true),
        Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => {
            let UpdateItemError::ConditionalCheckFailedException(failed) = error.into_err() else { return Ok(false) };
            Ok(failed.item.is_some_and(|item| get_text(&item, "claimedBy") == Some(holder)))
        }
        Err(error) => Err(TableError::from_sdk(error)),
    }
}

/// Ends a claim and leaves the unconfirmed notification as it was before.
fn as_before(
    update: UpdateItemFluentBuilder,
    claim: &RecipientClaim,
    set: &str,
) -> Result<UpdateItemFluentBuilder, TableError> {
    let (set, removed, update) = match &claim.record.unconfirmed {
        None => (set.to_owned(), "claimedUntil, claimedBy, unconfirmed", update),
        Some(unconfirmed) => {
            let separator = if set.is_empty() { "" } else { ", " };
            let before = AttributeValue::M(to_item("recipient", unconfirmed)?);
            let update = update.expression_attribute_values(":unconfirmed", before);
            (format!("{set}{separator}unconfirmed = :unconfirmed"), "claimedUntil, claimedBy", update)
        }
    };
    let set = if set.is_empty() { set } else { format!("SET {set} ") };
    Ok(update.update_expression(format!("{set}REMOVE {removed} ADD n :one")))
}

fn log_entry(sent: &Sent, at: Instant) -> (u32, LogEntry) {
    let entry = |state| LogEntry {
        state,
        at,
        kind: None,
        message_id: None,
        subject: None,
        failure: None,
        delivery: None,
        delivery_at: None,
    };
    match sent {
        Sent::Message { last_notified, kind, message } => {
            let SentMessage { id, subject } = message.clone();
            let kind = Some((*kind).to_owned());
            (last_notified.sequence, LogEntry { kind, message_id: Some(id), subject, ..entry(LogState::Done) })
        }
        Sent::Nobody { sequence } => (*sequence, entry(LogState::Skipped)),
        Sent::Refused { sequence, reason, .. } => {
            (*sequence, LogEntry { failure: Some(reason.clone()), ..entry(LogState::Failed) })
        }
    }
}
