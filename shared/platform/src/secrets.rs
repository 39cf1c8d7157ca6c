use std::{collections::BTreeMap, sync::Arc};

use aws_sdk_secretsmanager::Client;
use tokio::sync::OnceCell;

use crate::{ConfigError, Env};

/// The signing keys could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Secrets Manager could not be reached or refused.
    #[error("the signing keys can't be read")]
    Unavailable(#[source] crate::Error),
    /// The secret is there and is not `{"current": id, id: key, …}`.
    #[error("the signing keys are malformed: {0}")]
    Malformed(&'static str),
}

/// Keys by id, of which one signs and all verify, so that a rotation breaks no link in a mail.
#[derive(Clone, PartialEq, Eq)]
struct Keyring {
    current: String,
    keys: BTreeMap<String, String>,
}

/// The keys that sign links, read from Secrets Manager once and kept for the life of the sandbox.
///
/// The secret is a JSON object: `current` names the key that signs, every other entry is a key
/// by its id. `GenerateSecretString` in `template.yaml` makes the first one.
#[derive(Clone)]
pub struct SigningKeys {
    client: Client,
    secret_id: String,
    keyring: Arc<OnceCell<Keyring>>,
}

impl SigningKeys {
    /// Keys of the secret that the setting `SIGNING_SECRET` names. Nothing is read yet.
    ///
    /// # Errors
    /// If the setting is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            client: Client::new(&env.sdk),
            secret_id: env.config.required("SIGNING_SECRET")?,
            keyring: Arc::default(),
        })
    }

    /// The id and the bytes of the key that signs now.
    ///
    /// # Errors
    /// If the secret can't be read or makes no sense.
    pub async fn current(&self) -> Result<(String, Vec<u8>), SecretError> {
        let keyring = self.keyring().await?;
        let key = keyring.keys.get(&keyring.current).ok_or(SecretError::Malformed("`current` names no key"))?;
        Ok((keyring.current.clone(), key.clone().into_bytes()))
    }

    /// The bytes of the key with this id, if there is one.
    ///
    /// # Errors
    /// If the secret can't be read or makes no sense.
    pub async fn by_id(&self, id: &str) -> Result<Option<Vec<u8>>, SecretError> {
        Ok(self.keyring().await?.keys.get(id).map(|key| key.clone().into_bytes()))
    }

    async fn keyring(&self) -> Result<&Keyring, SecretError> {
        self.keyring.get_or_try_init(|| self.load()).await
    }

    async fn load(&self) -> Result<Keyring, SecretError> {
        let answer = self.client.get_secret_value().secret_id(&self.secret_id).send().await;
        let answer = answer.map_err(|error| SecretError::Unavailable(error.into()))?;
        let text = answer.secret_string().ok_or(SecretError::Malformed("it is not a string"))?;
        let mut keys: BTreeMap<String, String> =
            serde_json::from_str(text).map_err(|_| SecretError::Malformed("it is not a JSON object of strings"))?;
        let current = keys.remove("current").ok_or(SecretError::Malformed("`current` is missing"))?;
        Ok(Keyring { current, keys })
    }
}

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SigningKeys").field("secret_id", &self.secret_id).finish_non_exhaustive()
    }
}
