//! Bookings past their retention period, and the erasure log.

use aws_sdk_dynamodb::types::TransactWriteItem;
use chrono::{Datelike, Days, Months};
use domain::{booking::Booking, ids::Reference, time::Instant};

use crate::{
    Table, TableError,
    attributes::{get_text, instant, text},
    keys::{self, Item},
    transaction::TransactionError,
};

/// Bookings of one shard returned at once, more than one run can erase; the next run takes the rest.
const MAX_AT_ONCE: usize = 20_000;

/// The attributes that put a booking with client data into the sparse index, by its end.
pub(crate) fn retention_marks(booking: &Booking) -> Item {
    if booking.erased_at.is_some() {
        return Item::new();
    }
    let shard = keys::retention_shard(&booking.reference);
    Item::from([
        (keys::PENDING_SHARD.to_owned(), text(shard)),
        (keys::PENDING_DUE.to_owned(), instant(booking.slot.end)),
    ])
}

impl Table {
    /// Returns the bookings of a shard that still have client data and ended before an instant, longest ago first.
    pub async fn named_and_ended_before(&self, shard: u32, before: Instant) -> Result<Vec<Reference>, TableError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.name)
            .index_name("pending")
            .key_condition_expression("pendingShard = :shard AND pendingDue < :before")
            .expression_attribute_values(":shard", text(format!("RETAIN#{shard}")))
            .expression_attribute_values(":before", instant(before))
            .into_paginator()
            .items()
            .send();
        let mut references = Vec::new();
        while let Some(item) = items.next().await
            && references.len() < MAX_AT_ONCE
        {
            let item = item.map_err(TableError::from_sdk)?;
            let reference = get_text(&item, keys::PK).and_then(|pk| pk.strip_prefix("BOOKING#"));
            references.extend(reference.and_then(|reference| Reference::parse(reference).ok()));
        }
        Ok(references)
    }

    /// The entry of the erasure log, which is applied again after a restore.
    pub(crate) fn put_erasure(&self, booking: &Booking, at: Instant) -> Result<TransactWriteItem, TableError> {
        self.put_new(erasure(&booking.reference, at))
    }

    /// Returns the bookings with entries in the erasure log since an instant, earliest first.
    pub async fn erased_since(&self, since: Instant) -> Result<Vec<Reference>, TableError> {
        let first = since.date_naive() - Days::new(u64::from(since.date_naive().day0()));
        let last = self.clock.now().date_naive();
        let months =
            (0..).map_while(|month| first.checked_add_months(Months::new(month))).take_while(|day| *day <= last);
        let mut references = Vec::new();
        for month in months {
            let mut pages = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :month AND sk >= :since")
                .expression_attribute_values(":month", text(keys::erasures_pk(month)))
                .expression_attribute_values(":since", text(since.format(keys::ERASURE_SK)))
                .into_paginator()
                .items()
                .send();
            while let Some(item) = pages.next().await {
                let item = item.map_err(TableError::from_sdk)?;
                references.extend(get_text(&item, "reference").and_then(|text| Reference::parse(text).ok()));
            }
        }
        Ok(references)
    }

    /// Copies an entry of the original table's erasure log to this restored copy, as of now.
    pub async fn note_erasure(&self, reference: &Reference) -> Result<(), TableError> {
        match self.transact(vec![self.put_new(erasure(reference, self.clock.now()))?]).await {
            // The entry exists already.
            Ok(()) | Err(TransactionError::Conditions(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

fn erasure(reference: &Reference, at: Instant) -> Item {
    let mut item = keys::erasure(reference, at);
    item.insert("reference".to_owned(), text(reference));
    item
}
