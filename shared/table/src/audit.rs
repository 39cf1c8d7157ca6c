//! Records of staff's acts, written in the transaction of the change.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use chrono::{DurationRound, TimeDelta};
use domain::{audit::AuditEntry, time::Instant};

use crate::{
    Table, TableError,
    attributes::{get_text, instant, text, to_body, to_item},
    card::trail,
    keys::{self, Item},
    transaction::TransactionError,
};

impl Table {
    /// The record of an act now, for the transaction of its change.
    pub(crate) fn put_audit(&self, entry: &AuditEntry) -> Result<TransactWriteItem, TableError> {
        let now = self.clock.now();
        self.put_new(audit_item(entry, now, keys::audit(now, &self.random.hex::<8>()))?)
    }

    /// Records an act that changes nothing in the table, like a test mail.
    ///
    /// # Errors
    /// Fails if the table can't be written.
    pub async fn audit(&self, entry: &AuditEntry) -> Result<(), TableError> {
        Ok(self.transact(vec![self.put_audit(entry)?]).await?)
    }

    /// Records an act once an hour for this account and subject.
    ///
    /// # Errors
    /// Fails if the table can't be written.
    pub async fn audit_hourly(&self, entry: &AuditEntry) -> Result<(), TableError> {
        let now = self.clock.now();
        let key = keys::audit(
            now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now),
            &format!("{}#{}", entry.actor_id, entry.subject),
        );
        match self.transact(vec![self.put_new(audit_item(entry, now, key)?)?]).await {
            Ok(()) | Err(TransactionError::Conditions(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Carries the keys of the indexes by time and by account; these project `entry`, so the changed fields, which may be
/// long, are kept beside it.
fn audit_item(entry: &AuditEntry, at: Instant, key: Item) -> Result<Item, TableError> {
    let mut summary = to_item("audit", entry)?;
    summary.retain(|name, _| name != "before" && name != "after");
    summary.insert("at".to_owned(), instant(at));
    let mut item = key;
    let unique = get_text(&item, keys::SK).unwrap_or_default().to_owned();
    item.extend(trail(at, unique));
    item.insert(keys::ACTOR_ID.to_owned(), text(&entry.actor_id));
    item.insert(keys::ENTRY.to_owned(), AttributeValue::M(summary));
    for (name, fields) in [("before", &entry.before), ("after", &entry.after)] {
        if !fields.is_empty() {
            item.insert(name.to_owned(), to_body("audit", fields)?);
        }
    }
    Ok(item)
}
