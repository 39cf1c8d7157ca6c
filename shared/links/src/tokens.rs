//! Tokens that open one booking for one purpose, or a client's address for one.
//!
//! A booking's token is `<key id>.<HMAC-SHA-256 of purpose, reference and epoch>.<reference>`, an address's
//! `<key id>.<HMAC-SHA-256 of purpose, client key and epoch>.<client key>`; the client key is a keyed hash of the address
//! and reveals nothing about it. The same inputs give the same token, so every mail carries the same link. The last part
//! identifies the booking or the address for operations without one in their path. The token holds no date; expiry follows
//! from what is stored. Raising the epoch revokes it; keys rotate by id without breaking earlier links.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{booking::Booking, ids::Reference};
use hmac::{Hmac, Mac};
use platform::{FromEnv, SecretError, SigningKeys};
use sha2::Sha256;

/// The operations on a booking that a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The client views, moves and cancels the booking.
    Manage,
    /// A calendar reads the invite.
    Invite,
    /// The booking's current consultant records attendance; a previous consultant can't. It has no epoch: it is no link of
    /// the client's, and stays when theirs are revoked.
    Attendance,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Manage => "manage",
            Self::Invite => "invite",
            Self::Attendance => "attendance",
        }
    }
}

/// The operations on a client's address that a token allows. They outlive the erasure of any booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressPurpose {
    /// The client stops follow-ups. It is never revoked.
    Unsubscribe,
    /// The client sees all bookings of the address, and what is kept on them.
    Privacy {
        /// Raising it revokes the links that were given out.
        epoch: u32,
    },
}

impl AddressPurpose {
    fn signed(self, client_key: &str) -> String {
        match self {
            Self::Unsubscribe => format!("unsubscribe\0{client_key}"),
            Self::Privacy { epoch } => format!("privacy\0{client_key}\0{epoch}"),
        }
    }
}

/// Issues and verifies tokens.
#[derive(Debug, Clone, FromEnv)]
pub struct Tokens {
    keys: SigningKeys,
}

/// A token in its parts.
struct Parts<'a> {
    key_id: &'a str,
    signature: Vec<u8>,
    named: &'a str,
}

impl<'a> Parts<'a> {
    fn of(token: &'a str) -> Option<Self> {
        let (key_id, rest) = token.split_once('.')?;
        let (signature, named) = rest.split_once('.')?;
        Some(Self { key_id, signature: URL_SAFE_NO_PAD.decode(signature).ok()?, named })
    }
}

impl Tokens {
    /// Returns the token of the current booking.
    pub async fn issue(&self, booking: &Booking, purpose: Purpose) -> Result<String, SecretError> {
        let reference = &booking.reference;
        self.sign(&signed(reference, purpose, Some(booking)), reference.as_str()).await
    }

    /// Returns a token of an address, by its keyed hash.
    pub async fn issue_for_address(&self, client_key: &str, purpose: AddressPurpose) -> Result<String, SecretError> {
        self.sign(&purpose.signed(client_key), &format!("{ADDRESS_MARK}{client_key}")).await
    }

    async fn sign(&self, text: &str, named: &str) -> Result<String, SecretError> {
        let (id, key) = self.keys.current().await?;
        let signature = URL_SAFE_NO_PAD.encode(mac(&key, text).finalize().into_bytes());
        Ok(format!("{id}.{signature}.{named}"))
    }

    /// Fetches the key, so that issuing a token can't fail afterwards.
    pub async fn prepare(&self) -> Result<(), SecretError> {
        self.keys.current().await.map(drop)
    }

    /// The booking that a token refers to, unverified; see [`Tokens::verify`].
    pub fn named(token: &str) -> Option<Reference> {
        let (_, named) = token.rsplit_once('.')?;
        Reference::parse(named).ok()
    }

