//! Consultants: directory, profile, numbers. `save.rs` writes them.

mod save;
mod versions;

use aws_sdk_dynamodb::types::{Put, TransactWriteItem, Update};
use domain::{
    consultant::{Card, Numbers, Profile},
    ids::ConsultantId,
};

pub use save::{StoredConsultant, Version};
pub use versions::WorkingTimeVersion;

use crate::{
    Table, TableError,
    attributes::{from_body, get_number, get_text, number, text},
    keys::{self, Item},
};

/// Pages of the directory; a page is up to 1 MB, which is hundreds of consultants.
const MAX_PAGES: usize = 10;

impl Table {
    /// Returns the card of every consultant that the public sees, by id. Unreadable ones are left out. Without the company's
    /// policies nobody accepts bookings.
    pub async fn directory(&self) -> Result<Vec<Card>, TableError> {
        let mut cards = self.whole_directory().await?;
        cards.retain(|card| !card.archived);
        Ok(cards)
    }

    /// As [`Table::directory`], with the archived consultants.
    pub async fn whole_directory(&self) -> Result<Vec<Card>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(keys::DIRECTORY));
        let mut cards: Vec<Card> = Vec::new();
        let (items, settings) = tokio::try_join!(self.all_pages(query, MAX_PAGES), self.settings())?;
        for item in items {
            let sk = get_text(&item, keys::SK).unwrap_or_default();
            // A consultant's numbers sort right behind their card, unless another id lies between.
            match sk.strip_suffix(keys::NUMBERS) {
                None => cards.extend(self.readable(sk, from_body("directory", &item))?),
                Some(id) => {
                    let card = cards.iter_mut().rev().find(|card| card.summary.id.as_str() == id);
                    card.map(|card| card.numbers = numbers(&item)).unwrap_or_default();
                }
            }
        }
        cards.iter_mut().for_each(|card| card.accepting_bookings &= settings.is_configured());
        Ok(cards)
    }

    /// Returns the card of a consultant that the public sees.
    pub async fn card(&self, id: &ConsultantId) -> Result<Option<Card>, TableError> {
        Ok(self.any_card(id).await?.filter(|card| !card.archived))
    }

    /// As [`Table::card`], also of an archived consultant.
    pub async fn any_card(&self, id: &ConsultantId) -> Result<Option<Card>, TableError> {
        let (card, counted, settings) = tokio::try_join!(
            self.get(keys::directory(id), false),
            self.get(keys::numbers(id), false),
            self.settings()
        )?;
        let Some(card) = card else { return Ok(None) };
        let mut card: Card = from_body("directory", &card)?;
        card.accepting_bookings &= settings.is_configured();
        card.numbers = counted.as_ref().map(numbers).unwrap_or_default();
        Ok(Some(card))
    }

    /// Returns one consultant's profile, including contact data.
    pub async fn profile(&self, id: &ConsultantId) -> Result<Option<Profile>, TableError> {
        let item = self.get(keys::profile(id), false).await?;
        item.map(|item| from_body("profile", &item)).transpose()
    }

    /// Adds the change of a booking's counts to its consultant's numbers.
    pub(crate) fn count_numbers(
        &self,
        id: &ConsultantId,
        before: Numbers,
        after: Numbers,
    ) -> Result<TransactWriteItem, TableError> {
        let difference = |before: u32, after: u32| number(i64::from(after) - i64::from(before));
        let update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::numbers(id)))
            .update_expression("ADD completed :completed, reviews :reviews, ratings :ratings")
            .expression_attribute_values(":completed", difference(before.completed, after.completed))
            .expression_attribute_values(":reviews", difference(before.reviews, after.reviews))
            .expression_attribute_values(":ratings", difference(before.ratings, after.ratings))
            .build()
            .map_err(|error| TableError::corrupt("numbers", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    pub(crate) async fn get(&self, key: Item, consistent: bool) -> Result<Option<Item>, TableError> {
        let get = self.client.get_item().table_name(&self.name).set_key(Some(key)).consistent_read(consistent);
        Ok(get.send().await.map_err(TableError::from_sdk)?.item)
    }

    /// A put that fails if the item exists.
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

fn numbers(item: &Item) -> Numbers {
    let counted = |name| get_number(item, name).unwrap_or(0);
    Numbers { completed: counted("completed"), reviews: counted("reviews"), ratings: counted("ratings") }
}
