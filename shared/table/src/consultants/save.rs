//! Writing a consultant: profile, working time and card, with the record of the act, in one transaction.
//!
//! Profile and working time have a version each. A transaction is bound to both, because the card and the schedule's item
//! hold parts of the two. Of each version a copy is kept beside the item: what changed, and which rules were in force.

use aws_sdk_dynamodb::types::{ConditionCheck, TransactWriteItem, Update};
use domain::{audit::AuditEntry, consultant::Consultant, ids::ConsultantId, time::Instant};

use crate::{
    Idempotency, Table, TableError,
    attributes::{BODY, from_body, get_instant, get_number, get_text, instant, number, text, to_body},
    keys::{self, Item},
    timeline::ScheduleItem,
    transaction::TransactionError,
    versions::SaveError,
};

pub(super) const VERSION: &str = "version";
const CHANGED_AT: &str = "changedAt";
const CHANGED_BY: &str = "changedBy";
const REQUEST_ID: &str = "requestId";

/// A version of a profile or of a working time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub number: u64,
    pub changed_at: Option<Instant>,
    /// The account, or the program `seed`; absent for a system's first items.
    pub changed_by: Option<String>,
}

impl Version {
    pub(super) fn of(item: &Item) -> Self {
        Self {
            number: get_number(item, VERSION).unwrap_or(0),
            changed_at: get_instant(item, CHANGED_AT),
            changed_by: get_text(item, CHANGED_BY).map(str::to_owned),
        }
    }
}

/// A consultant as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredConsultant {
    pub consultant: Consultant,
    /// The version of the profile.
    pub profile: Version,
    /// The version of the working time: schedule and rules.
    pub schedule: Version,
}

impl Table {
    /// Returns a consultant, archived or not, as of now.
    pub async fn consultant(&self, id: &ConsultantId) -> Result<Option<StoredConsultant>, TableError> {
        let (profile, schedule) =
            futures::future::try_join(self.get(keys::profile(id), true), self.get(keys::schedule(id), true)).await?;
        let (Some(profile_item), Some(schedule_item)) = (profile, schedule) else { return Ok(None) };
        let ScheduleItem { schedule, rules, .. } = from_body("schedule", &schedule_item)?;
        let consultant = Consultant { profile: from_body("profile", &profile_item)?, schedule, rules };
        let (profile, schedule) = (Version::of(&profile_item), Version::of(&schedule_item));
        Ok(Some(StoredConsultant { consultant, profile, schedule }))
    }

    /// Writes a new consultant; without a record for a system's first items.
    ///
    /// # Errors
    /// [`SaveError::Stale`] if the id is taken, or another request used the idempotency key.
    pub async fn put_consultant(
        &self,
        consultant: &Consultant,
        audit: Option<&AuditEntry>,
        idempotency: Option<&Idempotency>,
    ) -> Result<(), SaveError> {
        let mut card = keys::directory(&consultant.profile.id);
        card.insert(BODY.to_owned(), to_body("directory", &consultant.card())?);
        let mut writes = vec![self.put_new(card)?];
        for document in Document::all(consultant)? {
            writes.push(self.put_new(self.version_item(&document, document.key.clone(), 1, audit))?);
            writes.push(self.put_new(self.version_item(&document, document.version_key(1), 1, audit))?);
        }
        writes.extend(audit.map(|entry| self.put_audit(entry)).transpose()?);
        if let Some(key) = idempotency {
            writes.push(self.put_idempotency_of(key, consultant.profile.id.as_str(), 201)?);
        }
        match self.transact(writes).await {
            Ok(()) => Ok(()),
            Err(TransactionError::Conditions(_)) => Err(SaveError::Stale),
            Err(error) => Err(TableError::from(error).into()),
        }
    }

