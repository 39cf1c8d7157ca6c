//! The table itself: its client, and the clock and the randomness of the function that uses it.

use aws_sdk_dynamodb::Client;
use platform::{Clock, ConfigError, Env, FromEnv, Random};

use crate::{TableError, keys};

/// The table, as one function uses it.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
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
