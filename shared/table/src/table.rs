//! The table itself: its client, and the clock and the randomness of the function that uses it.

use aws_sdk_dynamodb::{Client, config::retry::RetryConfig};
use platform::{Clock, ConfigError, Env, FromEnv, Random};

use crate::{TableError, keys};

/// The table, as one function uses it.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) client: Client,
    /// Doesn't retry: [`Table::transact`] has to know about every lost answer.
    pub(crate) once: Client,
    pub(crate) name: String,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
}

impl FromEnv for Table {
    /// Opens the table that the setting `TABLE_NAME` names.
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            client: Client::new(&env.sdk),
            once: {
                let config = aws_sdk_dynamodb::config::Builder::from(&env.sdk).retry_config(RetryConfig::disabled());
                Client::from_conf(config.build())
            },
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
