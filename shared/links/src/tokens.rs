//! Tokens that open one booking for one purpose.
//!
//! A token is `<key id>.<HMAC-SHA-256 of purpose, reference, epoch and, for a consultant's, who they are>.<reference>`: the same inputs give the same
//! token, so that every mail carries the same link; it names its booking, so that operations without a reference in
//! their path know which one is meant; no date is inside, expiry is judged by the booking as stored; raising the
//! epoch revokes; keys rotate by id without breaking links that are out.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{booking::Booking, ids::Reference};
use hmac::{Hmac, Mac};
use platform::{ConfigError, Env, SecretError, SigningKeys};
use sha2::Sha256;

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The client sees, moves and cancels their booking.
    Manage,
    /// The consultant who holds the meeting says who came; whoever held it before can't any more.
    Attendance,
    /// The client wants no follow-ups.
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

/// Makes and checks tokens.
#[derive(Debug, Clone)]
pub struct Tokens {
    keys: SigningKeys,
}

impl Tokens {
    /// Tokens signed with the keys that the setting `SIGNING_SECRET` names.
    ///
    /// # Errors
    /// If the setting is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { keys: SigningKeys::new(env)? })
    }

    /// The token of a booking as it is now.
    ///
    /// # Errors
    /// If the signing keys can't be read.
    pub async fn issue(&self, booking: &Booking, purpose: Purpose) -> Result<String, SecretError> {
        let (id, key) = self.keys.current().await?;
        let reference = &booking.reference;
        let signature = mac(&key, &signed(reference, purpose, Some(booking))).finalize().into_bytes();
        Ok(format!("{id}.{}.{reference}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The booking that a token says it opens; whether it does is for [`Tokens::verify`] to say.
    pub fn named(token: &str) -> Option<Reference> {
        let (_, named) = token.rsplit_once('.')?;
        Reference::parse(named).ok()
    }

    /// Whether a token opens a booking as it is now; compared in constant time. For one that isn't there, the work is
    /// the same.
    ///
    /// # Errors
    /// If the signing keys can't be read.
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

/// What a token's signature is of.
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
