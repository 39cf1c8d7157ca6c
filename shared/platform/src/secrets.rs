use std::{collections::BTreeMap, sync::Arc, time::Duration};

use aws_sdk_secretsmanager::Client;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::{Clock, ConfigError, Env, chain};

/// For how long what was read counts as what is there.
const FRESH: TimeDelta = TimeDelta::minutes(5);
/// For how long it does where that was not enough: it could not be read, or didn't have what was looked for. So
/// whoever makes names up has Secrets Manager asked no more often than this.
const FRESH_ENOUGH: TimeDelta = TimeDelta::seconds(5);
/// How long reading again may take, while there is something to go on with.
const PATIENCE: Duration = Duration::from_secs(2);

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

type Entries = BTreeMap<String, String>;

/// A secret of Secrets Manager that is a JSON object of strings, read when it is first needed and again every five
/// minutes, so that one that was changed counts without a deployment. While it can't be read again, or makes no sense
/// any more, the old one stays. `GenerateSecretString` in `template.yaml` makes the first one.
#[derive(Clone)]
pub struct Secret {
    client: Client,
    id: String,
    clock: Clock,
    check: fn(&Entries) -> Result<(), SecretError>,
    kept: Arc<Mutex<Option<Kept>>>,
}

/// What was read.
struct Kept {
    entries: Arc<Entries>,
    /// When it was last tried.
    tried_at: DateTime<Utc>,
    /// Whether that worked.
    is_read: bool,
}

impl Secret {
    /// The secret that a setting names. Nothing is read yet.
    ///
    /// # Errors
    /// If the setting is missing.
    pub fn new(env: &Env, setting: &str) -> Result<Self, ConfigError> {
        Ok(Self {
            client: Client::new(&env.sdk),
            id: env.config.required(setting)?,
            clock: env.clock.clone(),
            check: |_| Ok(()),
            kept: Arc::default(),
        })
    }

    /// One of its entries, unless it isn't there or is empty.
    ///
    /// # Errors
    /// If the secret can't be read or makes no sense, and never did.
    pub async fn entry(&self, name: &str) -> Result<Option<String>, SecretError> {
        Ok(filled(&*self.entries(|_| true).await?, name))
    }

    /// Its entries; read again if they aren't fresh, or `suffice` says that something is missing from them.
    async fn entries(&self, suffice: impl Fn(&Entries) -> bool) -> Result<Arc<Entries>, SecretError> {
        // Held while it is read: one reads for all.
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        let Some(old) = kept.as_mut() else {
            let entries = Arc::new(self.load().await?);
            *kept = Some(Kept { entries: Arc::clone(&entries), tried_at: now, is_read: true });
            return Ok(entries);
        };
        let fresh = if old.is_read && suffice(&old.entries) { FRESH } else { FRESH_ENOUGH };
        if (TimeDelta::zero()..fresh).contains(&(now - old.tried_at)) {
            return Ok(Arc::clone(&old.entries));
        }
        let read = tokio::time::timeout(PATIENCE, self.load()).await;
        old.tried_at = now;
        match read.unwrap_or_else(|elapsed| Err(SecretError::Unavailable(elapsed.into()))) {
            Ok(entries) => (old.entries, old.is_read) = (Arc::new(entries), true),
            Err(error) => {
                old.is_read = false;
                tracing::warn!(cause = chain(&error), "a secret could not be read again; the old one stays");
            }
        }
        Ok(Arc::clone(&old.entries))
    }

    async fn load(&self) -> Result<Entries, SecretError> {
        let answer = self.client.get_secret_value().secret_id(&self.id).send().await;
        let answer = answer.map_err(|error| SecretError::Unavailable(error.into()))?;
        let text = answer.secret_string().ok_or(SecretError::Malformed("it is not a string"))?;
        let entries =
            serde_json::from_str(text).map_err(|_| SecretError::Malformed("it is not a JSON object of strings"))?;
        (self.check)(&entries)?;
        Ok(entries)
    }
}

fn filled(entries: &Entries, name: &str) -> Option<String> {
    entries.get(name).filter(|value| !value.is_empty()).cloned()
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").field("id", &self.id).finish_non_exhaustive()
    }
}

/// The name of the entry that names the key which signs.
const CURRENT: &str = "current";

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
        // A slip of whoever rotates them must not replace keys that work.
        let check = |entries: &Entries| current(entries).map(|_| ());
        Secret::new(env, "SIGNING_SECRET").map(|secret| Self(Secret { check, ..secret }))
    }

    /// The id and the bytes of the key that signs now.
    ///
    /// # Errors
    /// If the secret can't be read or makes no sense.
    pub async fn current(&self) -> Result<(String, Vec<u8>), SecretError> {
        current(&*self.0.entries(|_| true).await?)
    }

    /// The bytes of the key with this id, if there is one. Somebody else may know of a new key already and have signed
    /// with it, so for one that isn't known the secret is read again.
    ///
    /// # Errors
    /// If the secret can't be read or makes no sense.
    pub async fn by_id(&self, id: &str) -> Result<Option<Vec<u8>>, SecretError> {
        if id == CURRENT {
            return Ok(None);
        }
        let entries = self.0.entries(|entries| entries.contains_key(id)).await?;
        Ok(filled(&entries, id).map(String::into_bytes))
    }
}

fn current(entries: &Entries) -> Result<(String, Vec<u8>), SecretError> {
    let id = filled(entries, CURRENT).ok_or(SecretError::Malformed("`current` is missing"))?;
    let key = filled(entries, &id).filter(|_| id != CURRENT);
    let key = key.ok_or(SecretError::Malformed("`current` names no key"))?;
    Ok((id, key.into_bytes()))
}
