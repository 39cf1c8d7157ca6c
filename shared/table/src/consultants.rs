//! Consultants: directory, profile, schedule.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{
    consultant::{Card, Consultant, Profile},
    ids::ConsultantId,
};

use crate::{
    Table, TableError,
    attributes::{BODY, from_body, number, text, to_body},
    calendar::ScheduleItem,
    keys::{self, Item},
};

/// Pages of the directory; a page is up to 1 MB, which is hundreds of consultants.
const MOST_PAGES: usize = 10;

impl Table {
    /// Every consultant's card, by id.
    ///
    /// # Errors
    /// If the table can't be read.
    pub async fn directory(&self) -> Result<Vec<Card>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(keys::DIRECTORY));
        let items = self.all_pages(query, MOST_PAGES).await?;
        items.iter().map(|item| from_body("directory", item)).collect()
    }

    /// One consultant's card.
    ///
    /// # Errors
    /// If the table can't be read.
    pub async fn card(&self, id: &ConsultantId) -> Result<Option<Card>, TableError> {
        let item = self.get(keys::directory(id), false).await?;
        item.map(|item| from_body("directory", &item)).transpose()
    }

    /// One consultant's profile, contact data included.
    ///
    /// # Errors
    /// If the table can't be read.
    pub async fn profile(&self, id: &ConsultantId) -> Result<Option<Profile>, TableError> {
        let item = self.get(keys::profile(id), false).await?;
        item.map(|item| from_body("profile", &item)).transpose()
    }

    /// Writes a new consultant: profile, schedule and directory entry in one transaction.
    ///
    /// # Errors
    /// If the table can't be written, or there is one with this id already.
    pub async fn put_consultant(&self, consultant: &Consultant) -> Result<(), TableError> {
        let id = &consultant.profile.id;
        let schedule = ScheduleItem {
            consultant: consultant.profile.summary(),
            schedule: consultant.schedule.clone(),
            rules: consultant.rules.clone(),
        };
        let mut schedule_item = keys::schedule(id);
        schedule_item.insert(BODY.to_owned(), to_body("schedule", &schedule)?);
        schedule_item.insert("version".to_owned(), number(1));
        let mut profile = keys::profile(id);
        profile.insert(BODY.to_owned(), to_body("profile", &consultant.profile)?);
        profile.insert("version".to_owned(), number(1));
        let mut card = keys::directory(id);
        card.insert(BODY.to_owned(), to_body("directory", &consultant.card())?);
        let items = [profile, schedule_item, card].map(|item| self.put_new(item));
        let items = items.into_iter().collect::<Result<Vec<_>, _>>()?;
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let write = self.client.transact_write_items().set_transact_items(Some(items));
        write.send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }

    pub(crate) async fn get(&self, key: Item, consistent: bool) -> Result<Option<Item>, TableError> {
        let get = self.client.get_item().table_name(&self.name).set_key(Some(key)).consistent_read(consistent);
        Ok(get.send().await.map_err(TableError::from_sdk)?.item)
    }

    /// A put on condition that there is no such item yet.
    pub(crate) fn put_new(&self, item: Item) -> Result<TransactWriteItem, TableError> {
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(|error| TableError::corrupt("put", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}
