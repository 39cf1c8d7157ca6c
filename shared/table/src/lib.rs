//! The one table: keys, items, conditions, retries.
//!
//! Only this crate contains key layouts and DynamoDB expressions. Everything else speaks of consultants, bookings and
//! time. A slot is booked in one place, [`Table::book_slot`]; a booking changes in one, [`Table::change`]; both are a
//! single transaction that happens wholly or not at all.

mod attributes;
mod book;
mod bookings;
mod cells;
mod change;
mod clients;
mod communications;
mod consultants;
mod error;
mod funnel;
mod idempotency;
mod jobs;
mod keys;
mod ledger;
mod rate;
mod retention;
mod site;
mod timeline;
mod transaction;

use aws_sdk_dynamodb::Client;
use platform::{Clock, ConfigError, Env, FromEnv, Random};

pub use book::{BookError, NewBooking};
pub use bookings::{Image, event_from_image};
pub use change::{ChangeError, ChangeRequest};
pub use clients::{AddressNews, AddressState, ClientKeys};
pub use communications::{Communication, Delivery};
pub use error::TableError;
pub use idempotency::{Idempotency, Replay};
pub use jobs::{JobTask, Overdue, PendingWork};
pub use ledger::{ClaimOutcome, NotificationTask, RecipientClaim, Sent};
pub use rate::{Limit, RateDecision};
pub use timeline::TimelineSnapshot;

/// Shards of pending work, numbered from 0.
pub const PENDING_SHARDS: u32 = keys::PENDING_SHARDS;
/// The index of pending work, by due time.
pub const PENDING_INDEX: &str = "pending";

/// The index partition of a shard.
pub fn pending_partition(shard: u32) -> String {
    format!("PENDING#{shard}")
}

/// The table, as one function uses it.
#[derive(Debug, Clone)]
pub struct Table {
    client: Client,
    name: String,
    clock: Clock,
    random: Random,
}

impl FromEnv for Table {
    /// Opens the table that the setting `TABLE_NAME` names.
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            // The SDK retries reads; [`Table::transact`], which has more information, retries transactions as well.
            client: Client::new(&env.sdk),
            name: env.config.required("TABLE_NAME")?,
            clock: env.clock.clone(),
            random: env.random.clone(),
        })
    }
}

impl Table {
    /// Checks that the table answers.
    pub async fn ping(&self) -> Result<(), TableError> {
        let get = self.client.get_item().table_name(&self.name).set_key(Some(keys::ping()));
        get.send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }
}
