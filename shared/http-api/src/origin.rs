//! The origin of a request, behind the distribution.

use std::net::IpAddr;

use lambda_http::Request;
use platform::{ConfigError, Env, FromEnv, Secret, SecretError};
use sha2::{Digest, Sha256};

use crate::source_ip;

/// Proves that a request came through the distribution, which replaces a client's header of this name.
const PROOF: &str = "x-origin-secret";
/// The client's address, as the distribution saw it.
const CLIENT: &str = "x-client-address";

/// Determines a client's address. Behind the distribution the gateway sees the distribution's address.
#[derive(Debug, Clone)]
pub struct Origin(Secret);

impl FromEnv for Origin {
    /// Uses the secret from the setting `ORIGIN_SECRET`. Reads nothing yet.
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        Secret::new(env, "ORIGIN_SECRET").map(Self)
    }
}

impl Origin {
    /// Returns the client's address: the distribution's header if it carries the proof, otherwise the address that the
    /// gateway saw.
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

/// The network of an address: an IPv4 address itself, or the /64 of an IPv6 address, which one customer has to
/// themselves (RFC 6177).
pub fn network_of(address: &str) -> String {
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
