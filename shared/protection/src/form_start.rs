//! When a form was opened, signed: a program that fills one in at once can't say otherwise.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac;
use platform::{Clock, FromEnv, SecretError, SigningKeys};

use crate::signature::{key_for, mac};

/// A form that stays open longer needs another start: one start isn't good for a robot's whole life.
const LIFETIME_SECONDS: i64 = 24 * 60 * 60;

/// Issues and reads starts of forms: `<key id>.<epoch seconds>.<signature>`.
#[derive(Debug, Clone, FromEnv)]
pub struct FormStarts {
    keys: SigningKeys,
    clock: Clock,
}

impl FormStarts {
    /// Returns the present moment as a form's start.
    ///
    /// # Errors
    /// Fails if the keys can't be read.
    pub async fn issue(&self) -> Result<String, SecretError> {
        let (id, key) = self.keys.current().await?;
        let at = self.clock.now().timestamp();
        let signature = signed(&key, at).finalize().into_bytes();
        Ok(format!("{id}.{at}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// Returns the seconds since a start; `None` if it isn't ours, or of another day.
    ///
    /// # Errors
    /// Fails if the keys can't be read.
    pub async fn age(&self, start: &str) -> Result<Option<i64>, SecretError> {
        let mut parts = start.splitn(3, '.');
        let (Some(id), Some(at), Some(signature)) = (parts.next(), parts.next(), parts.next()) else {
            return Ok(None);
        };
        let (Ok(at), Ok(signature)) = (at.parse::<i64>(), URL_SAFE_NO_PAD.decode(signature)) else { return Ok(None) };
        let Some(key) = self.keys.by_id(id).await? else { return Ok(None) };
        let age = self.clock.now().timestamp() - at;
        let is_ours = signed(&key, at).verify_slice(&signature).is_ok();
        Ok(Some(age).filter(|age| is_ours && (0..LIFETIME_SECONDS).contains(age)))
    }
}

fn signed(key: &[u8], at: i64) -> hmac::Hmac<sha2::Sha256> {
    mac(key_for(key, "form start").as_bytes(), &at.to_string())
}
