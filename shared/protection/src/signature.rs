//! Signatures with the keys of links, each kind of text under a key of its own.

use hmac::{Hmac, Mac};
use sha2::Sha256;

#[allow(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104, 2)")]
pub(crate) fn mac(key: &[u8], text: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac
}

/// The key of a kind of signature: no text of one kind is valid as another.
pub(crate) fn key_for(key: &[u8], kind: &str) -> String {
    platform::hex(&mac(key, kind).finalize().into_bytes())
}
