//! The table itself: its client, and the clock and the randomness of the function that uses it.

use std::sync::Arc;

use aws_sdk_dynamodb::{Client, config::retry::RetryConfig};
use domain::{
    booking::{ChatRooms, Observers},
    settings::CompanySettings,
    template::EditedMails,
};
use platform::{Clock, ConfigError, Env, FromEnv, Metric, Metrics, Random};

use crate::{TableError, keys, settings::Cached};

/// The table, as one function uses it.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) client: Client,
    /// Doesn't retry: [`Table::transact`] has to know about every lost answer.
    pub(crate) once: Client,
    pub(crate) name: String,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    /// The recipients that every new event is for, beside client and consultant.
    pub(crate) observers: Observers,
    metrics: Metrics,
    pub(crate) settings: Arc<Cached<CompanySettings>>,
    pub(crate) mails: Arc<Cached<EditedMails>>,
}

impl FromEnv for Table {
    /// Opens the table that the setting `TABLE_NAME` names. `TEAM_EMAIL` and `CHAT_ROOMS` say which observers there are.
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
            observers: Observers {
                team: env.config.get("TEAM_EMAIL").is_some(),
                rooms: env.config.parsed("CHAT_ROOMS", ChatRooms::default())?.0,
            },
            metrics: env.metrics.clone(),
            settings: Arc::default(),
            mails: Arc::default(),
        })
    }
}

impl Table {
    /// Leaves an unreadable item out of a list, which must not fail because of it: logs and counts it. The error's text
    /// may quote the item, so it isn't logged.
    ///
    /// # Errors
    /// Any other failure to read it.
    pub fn readable<T>(&self, name: &str, read: Result<T, TableError>) -> Result<Option<T>, TableError> {
        match read {
            Ok(value) => Ok(Some(value)),
            Err(TableError::Corrupt { kind, .. }) => {
                tracing::error!(kind, name, "left out an unreadable item");
                self.metrics.record(Metric::Unreadable { kind });
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Checks that the table answers.
    pub async fn ping(&self) -> Result<(), TableError> {
        let get = self.client.get_item().table_name(&self.name).set_key(Some(keys::ping()));
        get.send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }
}
