//! Orders for many bookings: `BULK#<id>` with the order, its state, and a chunk of bookings with their results for each
//! message.
//!
//! The state changes by condition alone, and the end of an order is recorded with it: once.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update, builders::UpdateBuilder};
use chrono::TimeDelta;
use domain::{
    audit::AuditEntry,
    bulk::{Bulk, BulkChunk, BulkResult, BulkState, BulkTarget, CHUNK, Ending},
    ids::{ConsultantId, Reference},
};
use futures::future::try_join_all;

use crate::{
    Idempotency, Table, TableError,
    attributes::{BODY, from_body, from_item, get_map, get_number, get_text, instant, number, text, to_body, to_item},
    error::if_it_held,
    keys::{self, Item},
    transaction::TransactionError,
};

/// How long an order is kept.
const KEPT: TimeDelta = TimeDelta::days(30);
/// Time after which an order that hasn't ended counts as pending work.
const PATIENCE: TimeDelta = TimeDelta::minutes(15);
/// Pages of an order's chunks: 1,000 bookings take a quarter of one.
const MAX_PAGES: usize = 3;

const STATE: &str = "state";
const ENDED: &str = "ended";
const CHUNKS: &str = "chunks";
const CHUNKS_DONE: &str = "chunksDone";
const RESULTS: &str = "results";

/// A booking as it stands when an order is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub reference: Reference,
    pub edition: u64,
    pub consultant_id: ConsultantId,
}

impl Table {
    /// Returns the editions of these bookings, in no order. Missing ones are left out.
    pub async fn standings(&self, references: &[Reference]) -> Result<Vec<Standing>, TableError> {
        let reads = references.chunks(crate::list::BATCH).map(|batch| self.batch_of_standings(batch));
        let items = try_join_all(reads.collect::<Vec<_>>()).await?;
        let standing = |item: &Item| {
            Some(Standing {
                reference: keys::reference_of(item)?,
                edition: get_number(item, "edition")?,
                consultant_id: ConsultantId::parse(get_text(item, keys::CONSULTANT_ID)?).ok()?,
            })
        };
        Ok(items.iter().flatten().filter_map(standing).collect())
    }

    async fn batch_of_standings(&self, references: &[Reference]) -> Result<Vec<Item>, TableError> {
        let shown = aws_sdk_dynamodb::types::KeysAndAttributes::builder()
            .projection_expression("#pk, edition, #consultant")
            .expression_attribute_names("#pk", keys::PK)
            .expression_attribute_names("#consultant", keys::CONSULTANT_ID)
            .consistent_read(true);
        self.batch_of(references.iter().map(keys::booking).collect(), shown).await
    }

    /// Stores an order with its bookings. Returns `false` if another request used the idempotency key meanwhile.
    pub async fn put_bulk(
        &self,
        bulk: &Bulk,
        chunks: &[BulkChunk],
        (idempotency, audit): (Option<&Idempotency>, &AuditEntry),
    ) -> Result<bool, TableError> {
        let mut items = Vec::new();
        if let Some(key) = idempotency {
            items.push(self.put_idempotency_of(key, &bulk.id, 202)?);
        }
        items.push(self.put_new(self.bulk_item(bulk)?)?);
        items.push(self.put_audit(audit)?);
        for chunk in chunks {
            items.push(self.put_new(chunk_item(bulk, chunk)?)?);
        }
        match self.transact(items).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) if idempotency.is_some() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn bulk_item(&self, bulk: &Bulk) -> Result<Item, TableError> {
        let mut item = keys::bulk(&bulk.id);
        item.insert(BODY.to_owned(), to_body("bulk", bulk)?);
        item.insert(STATE.to_owned(), text(bulk.state.as_str()));
        item.insert(CHUNKS.to_owned(), number(bulk.chunks));
        item.insert(CHUNKS_DONE.to_owned(), number(0));
        item.insert(keys::EXPIRES_AT.to_owned(), number((bulk.created_at + KEPT).timestamp()));
        if bulk.state.is_open() {
            item.insert(keys::PENDING_SHARD.to_owned(), text(keys::pending_shard_of(&bulk.id)));
            item.insert(keys::PENDING_DUE.to_owned(), instant(bulk.not_before + PATIENCE));
        }
        Ok(item)
    }

    /// Returns an order as it is now.
    pub async fn bulk(&self, id: &str) -> Result<Option<Bulk>, TableError> {
        let item = self.get(keys::bulk(id), true).await?;
        let bulk = item.map(|item| read_bulk(&item)).transpose()?;
        Ok(bulk.filter(|bulk| self.clock.now() < bulk.created_at + KEPT))
    }

    /// Returns a chunk of an order as it is now.
    pub async fn bulk_chunk(&self, id: &str, chunk: u32) -> Result<Option<BulkChunk>, TableError> {
        self.get(keys::bulk_chunk(id, chunk), true).await?.map(|item| read_chunk(&item)).transpose()
    }

