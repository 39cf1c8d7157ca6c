//! The team's absences.

use domain::absence::Absence;

use crate::{
    Idempotency, Table, TableError,
    attributes::{BODY, from_body, text, to_body},
    keys::{self, Item},
    transaction::TransactionError,
};

impl Table {
    pub async fn absence(&self, id: &str) -> Result<Option<Absence>, TableError> {
        let item = self.get(keys::absence(id), true).await?;
        item.map(|item| from_body("absence", &item)).transpose()
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
            absences.extend(self.readable("absence", from_body("absence", item))?);
        }
        Ok(absences)
    }

    /// Writes a new absence. Returns `false` if another request used the idempotency key meanwhile.
    pub async fn put_new_absence(
        &self,
        absence: &Absence,
        idempotency: Option<&Idempotency>,
    ) -> Result<bool, TableError> {
        let Some(key) = idempotency else { return self.put_absence(absence).await.map(|()| true) };
        let mut item: Item = keys::absence(&absence.id);
        item.insert(BODY.to_owned(), to_body("absence", absence)?);
        match self.transact(vec![self.put_idempotency_of(key, &absence.id, 202)?, self.put_new(item)?]).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes an absence, over its earlier state if there is one.
    pub async fn put_absence(&self, absence: &Absence) -> Result<(), TableError> {
        let mut item: Item = keys::absence(&absence.id);
        item.insert(BODY.to_owned(), to_body("absence", absence)?);
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        put.send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }
}