    /// The client key that an address's token refers to, unverified; see [`Tokens::verify_for_address`].
    pub fn client_key_of(token: &str) -> Option<&str> {
        let parts = Parts::of(token)?;
        let key = parts.named.strip_prefix(ADDRESS_MARK).unwrap_or(parts.named);
        let is_key = !key.is_empty() && key.len() <= MAX_CLIENT_KEY && Self::named(token).is_none();
        is_key.then_some(key)
    }

    /// Whether a token opens the current booking; compared in constant time. A missing booking takes the same work.
    pub async fn verify(
        &self,
        token: &str,
        reference: &Reference,
        purpose: Purpose,
        booking: Option<&Booking>,
    ) -> Result<bool, SecretError> {
        self.has_signature(token, reference.as_str(), &signed(reference, purpose, booking)).await
    }

    /// Whether a token is an address's for this purpose.
    pub async fn verify_for_address(
        &self,
        token: &str,
        client_key: &str,
        purpose: AddressPurpose,
    ) -> Result<bool, SecretError> {
        // Mails of earlier releases have links without the mark.
        let marked = format!("{ADDRESS_MARK}{client_key}");
        let named = if token.ends_with(&marked) { &marked } else { client_key };
        self.has_signature(token, named, &purpose.signed(client_key)).await
    }

    async fn has_signature(&self, token: &str, named: &str, text: &str) -> Result<bool, SecretError> {
        let Some(parts) = Parts::of(token).filter(|parts| parts.named == named) else { return Ok(false) };
        let Some(key) = self.keys.by_id(parts.key_id).await? else { return Ok(false) };
        Ok(mac(&key, text).verify_slice(&parts.signature).is_ok())
    }

    /// Returns the nonce of a new code; `random` makes it unlike any other.
    pub async fn nonce(&self, random: &str) -> Result<String, SecretError> {
        Ok(format!("{}.{random}", self.keys.current().await?.0))
    }

    /// Returns the six digits that prove that their reader gets mail at an address: of this booking, this address and this
    /// request alone.
    pub async fn code(&self, reference: &Reference, email: &str, nonce: &str) -> Result<String, SecretError> {
        const CODES: u32 = 1_000_000;
        // The nonce names its key, so that a rotation breaks no code that is on its way.
        let key = match nonce.split_once('.') {
            Some((id, _)) => self.keys.by_id(id).await?,
            None => None,
        };
        let key = key.ok_or(SecretError::Malformed("the key of a code is gone"))?;
        let hash = mac(&key, &format!("code\0{reference}\0{email}\0{nonce}")).finalize().into_bytes();
        let number = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
        Ok(format!("{:06}", number % CODES))
    }
}

/// Begins the name of an address in a token: a keyed hash may have the shape of a booking's reference.
const ADDRESS_MARK: char = '~';

/// The characters of a keyed hash, and some.
const MAX_CLIENT_KEY: usize = 64;

/// The signed text of a booking's token.
fn signed(reference: &Reference, purpose: Purpose, booking: Option<&Booking>) -> String {
    let (name, epoch) = (purpose.as_str(), booking.map_or(0, |booking| booking.token_epoch));
    match (purpose, booking) {
        (Purpose::Attendance, Some(booking)) => format!("{name}\0{reference}\0{}", booking.consultant.id),
        _ => format!("{name}\0{reference}\0{epoch}"),
    }
}

#[allow(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104, 2)")]
fn mac(key: &[u8], text: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_is_no_booking() {
        let token = "k1.c2lnbmF0dXJl.~AB-CDEFGHIJKLMN-OPQRST";
        assert_eq!(Tokens::named(token), None);
        assert_eq!(Tokens::client_key_of(token), Some("AB-CDEFGHIJKLMN-OPQRST"));
        assert_eq!(Tokens::client_key_of("k1.c2lnbmF0dXJl.b_CDEFGHIJKLMN-OPQRST"), Some("b_CDEFGHIJKLMN-OPQRST"));
        assert_eq!(Tokens::client_key_of("k1.c2lnbmF0dXJl.VLT-20261123-7KXM34"), None);
        assert_eq!(Tokens::client_key_of("k1.c2lnbmF0dXJl.~"), None);
    }
}