    /// Writes a changed consultant, and returns it as stored. A part that is equal keeps its version.
    ///
    /// # Errors
    /// See [`SaveError`]; nothing was written unless the table itself failed.
    pub async fn save_consultant(
        &self,
        before: &StoredConsultant,
        after: &Consultant,
        audit: Option<&AuditEntry>,
    ) -> Result<StoredConsultant, SaveError> {
        if before.consultant == *after {
            return Ok(before.clone());
        }
        let [old_profile, old_schedule] = Document::all(&before.consultant)?;
        let [profile, schedule] = Document::all(after)?;
        let is_same_time = before.consultant.schedule == after.schedule && before.consultant.rules == after.rules;
        let mut stored = StoredConsultant { consultant: after.clone(), ..before.clone() };
        let mut writes = Vec::new();
        for (document, old, is_same, version) in [
            (&profile, &old_profile, before.consultant.profile == after.profile, &mut stored.profile),
            (&schedule, &old_schedule, is_same_time, &mut stored.schedule),
        ] {
            let expected = version.number;
            if is_same && document.body == old.body {
                writes.push(self.check_version(document, expected)?);
                continue;
            }
            if !is_same {
                let item = self.version_item(document, document.version_key(expected + 1), expected + 1, audit);
                *version = Version::of(&item);
                writes.push(self.put_new(item)?);
            }
            writes.push(self.update_document(document, expected, version)?);
        }
        if before.consultant.card() != after.card() {
            writes.push(self.update_card(after)?);
        }
        writes.extend(audit.map(|entry| self.put_audit(entry)).transpose()?);
        match self.transact(writes).await {
            Ok(()) => Ok(stored),
            Err(TransactionError::Conditions(_)) => Err(SaveError::Stale),
            Err(TransactionError::Busy { maybe_applied: true, last }) => Err(TableError::Unknown(last).into()),
            Err(error) => Err(TableError::from(error).into()),
        }
    }

    /// The item of a document's version, under the document's own key or under the version's.
    fn version_item(&self, document: &Document, key: Item, version: u64, audit: Option<&AuditEntry>) -> Item {
        let mut item = key;
        item.insert(BODY.to_owned(), document.body.clone());
        item.insert(VERSION.to_owned(), number(version));
        item.insert(CHANGED_AT.to_owned(), instant(self.clock.now()));
        if let Some(entry) = audit {
            item.insert(CHANGED_BY.to_owned(), text(&entry.actor_id));
            item.insert(REQUEST_ID.to_owned(), text(&entry.request_id));
        }
        item
    }

    /// Attributes that others keep on the item stay.
    fn update_document(
        &self,
        document: &Document,
        expected: u64,
        version: &Version,
    ) -> Result<TransactWriteItem, TableError> {
        let mut update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(document.key.clone()))
            .condition_expression("version = :expected")
            .expression_attribute_values(":expected", number(expected))
            .expression_attribute_values(":body", document.body.clone())
            .expression_attribute_values(":version", number(version.number));
        let mut expression = "SET body = :body, version = :version".to_owned();
        if let Some(at) = version.changed_at {
            expression.push_str(", changedAt = :at");
            update = update.expression_attribute_values(":at", instant(at));
        }
        match &version.changed_by {
            Some(by) => {
                expression.push_str(", changedBy = :by");
                update = update.expression_attribute_values(":by", text(by));
            }
            None => expression.push_str(" REMOVE changedBy"),
        }
        let update = update.update_expression(expression).build();
        let update = update.map_err(|error| TableError::corrupt(document.kind, error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn check_version(&self, document: &Document, expected: u64) -> Result<TransactWriteItem, TableError> {
        let check = ConditionCheck::builder()
            .table_name(&self.name)
            .set_key(Some(document.key.clone()))
            .condition_expression("version = :expected")
            .expression_attribute_values(":expected", number(expected))
            .build()
            .map_err(|error| TableError::corrupt(document.kind, error))?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    fn update_card(&self, consultant: &Consultant) -> Result<TransactWriteItem, TableError> {
        let update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::directory(&consultant.profile.id)))
            .update_expression("SET body = :body")
            .expression_attribute_values(":body", to_body("directory", &consultant.card())?)
            .build()
            .map_err(|error| TableError::corrupt("directory", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

/// A part of a consultant with a version of its own.
struct Document {
    kind: &'static str,
    id: ConsultantId,
    key: Item,
    body: aws_sdk_dynamodb::types::AttributeValue,
}

impl Document {
    /// Profile and schedule.
    fn all(consultant: &Consultant) -> Result<[Self; 2], TableError> {
        let id = &consultant.profile.id;
        let profile = to_body("profile", &consultant.profile)?;
        let schedule = to_body("schedule", &ScheduleItem::new(consultant))?;
        Ok([
            Self { kind: "profile", id: id.clone(), key: keys::profile(id), body: profile },
            Self { kind: "schedule", id: id.clone(), key: keys::schedule(id), body: schedule },
        ])
    }

    fn version_key(&self, version: u64) -> Item {
        match self.kind {
            "profile" => keys::profile_version(&self.id, version),
            _ => keys::schedule_version(&self.id, version),
        }
    }
}
