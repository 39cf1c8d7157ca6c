//! Ids that AWS would generate: of requests, messages and events.

use aws_lc_rs::digest::{SHA256, digest};
use platform::{Random, hex};

/// A random UUID (version 4), as SQS, SES and EventBridge give them.
pub fn uuid() -> String {
    uuid_of(&Random::system().bytes())
}

/// A UUID made of these bytes, which look random.
pub fn uuid_of(bytes: &[u8; 16]) -> String {
    let mut bytes = *bytes;
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex(&bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The id of the user with this address: the same one in every system.
pub fn of_address(email: &str) -> String {
    let hash = digest(&SHA256, email.to_lowercase().as_bytes());
    uuid_of(hash.as_ref().first_chunk().unwrap_or(&[0; 16]))
}

/// The id of an HTTP request.
pub fn request() -> String {
    Random::system().hex::<8>()
}
