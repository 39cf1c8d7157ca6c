//! Exports of bookings: `EXPORT#<id>`, a document with a version; the file is in a bucket.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use chrono::TimeDelta;
use domain::{audit::AuditEntry, export::Export};

use crate::{
    Idempotency, Table, TableError,
    attributes::{BODY, from_body, number, to_body},
    keys,
    transaction::TransactionError,
};

/// How long an export is kept; its file for a day.
const KEPT: TimeDelta = TimeDelta::days(7);

impl Table {
    /// Stores a new export. Returns `false` if another request used the idempotency key meanwhile.
    pub async fn put_export(
        &self,
        export: &Export,
        (idempotency, audit): (Option<&Idempotency>, &AuditEntry),
    ) -> Result<bool, TableError> {
        let mut items = vec![self.put_export_item(export, None)?, self.put_audit(audit)?];
        if let Some(key) = idempotency {
            items.push(self.put_idempotency_of(key, &export.id, 202)?);
        }
        match self.transact(items).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) if idempotency.is_some() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns an export as it is now.
    pub async fn export(&self, id: &str) -> Result<Option<Export>, TableError> {
        let item = self.get(keys::export(id), true).await?;
        let export: Option<Export> = item.map(|item| from_body("export", &item)).transpose()?;
        Ok(export.filter(|export| self.clock.now() < export.created_at + KEPT))
    }

    /// Stores an export's next version, with the record of an act if there is one. Returns `false` if another function
    /// changed it meanwhile.
    pub async fn save_export(&self, export: &Export, audit: Option<&AuditEntry>) -> Result<bool, TableError> {
        let mut items = vec![self.put_export_item(export, Some(export.version - 1))?];
        items.extend(audit.map(|audit| self.put_audit(audit)).transpose()?);
        match self.transact(items).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn put_export_item(&self, export: &Export, before: Option<u64>) -> Result<TransactWriteItem, TableError> {
        let mut item = keys::export(&export.id);
        item.insert(BODY.to_owned(), to_body("export", export)?);
        item.insert("version".to_owned(), number(export.version));
        item.insert(keys::EXPIRES_AT.to_owned(), number((export.created_at + KEPT).timestamp()));
        let Some(before) = before else { return self.put_new(item) };
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .condition_expression("version = :before")
            .expression_attribute_values(":before", number(before))
            .build()
            .map_err(|error| TableError::corrupt("export", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}
