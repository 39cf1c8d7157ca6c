use std::{collections::BTreeMap, sync::Arc, time::Duration};

use aws_sdk_secretsmanager::Client;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::{Clock, ConfigError, Env, FromEnv, chain};

/// How long a read secret counts as current.
const FRESH: TimeDelta = TimeDelta::minutes(5);
/// How long a read counts if it failed or lacked the requested entry. So requests for made-up names can't cause more
/// calls of Secrets Manager than this.
const FRESH_ENOUGH: TimeDelta = TimeDelta::seconds(5);
/// Time limit of a refresh while an older value is available.
const PATIENCE: Duration = Duration::from_secs(2);

/// A secret can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Secrets Manager is unreachable or refused.
    #[error("a secret can't be read")]
    Unavailable(#[source] crate::Error),
    /// The secret is malformed.
    #[error("a secret is malformed: {0}")]
    Malformed(&'static str),
}

type Entries = BTreeMap<String, String>;

/// A secret of Secrets Manager that is a JSON object of strings, read at first use and refreshed every five minutes, so
/// that a change takes effect without a deployment. If a refresh fails or yields a malformed value, the old one stays.
/// `GenerateSecretString` in `template.yaml` creates the first one.
#[derive(Clone)]
pub struct Secret {
    client: Client,
    id: String,
    clock: Clock,
    check: fn(&Entries) -> Result<(), SecretError>,
    kept: Arc<Mutex<Option<Kept>>>,
}

/// A cached read.
struct Kept {
    entries: Arc<Entries>,
    /// Time of the last attempt.
    tried_at: DateTime<Utc>,
    /// Whether it succeeded.
    is_read: bool,
}

impl Secret {
    /// The secret in a setting. Reads nothing yet.
    pub fn new(env: &Env, setting: &str) -> Result<Self, ConfigError> {
        Ok(Self {
            client: Client::new(&env.sdk),
            id: env.config.required(setting)?,
            clock: env.clock.clone(),
            check: |_| Ok(()),
            kept: Arc::default(),
        })
    }

    /// Returns an entry, unless it is absent or empty.
    ///
    /// # Errors
    /// If the secret can't be read or is malformed, and no earlier value exists.
    pub async fn entry(&self, name: &str) -> Result<Option<String>, SecretError> {
        Ok(filled(&*self.entries(|_| true).await?, name))
    }

    /// Returns the entries; refreshed if they are stale, or `suffice` finds one missing.
    async fn entries(&self, suffice: impl Fn(&Entries) -> bool) -> Result<Arc<Entries>, SecretError> {
        // Held during the read: one read serves all callers.
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
                tracing::warn!(cause = chain(&error), "failed to refresh a secret; keeping the old value");
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

/// The entry with the id of the signing key.
const CURRENT: &str = "current";

/// The keys that sign links: `current` holds the signing key's id, every other entry is a key by its id; all verify, so
/// that a rotation breaks no link in a mail.
#[derive(Debug, Clone)]
pub struct SigningKeys(Secret);

impl FromEnv for SigningKeys {
    /// Keys of the secret in the setting `SIGNING_SECRET`. Reads nothing yet.
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        // A mistake during rotation must not replace working keys.
        let check = |entries: &Entries| current(entries).map(|_| ());
        Secret::new(env, "SIGNING_SECRET").map(|secret| Self(Secret { check, ..secret }))
    }
}

impl SigningKeys {
    /// Returns the id and the bytes of the current signing key.
    ///
    /// # Errors
    /// If the secret can't be read or is malformed.
    pub async fn current(&self) -> Result<(String, Vec<u8>), SecretError> {
        current(&*self.0.entries(|_| true).await?)
    }

    /// Returns the bytes of the key with this id, if there is one. Another sandbox may have refreshed earlier and
    /// signed with a new key, so an unknown id refreshes the secret.
    ///
    /// # Errors
    /// If the secret can't be read or is malformed.
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
