//! Documents that people edit: the current version, a copy of each, and refusals of stale ones.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{audit::AuditEntry, language::Language, time::Instant};
use serde::Serialize;
use serde_json::Value;

use crate::{
    Table, TableError,
    attributes::{BODY, from_body, get_number, get_text, instant, number, text, to_body},
    keys::{self, Item},
    settings,
    transaction::TransactionError,
};

/// A saved version of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct SavedVersion {
    pub number: u64,
    pub changed_at: Option<Instant>,
    /// The account.
    pub changed_by: Option<String>,
    pub body: Value,
}

/// A document wasn't saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Another edit came first.
    #[error("the document was changed meanwhile")]
    Stale,
    #[error(transparent)]
    Table(#[from] TableError),
}

/// The keys of a document and its versions.
pub(crate) struct VersionedKeys {
    current: Item,
    /// Prefix of the versions' sort keys.
    history: String,
}

impl VersionedKeys {
    pub(crate) fn settings() -> Self {
        Self { current: keys::settings(), history: keys::SETTINGS_HISTORY.to_owned() }
    }

    pub(crate) fn mail(name: &str, language: Language) -> Self {
        let sk = keys::mail_sk(name, language);
        Self { history: format!("VERSION#{sk}#"), current: keys::settings_item(sk) }
    }
}

impl Table {
    /// Saves a document as the version after `expected` (0: none yet) and keeps a copy, with the record of the act if it has
    /// any change and whatever belongs to it, in one transaction. Returns the new version's number.
    pub(crate) async fn save_version(
        &self,
        keys: &VersionedKeys,
        body: &impl Serialize,
        expected: u64,
        (audit, more): (&AuditEntry, Vec<TransactWriteItem>),
    ) -> Result<u64, SaveError> {
        let version = expected + 1;
        let mut current = keys.current.clone();
        current.insert(BODY.to_owned(), to_body("document", body)?);
        current.insert("version".to_owned(), number(version));
        current.insert("changedAt".to_owned(), instant(self.clock.now()));
        current.insert("changedBy".to_owned(), text(&audit.actor_id));
        let mut copy = current.clone();
        copy.insert(keys::SK.to_owned(), text(keys::version_sk(&keys.history, version)));
        let mut items = vec![self.put_if_version(current, expected)?, self.put_new(copy)?];
        if !audit.is_without_change() {
            items.push(self.put_audit(audit)?);
        }
        items.extend(more);
        let saved = self.transact(items).await;
        settings::edited();
        match saved {
            Ok(()) => Ok(version),
            Err(TransactionError::Conditions(_)) => Err(SaveError::Stale),
            Err(TransactionError::Busy { maybe_applied: true, last }) => Err(TableError::Unknown(last).into()),
            Err(error) => Err(TableError::from(error).into()),
        }
    }

    fn put_if_version(&self, item: Item, expected: u64) -> Result<TransactWriteItem, TableError> {
        let put = Put::builder().table_name(&self.name).set_item(Some(item));
        let put = match expected {
            0 => put.condition_expression("attribute_not_exists(version)"),
            _ => put
                .condition_expression("version = :expected")
                .expression_attribute_values(":expected", number(expected)),
        };
        let put = put.build().map_err(|error| TableError::corrupt("put", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    /// Returns the saved versions of a document, the newest first.
    pub(crate) async fn versions(
        &self,
        keys: &VersionedKeys,
        before: Option<u64>,
        most: i32,
    ) -> Result<Vec<SavedVersion>, TableError> {
        let last = before.map_or(u64::MAX, |before| before.saturating_sub(1));
        let page = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(keys::SETTINGS))
            .expression_attribute_values(":first", text(keys::version_sk(&keys.history, 0)))
            .expression_attribute_values(":last", text(keys::version_sk(&keys.history, last)))
            .scan_index_forward(false)
            .limit(most)
            .send()
            .await
            .map_err(TableError::from_sdk)?;
        page.items.unwrap_or_default().iter().map(version_of).collect()
    }

    pub(crate) async fn version(&self, keys: &VersionedKeys, version: u64) -> Result<Option<SavedVersion>, TableError> {
        let item = self.get(keys::settings_item(keys::version_sk(&keys.history, version)), true).await?;
        item.as_ref().map(version_of).transpose()
    }
}

pub(crate) fn version_of(item: &Item) -> Result<SavedVersion, TableError> {
    Ok(SavedVersion {
        number: get_number(item, "version").unwrap_or(0),
        changed_at: get_text(item, "changedAt").and_then(|at| at.parse().ok()),
        changed_by: get_text(item, "changedBy").map(str::to_owned),
        body: from_body("document", item)?,
    })
}