    /// Returns all chunks of an order, in their order.
    pub async fn bulk_chunks(&self, id: &str) -> Result<Vec<BulkChunk>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :chunk)")
            .expression_attribute_values(":pk", text(keys::bulk_pk(id)))
            .expression_attribute_values(":chunk", text(keys::CHUNK))
            .consistent_read(true);
        self.all_pages(query, MAX_PAGES).await?.iter().map(read_chunk).collect()
    }

    /// Begins an order that waits. Returns whether it runs now.
    pub async fn begin_bulk(&self, id: &str) -> Result<bool, TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(keys::bulk(id)))
            .update_expression("SET #state = :running")
            .condition_expression("#state = :waiting OR #state = :running")
            .expression_attribute_names("#state", STATE)
            .expression_attribute_values(":waiting", text(BulkState::Waiting.as_str()))
            .expression_attribute_values(":running", text(BulkState::Running.as_str()));
        Ok(if_it_held(update.send().await)?.is_some())
    }

    /// Stores the result for a booking, once.
    pub async fn put_bulk_result(
        &self,
        (id, chunk): (&str, u32),
        reference: &Reference,
        result: &BulkResult,
    ) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self
            .client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(keys::bulk_chunk(id, chunk)))
            .update_expression("SET #results.#reference = if_not_exists(#results.#reference, :result)")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#results", RESULTS)
            .expression_attribute_names("#reference", reference.as_str())
            .expression_attribute_values(":result", AttributeValue::M(to_item("result", result)?));
        // Housekeeping deleted the order.
        if_it_held(update.send().await).map(|_| ())
    }

    /// Ends a chunk whose bookings all have a result. Returns whether it was the last one.
    pub async fn end_bulk_chunk(&self, id: &str, chunk: u32) -> Result<bool, TableError> {
        let mark = Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::bulk_chunk(id, chunk)))
            .update_expression("SET endedAt = :now")
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(endedAt)")
            .expression_attribute_values(":now", instant(self.clock.now()));
        let count = Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::bulk(id)))
            .update_expression("ADD chunksDone :one")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":one", number(1));
        match self.transact(vec![update(mark)?, update(count)?]).await {
            // It was ended before: the end of the order may still be missing.
            Ok(()) | Err(TransactionError::Conditions(_)) => {}
            Err(error) => return Err(error.into()),
        }
        let item = self.get(keys::bulk(id), true).await?;
        let count = |name| item.as_ref().and_then(|item| get_number::<u32>(item, name));
        Ok(item.is_some() && count(CHUNKS) == count(CHUNKS_DONE))
    }

    /// Ends an order, and records that. Returns `false` if it had ended already.
    ///
    /// With an `ending`, its bookings without a result stay as they are.
    pub async fn end_bulk(&self, id: &str, ending: Option<&Ending>, audit: &AuditEntry) -> Result<bool, TableError> {
        let state = if ending.is_some() { BulkState::Stopped } else { BulkState::Done };
        let set = if ending.is_some() { "SET #state = :state, #ended = :ended" } else { "SET #state = :state" };
        let mut end = Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::bulk(id)))
            .update_expression(format!("{set} REMOVE pendingShard, pendingDue"))
            .condition_expression("#state = :waiting OR #state = :running")
            .expression_attribute_names("#state", STATE)
            .expression_attribute_values(":state", text(state.as_str()))
            .expression_attribute_values(":waiting", text(BulkState::Waiting.as_str()))
            .expression_attribute_values(":running", text(BulkState::Running.as_str()));
        if let Some(ending) = ending {
            end = end
                .expression_attribute_names("#ended", ENDED)
                .expression_attribute_values(":ended", to_body("ending", ending)?);
        }
        match self.transact(vec![update(end)?, self.put_audit(audit)?]).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Cuts the bookings of an order into chunks.
pub fn chunks_of(targets: &[(BulkTarget, Option<BulkResult>)]) -> Vec<BulkChunk> {
    let chunk = |(number, targets): (u32, &[(BulkTarget, Option<BulkResult>)])| BulkChunk {
        number,
        targets: targets.iter().map(|(target, _)| target.clone()).collect(),
        results: targets.iter().filter_map(|(it, result)| Some((it.reference.clone(), result.clone()?))).collect(),
    };
    (1..).zip(targets.chunks(CHUNK)).map(chunk).collect()
}

fn update(builder: UpdateBuilder) -> Result<TransactWriteItem, TableError> {
    let update = builder.build().map_err(|error| TableError::corrupt("bulk", error))?;
    Ok(TransactWriteItem::builder().update(update).build())
}

pub(crate) fn read_bulk(item: &Item) -> Result<Bulk, TableError> {
    let mut bulk: Bulk = from_body("bulk", item)?;
    bulk.state = BulkState::parse(get_text(item, STATE).unwrap_or_default());
    if let Some(ended) = get_text(item, ENDED) {
        bulk.ended = Some(serde_json::from_str(ended).map_err(|error| TableError::corrupt("bulk", error))?);
    }
    Ok(bulk)
}

fn chunk_item(bulk: &Bulk, chunk: &BulkChunk) -> Result<Item, TableError> {
    let mut item = keys::bulk_chunk(&bulk.id, chunk.number);
    item.insert(BODY.to_owned(), to_body("chunk", &chunk.targets)?);
    let mut results = Item::new();
    for (reference, result) in &chunk.results {
        results.insert(reference.to_string(), AttributeValue::M(to_item("result", result)?));
    }
    item.insert(RESULTS.to_owned(), AttributeValue::M(results));
    item.insert(keys::EXPIRES_AT.to_owned(), number((bulk.created_at + KEPT).timestamp()));
    Ok(item)
}

fn read_chunk(item: &Item) -> Result<BulkChunk, TableError> {
    let corrupt = || TableError::corrupt("chunk", "it has no number or no results");
    let number = get_text(item, keys::SK).and_then(keys::number_of_chunk).ok_or_else(corrupt)?;
    let mut results = std::collections::BTreeMap::new();
    for (reference, result) in get_map(item, RESULTS).ok_or_else(corrupt)? {
        let reference = Reference::parse(reference).map_err(|_| corrupt())?;
        let result = result.as_m().map_err(|_| corrupt())?.clone();
        results.insert(reference, from_item("result", result)?);
    }
    Ok(BulkChunk { number, targets: from_body("chunk", item)?, results })
}
