use std::{collections::BTreeMap, sync::Arc};

use aws_sdk_secretsmanager::Client;
use tokio::sync::OnceCell;

use crate::{ConfigError, Env};

/// A secret could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Secrets Manager could not be reached or refused.
    #[error("a secret can't be read")]
    Unavailable(#[source] crate::Error),
    /// The secret is there and is not what it should be.
    #[error("a secret is malformed: {0}")]
    Malformed(&'static str),
}

/// A secret of Secrets Manager that is a JSON object of strings, read when it is first needed and kept for the life
/// of the sandbox. `GenerateSecretString` in `template.yaml` makes the first one.
#[derive(Clone)]
pub struct Secret {
    client: Client,
    id: String,
    entries: Arc<OnceCell<BTreeMap<String, String>>>,
}

impl Secret {
    /// The secret that a setting names. Nothing is read yet.
    ///
    /// # Errors
    /// If the setting is missing.
    pub fn new(env: &Env, setting: &str) -> Result<Self, ConfigError> {
        Ok(Self { client: Client::new(&env.sdk), id: env.config.required(setting)?, entries: Arc::default() })
    }

    /// One of its entries, unless it isn't there or is empty.
    ///
    /// # Errors
    /// If the secret can't be read or makes no sense.
    pub async fn entry(&self, name: &str) -> Result<Option<&str>, SecretError> {
        let entries = self.entries.get_or_try_init(|| self.load()).await?;
        Ok(entries.get(name).map(String::as_str).filter(|value| !value.is_empty()))
    }

    async fn load(&self) -> Result<BTreeMap<String, String>, SecretError> {
        let answer = self.client.get_secret_value().secret_id(&self.id).send().await;
        let answer = answer.map_err(|error| SecretError::Unavailable(error.into()))?;
        let text = answer.secret_string().ok_or(SecretError::Malformed("it is not a string"))?;
        serde_json::from_str(text).map_err(|_| SecretError::Malformed("it is not a JSON object of strings"))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The keys that sign links: `current` names the one that signs, every other entry is a key by its id; all verify,
/// so that a rotation breaks no link in a mail.
#[derive(Debug, Clone)]
pub struct SigningKeys(Secret);

impl SigningKeys {
    /// Keys of the secret that the setting `SIGNING_SECRET` names. Nothing is read yet.
    ///
    /// # Errors
    /// If the setting is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Secret::new(env, "SIGNING_SECRET").map(Self)
    }

    /// The id and the bytes of the key that signs now.
    ///
    /// # Errors
    /// If the secret can't be read or makes no sense.
    pub async fn current(&self) -> Result<(String, Vec<u8>), SecretError> {
        let id = self.0.entry("current").await?.ok_or(SecretError::Malformed("`current` is missing"))?.to_owned();
        let key = self.0.entry(&id).await?.ok_or(SecretError::Malformed("`current` names no key"))?;
        Ok((id, key.as_bytes().to_vec()))
    }

    /// The bytes of the key with this id, if there is one.
    ///
    /// # Errors
    /// If the secret can't be read or makes no sense.
    pub async fn by_id(&self, id: &str) -> Result<Option<Vec<u8>>, SecretError> {
        let is_key = id != "current";
        Ok(self.0.entry(id).await?.filter(|_| is_key).map(|key| key.as_bytes().to_vec()))
    }
}
