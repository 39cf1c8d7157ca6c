//! Notes of staff on a booking.

use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// Notes on one booking.
pub const MAX_NOTES: u32 = 50;
/// The length of a note, in characters.
pub const MAX_NOTE: usize = 4_000;

/// A note of staff: never leaves the console, and goes with the client's data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// A ULID.
    pub id: String,
    pub text: String,
    /// The account's id in the user pool.
    pub by: String,
    pub at: Instant,
}

impl std::fmt::Debug for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Note").field("id", &self.id).finish_non_exhaustive()
    }
}
