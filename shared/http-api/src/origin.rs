//! The origin of a request: behind the distribution, or behind a website that books from its own backend.

use std::net::IpAddr;

use lambda_http::Request;
use platform::{ConfigError, Env, FromEnv, Secret, SecretError};
use sha2::{Digest, Sha256};

use crate::source_ip;

/// Proves that a request came through the distribution, which replaces a client's header of this name.
const PROOF: &str = "x-origin-secret";
/// The client's address, as the distribution saw it.
const CLIENT: &str = "x-client-address";

/// Proves that a website's backend may name its client's network: its name in the secret, a space, and its value there.
const CALLER: &str = "x-trusted-caller";
/// The address or network of a website's client, as its backend saw it.
const NETWORK: &str = "x-client-network";

/// Determines a client's network. Behind the distribution the gateway sees the distribution's address.
#[derive(Debug, Clone)]
pub struct Origin {
    distribution: Secret,
    callers: Secret,
}

impl FromEnv for Origin {
    /// Uses the secrets from the settings `ORIGIN_SECRET` and `TRUSTED_CALLERS`. Reads nothing yet.
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { distribution: Secret::new(env, "ORIGIN_SECRET")?, callers: Secret::new(env, "TRUSTED_CALLERS")? })
    }
}

impl Origin {
    /// Returns the client's network: the one that a trusted caller names; else that of the distribution's header if it
    /// carries the proof; else that of the address that the gateway saw.
    ///
    /// # Errors
    /// Fails if a secret can't be read.
    pub async fn client_network(&self, request: &Request) -> Result<Option<String>, SecretError> {
        if let Some(network) = self.named_network(request).await? {
            return Ok(Some(network));
        }
        Ok(self.client_address(request).await?.map(|address| network_of(&address)))
    }

    /// The network that a trusted caller names. A caller that can't prove itself counts as one network.
    async fn named_network(&self, request: &Request) -> Result<Option<String>, SecretError> {
        let (Some(network), Some(caller)) = (header(request, NETWORK), header(request, CALLER)) else {
            return Ok(None);
        };
        let Some((name, proof)) = caller.split_once(' ') else { return Ok(None) };
        let secret = self.callers.entry(name).await?;
        if secret.is_some_and(|secret| same(proof, &secret)) {
            return Ok(Some(network_of(network.trim())));
        }
        tracing::warn!("a caller named its client's network without a valid secret");
        Ok(None)
    }

    async fn client_address(&self, request: &Request) -> Result<Option<String>, SecretError> {
        if let (Some(proof), Some(address)) = (header(request, PROOF), header(request, CLIENT)) {
            let secret = self.distribution.entry("key").await?.ok_or(SecretError::Malformed("`key` is missing"))?;
            if same(proof, &secret) {
                return Ok(Some(address.to_owned()));
            }
        }
        Ok(source_ip(request))
    }
}

fn header<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// The network of an address: an IPv4 address itself, or the /64 of an IPv6 address, which one customer has to
/// themselves (RFC 6177).
fn network_of(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(address)) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// Compares hashes, so that the duration reveals nothing about the secret.
fn same(given: &str, secret: &str) -> bool {
    Sha256::digest(given) == Sha256::digest(secret)
}

#[cfg(test)]
mod tests {
    use super::network_of;

    #[test]
    fn neighbours_in_one_network_are_one() {
        assert_eq!(network_of("2001:db8:1:2:aaaa::1"), network_of("2001:db8:1:2:bbbb::2"));
        assert_ne!(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
        assert_ne!(network_of("203.0.113.7"), network_of("203.0.113.8"));
        assert_eq!(network_of("::ffff:203.0.113.7"), network_of("203.0.113.7"));
    }
}
