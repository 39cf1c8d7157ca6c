//! A client's new address, until the code that was mailed there is used: `BOOKING#<reference>` / `EMAIL`.
//!
//! It is removed when the address changes and when the client's data are erased.

use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem};
use chrono::TimeDelta;
use domain::{contact::EmailAddress, ids::Reference, time::Instant};
use serde::{Deserialize, Serialize};

use crate::{
    Table, TableError,
    attributes::{BODY, from_body, get_number, number, to_body},
    error::if_it_held,
    keys,
    transaction::TransactionError,
};

/// Wrong codes until a change is void.
const MAX_TRIES: u32 = 5;
/// How long housekeeping leaves it.
const LIFETIME: TimeDelta = TimeDelta::hours(1);

/// An address that its owner is still to confirm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmailChange {
    pub email: EmailAddress,
    /// Distinguishes its code from all others.
    pub nonce: String,
    /// The end of its code.
    pub ends_at: Instant,
}

impl Table {
    /// Keeps a new address; it replaces one that is still to be confirmed. Returns `false` if the client's data are erased.
    pub async fn put_email_change(&self, reference: &Reference, change: &EmailChange) -> Result<bool, TableError> {
        let corrupt = |error| TableError::corrupt("email change", error);
        let mut item = keys::email_change(reference);
        item.insert(BODY.to_owned(), to_body("email change", change)?);
        item.insert("tries".to_owned(), number(0));
        item.insert(keys::EXPIRES_AT.to_owned(), number((change.ends_at + LIFETIME).timestamp()));
        let put = Put::builder().table_name(&self.name).set_item(Some(item)).build().map_err(corrupt)?;
        let is_named = ConditionCheck::builder()
            .table_name(&self.name)
            .set_key(Some(keys::booking(reference)))
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(card.erasedAt)")
            .build()
            .map_err(corrupt)?;
        let items = vec![
            TransactWriteItem::builder().put(put).build(),
            TransactWriteItem::builder().condition_check(is_named).build(),
        ];
        match self.transact(items).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the address that is still to be confirmed, unless its code has ended or was guessed too often.
    pub async fn email_change(&self, reference: &Reference) -> Result<Option<EmailChange>, TableError> {
        let Some(item) = self.get(keys::email_change(reference), true).await? else { return Ok(None) };
        let tries: u32 = get_number(&item, "tries").unwrap_or(0);
        let change: EmailChange = from_body("email change", &item)?;
        Ok(Some(change).filter(|change| self.clock.now() < change.ends_at && tries < MAX_TRIES))
    }

    /// Counts a code before it is compared, so that parallel guesses count too. Returns `false` if there were too many.
    pub async fn count_code(&self, reference: &Reference) -> Result<bool, TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let update = update
            .table_name(&self.name)
            .set_key(Some(keys::email_change(reference)))
            .update_expression("ADD tries :one")
            .condition_expression("tries < :most")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(MAX_TRIES));
        Ok(if_it_held(update.send().await)?.is_some())
    }

    /// The removal, as a part of the change that makes it void.
    pub(crate) fn delete_email_change(&self, reference: &Reference) -> Result<TransactWriteItem, TableError> {
        let delete = Delete::builder().table_name(&self.name).set_key(Some(keys::email_change(reference)));
        let delete = delete.build().map_err(|error| TableError::corrupt("email change", error))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }
}
