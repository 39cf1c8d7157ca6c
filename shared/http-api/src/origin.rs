//! Where a request comes from, behind the distribution.

use lambda_http::Request;
use platform::{ConfigError, Env, Secret, SecretError};
use sha2::{Digest, Sha256};

use crate::source_ip;

/// The distribution's proof that a request came by it; it replaces what a client sends by this name.
const PROOF: &str = "x-origin-secret";
/// The client's address, as the distribution saw it.
const CLIENT: &str = "x-client-address";

/// Tells the address of a client. Behind the distribution the gateway sees the distribution's.
#[derive(Debug, Clone)]
pub struct Origin(Secret);

impl Origin {
    /// With the secret that the setting `ORIGIN_SECRET` names. Nothing is read yet.
    ///
    /// # Errors
    /// If the setting is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Secret::new(env, "ORIGIN_SECRET").map(Self)
    }

    /// The address of the client: what the distribution says if it proves to be it, else what the gateway saw.
    ///
    /// # Errors
    /// If the secret can't be read.
    pub async fn client_address(&self, request: &Request) -> Result<Option<String>, SecretError> {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
        if let (Some(proof), Some(address)) = (header(PROOF), header(CLIENT)) {
            let secret = self.0.entry("key").await?.ok_or(SecretError::Malformed("`key` is missing"))?;
            if same(proof, &secret) {
                return Ok(Some(address.to_owned()));
            }
        }
        Ok(source_ip(request))
    }
}

/// Compares hashes, so that how long it takes says nothing of the secret.
fn same(given: &str, secret: &str) -> bool {
    Sha256::digest(given) == Sha256::digest(secret)
}
