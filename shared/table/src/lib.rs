//! The one table: keys, items, conditions, retries.
//!
//! Only this crate knows key layouts and DynamoDB expressions. Everything else speaks of consultants,
//! bookings and time. Time is sold in one place, [`Table::sell`]; a booking changes in one,
//! [`Table::change`]; both are a single transaction that happens wholly or not at all.

mod attributes;
mod bookings;
mod calendar;
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
mod sale;
mod site;
mod transaction;

use aws_sdk_dynamodb::Client;
use platform::{Clock, ConfigError, Env, Random};

pub use bookings::{Image, event_from_image};
pub use calendar::Calendar;
pub use change::{ChangeError, ChangeRequest};
pub use clients::{AddressNews, AddressState, ClientKeys};
pub use communications::{Communication, Delivery};
pub use error::TableError;
pub use idempotency::{Idempotency, Replay};
pub use jobs::{JobTask, Overdue, Owed};
pub use ledger::{ClaimOutcome, RecipientClaim, Sent, TellTask};
pub use rate::{Limit, RateDecision};
pub use sale::{Sale, SaleError};

/// Shards of what is owed, numbered from 0.
pub const OWED_SHARDS: u32 = keys::OWED_SHARDS;
/// The index of what is owed, by when it is due.
pub const OWED_INDEX: &str = "owed";

/// The partition of that index that holds a shard.
pub fn owed_partition(shard: u32) -> String {
    format!("OWED#{shard}")
}

/// The table, as one function sees it.
#[derive(Debug, Clone)]
pub struct Table {
    client: Client,
    name: String,
    clock: Clock,
    random: Random,
}

impl Table {
    /// The table that the setting `TABLE_NAME` names.
    ///
    /// # Errors
    /// If the setting is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            // Reads are retried by the SDK; transactions besides that by [`Table::transact`], which knows more.
            client: Client::new(&env.sdk),
            name: env.config.required("TABLE_NAME")?,
            clock: env.clock.clone(),
            random: env.random.clone(),
        })
    }

    /// Whether the table answers.
    ///
    /// # Errors
    /// If it doesn't.
    pub async fn ping(&self) -> Result<(), TableError> {
        let get = self.client.get_item().table_name(&self.name).set_key(Some(keys::ping()));
        get.send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }
}
