//! Client lookups without stored addresses: bookings and consent of an address are found by its keyed hash.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{booking::Booking, contact::EmailAddress, ids::Reference, time::Instant};
use futures::future::try_join_all;
use hmac::{Hmac, Mac};
use platform::{ConfigError, Env, FromEnv, Secret, SecretError};
use sha2::Sha256;

use crate::{
    CLIENT_INDEX, Table, TableError,
    attributes::{get_text, instant, text},
    keys,
};

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

/// Feedback from an address's owner that applies to all future bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressNews {
    /// A spam complaint about our mail.
    Complained,
    /// An opt-out of follow-ups.
    Unsubscribed,
    /// No mail reaches it.
    Bounced,
}

/// The stored state of an address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AddressState {
    /// The owner complained: they get only the mail that a booking itself requires.
    pub complained: bool,
    /// The owner opted out of follow-ups.
    pub unsubscribed: bool,
    /// The time since which no mail reaches it.
    pub bounced_at: Option<Instant>,
}

impl AddressState {
    /// Returns `true` if reminders may be sent.
    pub fn takes_reminders(self) -> bool {
        !self.complained && self.bounced_at.is_none()
    }

    /// Returns `true` if mail after a meeting may be sent.
    pub fn takes_follow_ups(self) -> bool {
        self.takes_reminders() && !self.unsubscribed
    }
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

    /// Returns the state of a client's address.
    pub async fn address_state(&self, booking: &Booking) -> Result<AddressState, TableError> {
        match &booking.client_key {
            Some(client_key) => self.address_state_of(client_key).await,
            None => Ok(AddressState::default()),
        }
    }

    /// Returns the state of an address by its keyed hash.
    pub async fn address_state_of(&self, client_key: &str) -> Result<AddressState, TableError> {
        let item = self.get(keys::address(client_key), true).await?.unwrap_or_default();
        Ok(AddressState {
            complained: item.contains_key("complainedAt"),
            unsubscribed: item.contains_key("unsubscribedAt"),
            bounced_at: get_text(&item, "bouncedAt").and_then(|at| at.parse().ok()),
        })
    }

    /// Records news about a client's address; the time of the first record stays.
    pub async fn note_address(&self, booking: &Booking, news: AddressNews, at: Instant) -> Result<(), TableError> {
        let Some(client_key) = &booking.client_key else { return Ok(()) };
        let name = match news {
            AddressNews::Complained => "complainedAt",
            AddressNews::Unsubscribed => "unsubscribedAt",
            AddressNews::Bounced => "bouncedAt",
        };
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        update
            .table_name(&self.name)
            .set_key(Some(keys::address(client_key)))
            .update_expression("SET #news = if_not_exists(#news, :at)")
            .expression_attribute_names("#news", name)
            .expression_attribute_values(":at", instant(at))
            .send()
            .await
            .map_err(TableError::from_sdk)?;
        Ok(())
    }

    /// Records that a mail sent at this time has arrived: an address that was dead before works again.
    pub async fn note_arrival(&self, booking: &Booking, sent_at: Instant) -> Result<(), TableError> {
        let (Some(client_key), state) = (&booking.client_key, self.address_state(booking).await?) else {
            return Ok(());
        };
        if state.bounced_at.is_none_or(|bounced_at| sent_at <= bounced_at) {
            return Ok(());
        }
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let update = update.table_name(&self.name).set_key(Some(keys::address(client_key)));
        update.update_expression("REMOVE bouncedAt").send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }
}
