//! Proof of work by ALTCHA's protocol: the client finds a number whose derived key begins with zeros.
//!
//! A challenge names nobody and is stored nowhere: its signature says that it is ours, and its data until when it holds.
//! Only a solution is stored, once it is used, until its challenge ends.

use std::collections::BTreeMap;

use altcha::{
    Challenge, ChallengeParameters, CounterMode, HmacAlgorithm, Payload, VerifySolutionOptions, sign_challenge,
    verify_solution,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http_api::Problem;
use platform::{Clock, FromEnv, Random, SigningKeys};
use serde_json::{Value, json};

use crate::signature::key_for;

/// Slow by design, and in every browser.
const ALGORITHM: &str = "PBKDF2/SHA-256";
/// One key of 256 begins so: the effort of a try is the setting.
const KEY_PREFIX: &str = "00";
const KEY_BYTES: usize = 32;
/// Long enough to fill the form in after solving it.
const LIFETIME_SECONDS: i64 = 60 * 60;
/// A solution has about 700 characters.
const MAX_LENGTH: usize = 4_096;

/// A solution that counts, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The challenge's name.
    pub nonce: String,
    /// In epoch seconds.
    pub until: i64,
}

/// Issues challenges and checks their solutions.
#[derive(Debug, Clone, FromEnv)]
pub struct Challenges {
    keys: SigningKeys,
    clock: Clock,
    random: Random,
}

impl Challenges {
    /// Returns a new challenge as ALTCHA's widget takes it. `effort`: rounds of each try.
    ///
    /// # Errors
    /// Fails if the keys can't be read.
    pub async fn issue(&self, effort: u32) -> Result<Value, Problem> {
        let (id, key) = self.keys.current().await?;
        // Not in `expires_at`, which the library compares with the machine's clock.
        let until = self.clock.now().timestamp() + LIFETIME_SECONDS;
        let mut parameters = ChallengeParameters {
            algorithm: ALGORITHM.to_owned(),
            cost: effort,
            data: Some(BTreeMap::from([("key".to_owned(), json!(id)), ("until".to_owned(), json!(until))])),
            expires_at: None,
            key_length: KEY_BYTES,
            key_prefix: KEY_PREFIX.to_owned(),
            key_signature: None,
            memory_cost: None,
            nonce: self.random.hex::<16>(),
            parallelism: None,
            salt: self.random.hex::<16>(),
        };
        let signed = sign_challenge(&HmacAlgorithm::Sha256, &mut parameters, None, &secret(&key), None);
        let signed = signed.map_err(Problem::bug)?;
        serde_json::to_value(signed).map_err(Problem::bug)
    }

    /// Returns the proof in a widget's answer; `None` if it proves nothing (any more).
    ///
    /// # Errors
    /// Fails if the keys can't be read.
    pub async fn check(&self, payload: &str) -> Result<Option<Proof>, Problem> {
        let Some(Payload { challenge, solution }) = decoded(payload) else { return Ok(None) };
        let Some((id, until)) = named(&challenge) else { return Ok(None) };
        if until <= self.clock.now().timestamp() {
            return Ok(None);
        }
        let Some(key) = self.keys.by_id(&id).await? else { return Ok(None) };
        let verified = verify_solution(VerifySolutionOptions {
            challenge: &challenge,
            solution: &solution,
            hmac_signature_secret: secret(&key),
            hmac_key_signature_secret: None,
            hmac_algorithm: HmacAlgorithm::Sha256,
            counter_mode: CounterMode::Uint32,
        });
        // An error is a malformed solution.
        let is_proof = verified.is_ok_and(|result| result.verified);
        Ok(is_proof.then_some(Proof { nonce: challenge.parameters.nonce, until }))
    }
}

fn secret(key: &[u8]) -> String {
    key_for(key, "challenge")
}

fn decoded(payload: &str) -> Option<Payload> {
    if payload.len() > MAX_LENGTH {
        return None;
    }
    serde_json::from_slice(&STANDARD.decode(payload).ok()?).ok()
}

/// The id of the key and the end of a challenge, as it says.
fn named(challenge: &Challenge) -> Option<(String, i64)> {
    let data = challenge.parameters.data.as_ref()?;
    Some((data.get("key")?.as_str()?.to_owned(), data.get("until")?.as_i64()?))
}
