//! Reading the rows of lists: from an index's entries, or from the bookings themselves.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, builders::KeysAndAttributesBuilder};
use domain::{
    booking::{Facts, Source, Status, Utm},
    consultant::MeetingType,
    ids::{ConsultantId, Reference},
    listing::{Row, RowClient},
    time::{Instant, Interval},
    zone::Tz,
};
use futures::future::try_join_all;
use serde::Deserialize;

use crate::{
    Table, TableError,
    attributes::{from_item, get_text},
    keys::{self, Item},
};

/// The keys of a booking's words.
const WORDS: &str = "words";
/// Keys of one `BatchGetItem`.
pub(crate) const BATCH: usize = 100;
/// Calls until all keys of a batch are answered: DynamoDB may leave out some when it is throttled.
const MAX_CALLS: usize = 5;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Card {
    consultant_id: ConsultantId,
    version: u64,
    status: Status,
    end: Instant,
    timezone: Tz,
    meeting_type: MeetingType,
    source: Source,
    created_at: Instant,
    client: RowClient,
    #[serde(default)]
    facts: Facts,
    rating: Option<u8>,
    cancelled_at: Option<Instant>,
    #[serde(default)]
    late: bool,
    erased_at: Option<Instant>,
    campaign: Option<Utm>,
    #[serde(default)]
    offer: bool,
    #[serde(default)]
    mail_trouble: bool,
}

/// Reads a row of an item with a card.
pub(crate) fn read_row(mut item: Item) -> Result<Row, TableError> {
    let corrupt = || TableError::corrupt("card", "it has no start, no reference or no card");
    let reference = keys::reference_of(&item).ok_or_else(corrupt)?;
    let start = get_text(&item, keys::START).and_then(|start| start.parse().ok()).ok_or_else(corrupt)?;
    let Some(AttributeValue::M(card)) = item.remove(keys::CARD) else { return Err(corrupt()) };
    let card: Card = from_item("card", card)?;
    Ok(Row {
        reference,
        version: card.version,
        status: card.status,
        slot: Interval { start, end: card.end },
        timezone: card.timezone,
        consultant_id: card.consultant_id,
        meeting_type: card.meeting_type,
        source: card.source,
        created_at: card.created_at,
        client: card.client,
        facts: card.facts,
        rating: card.rating,
        cancelled_at: card.cancelled_at,
        is_cancelled_late: card.late,
        erased_at: card.erased_at,
        campaign: card.campaign,
        has_open_offer: card.offer,
        has_mail_trouble: card.mail_trouble,
    })
}

impl Table {
    /// Reads the row of an item. An unreadable one is left out, logged and counted.
    pub(super) fn readable_row(&self, item: Item) -> Result<Option<Row>, TableError> {
        let name = get_text(&item, keys::PK).unwrap_or_default().to_owned();
        self.readable(&name, read_row(item))
    }

    /// Returns the rows of these bookings, in no order. Unreadable and missing ones are left out.
    pub async fn rows_of(&self, references: &[Reference]) -> Result<Vec<Row>, TableError> {
        Ok(self.rows_with_words(references).await?.into_iter().map(|(row, _)| row).collect())
    }

    /// As [`Table::rows_of`], with the keys of each booking's words.
    pub(super) async fn rows_with_words(
        &self,
        references: &[Reference],
    ) -> Result<Vec<(Row, Vec<String>)>, TableError> {
        let batches = references.chunks(BATCH).map(|batch| batch.iter().map(keys::booking).collect::<Vec<Item>>());
        let reads: Vec<_> = batches.map(|keys| self.batch(keys)).collect();
        let items = try_join_all(reads).await?;
        let mut rows = Vec::new();
        for item in items.into_iter().flatten() {
            let words = item.get(WORDS).and_then(|words| words.as_l().ok());
            let words = words.into_iter().flatten().filter_map(|word| word.as_s().ok().cloned()).collect();
            rows.extend(self.readable_row(item)?.map(|row| (row, words)));
        }
        Ok(rows)
    }

    async fn batch(&self, keys: Vec<Item>) -> Result<Vec<Item>, TableError> {
        let shown = KeysAndAttributes::builder()
            .projection_expression("#pk, #start, #card, #words")
            .expression_attribute_names("#pk", keys::PK)
            .expression_attribute_names("#start", keys::START)
            .expression_attribute_names("#card", keys::CARD)
            .expression_attribute_names("#words", WORDS);
        let mut items = self.batch_of(keys, shown).await?;
        // A void item has no card.
        items.retain(|item| item.contains_key(keys::CARD));
        Ok(items)
    }

    /// Returns the items with at most 100 keys, in no order.
    pub(crate) async fn batch_of(
        &self,
        keys: Vec<Item>,
        shown: KeysAndAttributesBuilder,
    ) -> Result<Vec<Item>, TableError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let asked = shown.set_keys(Some(keys)).build().map_err(|error| TableError::corrupt("batch", error))?;
        let mut left = HashMap::from([(self.name.clone(), asked)]);
        let mut items = Vec::new();
        for _ in 0..MAX_CALLS {
            let call = self.client.batch_get_item().set_request_items(Some(left));
            let answer = call.send().await.map_err(TableError::from_sdk)?;
            items.extend(answer.responses.unwrap_or_default().into_values().flatten());
            left = answer.unprocessed_keys.unwrap_or_default();
            if left.is_empty() {
                return Ok(items);
            }
        }
        Err(TableError::Busy("a batch stays unprocessed".into()))
    }
}
