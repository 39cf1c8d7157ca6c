//! Bookings past their retention period.

use chrono::{Datelike, Months, NaiveDate};
use domain::{ids::Reference, time::Instant};
use serde::{Deserialize, Serialize};

use crate::{
    AGENDA_INDEX, Table, TableError,
    attributes::{BODY, from_body, get_text, text, to_body},
    keys::{self, Item, START},
};

/// Bookings returned at once, about as many as one run can erase; the next run takes the rest.
pub const MAX_KEPT: usize = 100_000;
/// No booking starts before this month.
pub const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();

/// How far retention has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RetentionCursor {
    /// All bookings that start before this day (UTC) are erased, as far as the last walk found.
    pub done_before: Option<NaiveDate>,
    /// The month of the last walk over all days, as `2026-11`: staff may have moved a booking to a day that is done.
    pub walked: Option<String>,
}

/// A booking with its client's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub reference: Reference,
    pub start: Instant,
}

impl Table {
    /// Returns the bookings from a day on that still have client data and ended before an instant, earliest start first;
    /// of very many, the first 100,000.
    pub async fn kept_between(&self, first: NaiveDate, before: Instant) -> Result<Vec<Kept>, TableError> {
        let mut kept = Vec::new();
        let mut month = first;
        while month <= before.date_naive() && kept.len() < MAX_KEPT {
            let mut items = self
                .client
                .query()
                .table_name(&self.name)
                .index_name(AGENDA_INDEX)
                .key_condition_expression("#month = :month AND #start BETWEEN :first AND :before")
                .filter_expression("attribute_not_exists(card.erasedAt) AND card.#end < :before")
                .expression_attribute_names("#month", keys::MONTH)
                .expression_attribute_names("#start", START)
                .expression_attribute_names("#end", "end")
                .expression_attribute_values(":month", text(month.format("%Y-%m")))
                .expression_attribute_values(":first", text(first))
                .expression_attribute_values(":before", text(keys::start(before)))
                .into_paginator()
                .items()
                .send();
            while let Some(item) = items.next().await {
                kept.extend(kept_booking(&item.map_err(TableError::from_sdk)?));
            }
            month = next_month(month);
        }
        kept.truncate(MAX_KEPT);
        Ok(kept)
    }

    pub async fn retention_cursor(&self) -> Result<RetentionCursor, TableError> {
        match self.get(keys::retention(), true).await? {
            Some(item) => from_body("retention", &item),
            None => Ok(RetentionCursor::default()),
        }
    }

    pub async fn put_retention_cursor(&self, cursor: &RetentionCursor) -> Result<(), TableError> {
        let mut item = keys::retention();
        item.insert(BODY.to_owned(), to_body("retention", cursor)?);
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        put.send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }
}

fn kept_booking(item: &Item) -> Option<Kept> {
    Some(Kept { reference: keys::reference_of(item)?, start: get_text(item, START)?.parse().ok()? })
}

/// The first day of the next month.
fn next_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1))).unwrap_or(NaiveDate::MAX)
}
