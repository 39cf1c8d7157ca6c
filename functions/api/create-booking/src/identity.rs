//! Drawing what names a new booking.

use domain::{booking::Identity, ids::Reference, time::Instant};
use platform::Random;
use ulid::Ulid;

/// Draws an id and a reference; after two collisions the reference is longer.
pub(crate) fn draw(random: &Random, prefix: &str, now: Instant, attempt: usize) -> Identity {
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    let id = Ulid::from_parts(milliseconds, u128::from_le_bytes(random.bytes()));
    let characters = if attempt < 2 { 4 } else { 6 };
    let reference = Reference::draw(prefix, now.date_naive(), characters, || u64::from_le_bytes(random.bytes()));
    let mut text = [0; ulid::ULID_LEN];
    Identity { id: id.array_to_str(&mut text).to_owned(), reference }
}
