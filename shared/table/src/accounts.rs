//! Accounts of the console.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Idempotency, Table, TableError,
    attributes::{BODY, from_body, get_number, get_text, number, text, to_body},
    keys,
    transaction::TransactionError,
};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use domain::{
    access::{AccountRecord, Role},
    audit::AuditEntry,
    ids::ConsultantId,
};

const VERSION: &str = "version";

/// A change of an account.
#[derive(Debug)]
pub struct AccountWrite<'a> {
    pub id: &'a str,
    /// The record that the change is based on.
    pub before: Option<&'a AccountRecord>,
    pub after: &'a AccountRecord,
    /// For a change that leaves one administrator less: the number that [`Table::admins_version`] returned before the
    /// others were counted. Two such changes at once can't both happen.
    pub admins_version: Option<u64>,
    pub audit: &'a AuditEntry,
    /// Of an invitation.
    pub idempotency: Option<&'a Idempotency>,
}

/// The reason why an account wasn't changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Another request changed it meanwhile.
    #[error("the account was changed meanwhile")]
    Stale,
    /// Another request took an administrator's rights meanwhile; count them again.
    #[error("the administrators were changed meanwhile")]
    AdminsChanged,
    /// The consultant has another account.
    #[error("the consultant has another account")]
    ConsultantTaken,
    #[error(transparent)]
    Table(#[from] TableError),
}

/// In the item that leads from a consultant to their account: its id.
const ACCOUNT_ID: &str = "accountId";

impl Table {
    /// Returns the stored part of an account, if there is one. A write needs a consistent read: a disabled account ends
    /// at once.
    pub async fn account(&self, id: &str, is_consistent: bool) -> Result<Option<AccountRecord>, TableError> {
        let item = self.get(keys::account(id), is_consistent).await?;
        item.map(|item| from_body("account", &item)).transpose()
    }

    /// Returns the consultants that a consultant's account assists; `None` if there is no such consultant.
    pub async fn assisted_by(&self, consultant: &ConsultantId) -> Result<Option<BTreeSet<ConsultantId>>, TableError> {
        let profile = self.get(keys::directory(consultant), false);
        let (card, link) =
            futures::future::try_join(profile, self.get(keys::consultant_account(consultant), false)).await?;
        if card.is_none() {
            return Ok(None);
        }
        let Some(account) = link.as_ref().and_then(|link| get_text(link, ACCOUNT_ID)) else {
            return Ok(Some(BTreeSet::new()));
        };
        let record = self.account(account, false).await?;
        let is_theirs = |record: &AccountRecord| record.consultant_id.as_ref() == Some(consultant);
        Ok(Some(record.filter(is_theirs).map(|record| record.assists).unwrap_or_default()))
    }

    /// Returns the number of changes that took an administrator's rights.
    pub async fn admins_version(&self) -> Result<u64, TableError> {
        let item = self.get(keys::admins(), true).await?;
        Ok(item.as_ref().and_then(|item| get_number(item, VERSION)).unwrap_or(0))
    }

    /// Changes an account, its consultant's link to it and the record of that, if no other request changed it meanwhile.
    ///
    /// # Errors
    /// See [`AccountError`]; nothing was written unless the table itself failed.
    pub async fn put_account(&self, write: &AccountWrite<'_>) -> Result<(), AccountError> {
        let mut items =
            vec![(AccountError::Stale, self.put_record(write)?), (AccountError::Stale, self.put_audit(write.audit)?)];
        if let Some(key) = write.idempotency {
            items.push((AccountError::Stale, self.put_idempotency_of(key, write.id, 201)?));
        }
        if let Some(version) = write.admins_version {
            items.push((AccountError::AdminsChanged, self.count_admins(version)?));
        }
        let (old, new) = (write.before.and_then(|it| it.consultant_id.as_ref()), write.after.consultant_id.as_ref());
        if old != new {
            let links = [old.map(|id| self.unlink(id, write.id)), new.map(|id| self.link(id, write.id))];
            for link in links.into_iter().flatten() {
                items.push((AccountError::ConsultantTaken, link?));
            }
        }
        let (mut reasons, items): (Vec<_>, Vec<_>) = items.into_iter().unzip();
        match self.transact(items).await {
            Ok(()) => Ok(()),
            Err(TransactionError::Conditions(failed)) => {
                let first = failed.iter().position(Option::is_some).unwrap_or(0);
                Err(reasons.swap_remove(first.min(reasons.len() - 1)))
            }
            Err(error) => Err(TableError::from(error).into()),
        }
    }

    fn put_record(&self, write: &AccountWrite<'_>) -> Result<TransactWriteItem, TableError> {
        let mut item = keys::account(write.id);
        item.insert(BODY.to_owned(), to_body("account", write.after)?);
        item.insert(VERSION.to_owned(), number(write.after.version));
        let Some(before) = write.before else { return self.put_new(item) };
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .condition_expression("version = :seen")
            .expression_attribute_values(":seen", number(before.version))
            .build()
            .map_err(|error| TableError::corrupt("account", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn count_admins(&self, version: u64) -> Result<TransactWriteItem, TableError> {
        let mut item = keys::admins();
        item.insert(VERSION.to_owned(), number(version + 1));
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR version = :seen")
            .expression_attribute_values(":seen", number(version))
            .build()
            .map_err(|error| TableError::corrupt("admins", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn link(&self, consultant: &ConsultantId, account: &str) -> Result<TransactWriteItem, TableError> {
        let mut item = keys::consultant_account(consultant);
        item.insert(ACCOUNT_ID.to_owned(), text(account));
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk) OR accountId = :account")
            .expression_attribute_values(":account", text(account))
            .build()
            .map_err(|error| TableError::corrupt("link", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    fn unlink(&self, consultant: &ConsultantId, account: &str) -> Result<TransactWriteItem, TableError> {
        let delete = Delete::builder()
            .table_name(&self.name)
            .set_key(Some(keys::consultant_account(consultant)))
            .condition_expression("attribute_not_exists(pk) OR accountId = :account")
            .expression_attribute_values(":account", text(account))
            .build()
            .map_err(|error| TableError::corrupt("link", error))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    /// Returns the roles of a log-in provider's groups, by the settings.
    pub async fn group_mapping(&self) -> Result<BTreeMap<String, Role>, TableError> {
        Ok(self.settings().await?.single_sign_on.groups.clone())
    }
}
