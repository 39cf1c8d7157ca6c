//! Counts for the integrations page: mail by its fate and repairs, by day; and the oldest pending work.
//!
//! A crash between an event and its count loses one, and none is counted twice for long: the numbers are approximate.

use chrono::{Days, NaiveDate};
use domain::time::Instant;
use futures::future::try_join_all;
use serde::Serialize;

use crate::{
    Delivery, PENDING_INDEX, PENDING_SHARDS, Table, TableError,
    attributes::{get_number, get_text, instant, number, text},
    keys::{self, Item},
};

const MAIL: &str = "mail";
const REPAIRS: &str = "repairs";
/// Entries of a shard that are counted.
const MAX_COUNTED: i32 = 100;

/// Mail by its fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MailTally {
    pub delivered: u64,
    pub bounced: u64,
    pub complained: u64,
}

/// Work that is due and not done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OldestWork {
    pub overdue: usize,
    /// A shard has more than were counted.
    pub is_lower_bound: bool,
    pub oldest_due_at: Option<Instant>,
}

impl Table {
    /// Counts a mail's fate.
    ///
    /// # Errors
    /// Fails if the table can't be written.
    pub async fn count_mail(&self, delivery: Delivery, day: NaiveDate) -> Result<(), TableError> {
        let name = match delivery {
            Delivery::Delivered => "delivered",
            Delivery::Bounced => "bounced",
            Delivery::Complained => "complained",
            // It is tried again.
            Delivery::BouncedForNow => return Ok(()),
        };
        self.add_to_tally(day, MAIL, name, 1).await
    }

    /// Counts repairs of `reconcile`.
    ///
    /// # Errors
    /// Fails if the table can't be written.
    pub async fn count_repairs(&self, count: usize, day: NaiveDate) -> Result<(), TableError> {
        self.add_to_tally(day, REPAIRS, "n", count).await
    }

    async fn add_to_tally(&self, day: NaiveDate, dimension: &str, name: &str, n: usize) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        update
            .table_name(&self.name)
            .set_key(Some(keys::stats(day, dimension)))
            .update_expression("ADD #name :n")
            .expression_attribute_names("#name", name)
            .expression_attribute_values(":n", number(n))
            .send()
            .await
            .map_err(TableError::from_sdk)?;
        Ok(())
    }

    /// Returns the mail and the repairs of the last days, `last` included.
    ///
    /// # Errors
    /// Fails if the table can't be read.
    pub async fn tallies(&self, last: NaiveDate, days: u32) -> Result<(MailTally, u64), TableError> {
        let days = (0..u64::from(days)).filter_map(|ago| last.checked_sub_days(Days::new(ago)));
        let keys = days.flat_map(|day| [keys::stats(day, MAIL), keys::stats(day, REPAIRS)]);
        let items = try_join_all(keys.map(|key| self.get(key, false))).await?;
        let (mut mail, mut repairs) = (MailTally::default(), 0);
        for item in items.into_iter().flatten() {
            let counted = |name| get_number::<u64>(&item, name).unwrap_or(0);
            mail.delivered += counted("delivered");
            mail.bounced += counted("bounced");
            mail.complained += counted("complained");
            repairs += counted("n");
        }
        Ok((mail, repairs))
    }

    /// Returns the work that was due before `now` and isn't done.
    ///
    /// # Errors
    /// Fails if the table can't be read.
    pub async fn oldest_work(&self, now: Instant) -> Result<OldestWork, TableError> {
        let shards = try_join_all((0..PENDING_SHARDS).map(|shard| self.due_in(shard, now))).await?;
        let mut work = OldestWork::default();
        for (dues, is_more) in shards {
            work.overdue += dues.len();
            work.is_lower_bound |= is_more;
            work.oldest_due_at = work.oldest_due_at.into_iter().chain(dues).min();
        }
        Ok(work)
    }

    /// The due times in a shard before `now`, earliest first, and whether there are more.
    async fn due_in(&self, shard: u32, now: Instant) -> Result<(Vec<Instant>, bool), TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(PENDING_INDEX)
            .key_condition_expression("pendingShard = :shard AND pendingDue < :now")
            .expression_attribute_values(":shard", text(crate::pending_partition(shard)))
            .expression_attribute_values(":now", instant(now))
            .limit(MAX_COUNTED);
        let page = query.send().await.map_err(TableError::from_sdk)?;
        let due = |item: &Item| get_text(item, keys::PENDING_DUE).and_then(|text| text.parse().ok());
        Ok((page.items().iter().filter_map(due).collect(), page.last_evaluated_key.is_some()))
    }
}
