//! Tokens that open one booking for one purpose.
//!
//! A token is `<key id>.<HMAC-SHA-256 of purpose, reference, epoch and, for a consultant's, consultant
//! id>.<reference>`. The same inputs give the same token, so every mail carries the same link. The reference identifies
//! the booking for operations without one in their path. The token holds no date; expiry follows from the booking as
//! stored. Raising the epoch revokes it; keys rotate by id without breaking earlier links.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{booking::Booking, ids::Reference};
use hmac::{Hmac, Mac};
use platform::{FromEnv, SecretError, SigningKeys};
use sha2::Sha256;

/// The operations that a token allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The client views, moves and cancels the booking.
    Manage,
    /// The booking's current consultant records attendance; a previous consultant can't.
    Attendance,
    /// The client stops follow-ups.
    Unsubscribe,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Manage => "manage",
            Self::Attendance => "attendance",
            Self::Unsubscribe => "unsubscribe",
        }
    }
}

/// Issues and verifies tokens.
#[derive(Debug, Clone, FromEnv)]
pub struct Tokens {
    keys: SigningKeys,
}

impl Tokens {
    /// Returns the token of the current booking.
    pub async fn issue(&self, booking: &Booking, purpose: Purpose) -> Result<String, SecretError> {
        let (id, key) = self.keys.current().await?;
        let reference = &booking.reference;
        let signature = mac(&key, &signed(reference, purpose, Some(booking))).finalize().into_bytes();
        Ok(format!("{id}.{}.{reference}", URL_SAFE_NO_PAD.encode(signature)))
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

    /// Whether a token opens the current booking; compared in constant time. A missing booking takes the same work.
    pub async fn verify(
        &self,
        token: &str,
        reference: &Reference,
        purpose: Purpose,
        booking: Option<&Booking>,
    ) -> Result<bool, SecretError> {
        let Some((id, rest)) = token.split_once('.') else { return Ok(false) };
        let Some((signature, named)) = rest.split_once('.') else { return Ok(false) };
        if named != reference.as_str() {
            return Ok(false);
        }
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return Ok(false) };
        let Some(key) = self.keys.by_id(id).await? else { return Ok(false) };
        Ok(mac(&key, &signed(reference, purpose, booking)).verify_slice(&signature).is_ok())
    }
}

/// The signed text of a token.
fn signed(reference: &Reference, purpose: Purpose, booking: Option<&Booking>) -> String {
    let epoch = booking.map_or(0, |booking| booking.token_epoch);
    let text = format!("{}\0{reference}\0{epoch}", purpose.as_str());
    match (purpose, booking) {
        (Purpose::Attendance, Some(booking)) => format!("{text}\0{}", booking.consultant.id),
        _ => text,
    }
}

#[allow(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104, 2)")]
fn mac(key: &[u8], text: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac
}
