//! Client lookups without stored addresses: the bookings of an address are found by its keyed hash.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{booking::Booking, contact::EmailAddress, ids::Reference};
use futures::future::try_join_all;
use hmac::{Hmac, Mac};
use platform::{ConfigError, Env, FromEnv, Secret, SecretError};
use sha2::Sha256;

use crate::{CLIENT_INDEX, Table, TableError, attributes::text, keys};

/// Makes keyed hashes of addresses. The key has its own secret that never rotates: entries under another key would
/// not be found any more.
#[derive(Debug, Clone)]
pub struct ClientKeys(Secret);

impl FromEnv for ClientKeys {
    /// Reads the secret that the setting `SEARCH_SECRET` names.
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        Secret::new(env, "SEARCH_SECRET").map(Self)
    }
}

impl ClientKeys {
    /// Returns the hash of a lower-cased address, so that capitals don't matter.
    ///
    /// # Errors
    /// Fails if the secret can't be read.
    pub async fn of(&self, email: &EmailAddress) -> Result<String, SecretError> {
        let mut mac = self.mac().await?;
        mac.update(email.normalised().as_bytes());
        Ok(shortened(&mac.finalize().into_bytes()))
    }

    /// Returns the hash of several parts, for keys of items that reveal nothing about them. Each part is prefixed with
    /// its length, so that no two lists of parts are the same text.
    pub(crate) async fn of_parts(&self, parts: &[&str]) -> Result<String, SecretError> {
        Ok(shortened(&self.hash_of_parts(parts).await?))
    }

    /// Signs a list of parts.
    ///
    /// # Errors
    /// Fails if the secret can't be read.
    pub async fn signature(&self, parts: &[&str]) -> Result<String, SecretError> {
        self.of_parts(&[&["signature"], parts].concat()).await
    }

    /// Checks the signature of a list of parts, in constant time.
    ///
    /// # Errors
    /// Fails if the secret can't be read.
    pub async fn has_signature(&self, parts: &[&str], signature: &str) -> Result<bool, SecretError> {
        let mac = self.mac_of_parts(&[&["signature"], parts].concat()).await?;
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        Ok(signature.len() == SHORTENED && mac.verify_truncated_left(&signature).is_ok())
    }

    pub(crate) async fn hash_of_parts(&self, parts: &[&str]) -> Result<[u8; 32], SecretError> {
        Ok(self.mac_of_parts(parts).await?.finalize().into_bytes().into())
    }

    async fn mac_of_parts(&self, parts: &[&str]) -> Result<Hmac<Sha256>, SecretError> {
        let mut mac = self.mac().await?;
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        Ok(mac)
    }

    #[allow(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104, 2)")]
    async fn mac(&self) -> Result<Hmac<Sha256>, SecretError> {
        let key = self.0.entry("key").await?.ok_or(SecretError::Malformed("`key` is missing"))?;
        Ok(Hmac::<Sha256>::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length"))
    }
}

/// Bytes of a hash that are kept. 144 bits: no two addresses share them.
const SHORTENED: usize = 18;

fn shortened(hash: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(&hash[..SHORTENED])
}

impl Table {
    /// Returns the references of at most `most` bookings of a client, latest start first. Those of the last moment may
    /// be missing.
    pub async fn references_of(&self, client_key: &str, most: i32) -> Result<Vec<Reference>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(CLIENT_INDEX)
            .key_condition_expression("clientKey = :client")
            .expression_attribute_values(":client", text(client_key))
            .scan_index_forward(false)
            .limit(most)
            .send()
            .await
            .map_err(TableError::from_sdk)?;
        Ok(answer.items().iter().filter_map(keys::reference_of).collect())
    }

    /// Returns at most `most` bookings of a client, latest start first. Unreadable ones and those of the last moment
    /// are left out.
    pub async fn bookings_of(&self, client_key: &str, most: i32) -> Result<Vec<Booking>, TableError> {
        let references = self.references_of(client_key, most).await?;
        let read =
            |reference| async move { self.readable(Reference::as_str(reference), self.booking_now(reference).await) };
        let bookings = try_join_all(references.iter().map(read)).await?;
        Ok(bookings.into_iter().flatten().flatten().collect())
    }
}
