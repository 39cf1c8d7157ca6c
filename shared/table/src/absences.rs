//! The team's absences.

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use domain::absence::Absence;

use crate::{
    Idempotency, Table, TableError,
    attributes::{BODY, from_body, get_number, number, text, to_body},
    keys::{self, Item},
    transaction::TransactionError,
};

/// Counts the writes of an absence.
const REVISION: &str = "version";

impl Table {
    pub async fn absence(&self, id: &str) -> Result<Option<Absence>, TableError> {
        let item = self.get(keys::absence(id), true).await?;
        item.map(|item| read(&item)).transpose()
    }

    /// Returns the newest absences, at most `most`.
    pub async fn absences(&self, most: i32) -> Result<Vec<Absence>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(keys::ABSENCES))
            .scan_index_forward(false)
            .limit(most);
        let items = query.send().await.map_err(TableError::from_sdk)?.items.unwrap_or_default();
        let mut absences = Vec::new();
        for item in &items {
            absences.extend(self.readable("absence", read(item))?);
        }
        Ok(absences)
    }

    /// Writes a new absence. Returns `false` if another request used the idempotency key meanwhile.
    pub async fn put_new_absence(
        &self,
        absence: &Absence,
        idempotency: Option<&Idempotency>,
    ) -> Result<bool, TableError> {
        let mut items = vec![self.put_new(item_of(absence)?)?];
        if let Some(key) = idempotency {
            items.push(self.put_idempotency_of(key, &absence.id, 202)?);
        }
        match self.transact(items).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes an absence that was changed, with its next revision. Returns `false` if it isn't of the revision before any
    /// more; also if the answer to the write itself was lost, and it was repeated.
    pub async fn put_absence(&self, absence: &mut Absence) -> Result<bool, TableError> {
        let before = absence.revision;
        let next = Absence { revision: before + 1, ..absence.clone() };
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item_of(&next)?));
        let put = match before {
            // As an earlier release has written it.
            0 => put.condition_expression("attribute_exists(pk) AND attribute_not_exists(version)"),
            _ => put.condition_expression("version = :before").expression_attribute_values(":before", number(before)),
        };
        match put.send().await {
            Ok(_) => {
                *absence = next;
                Ok(true)
            }
            Err(error) if error.as_service_error().is_some_and(PutItemError::is_conditional_check_failed_exception) => {
                Ok(false)
            }
            Err(error) => Err(TableError::from_sdk(error)),
        }
    }
}

fn item_of(absence: &Absence) -> Result<Item, TableError> {
    let mut item: Item = keys::absence(&absence.id);
    item.insert(BODY.to_owned(), to_body("absence", absence)?);
    item.insert(REVISION.to_owned(), number(absence.revision));
    Ok(item)
}

fn read(item: &Item) -> Result<Absence, TableError> {
    let absence: Absence = from_body("absence", item)?;
    Ok(Absence { revision: get_number(item, REVISION).unwrap_or(0), ..absence })
}
