//! One action on many bookings: an order that is frozen when it is accepted, and carried out later, booking by booking.

mod order;
mod request;
mod result;
#[cfg(test)]
mod tests;

pub use order::{Bulk, BulkActor, BulkState, Ending};
pub use request::{BULK_ACTIONS, BulkRequest, Chosen, body_for, mails_of};
pub use result::{BulkChunk, BulkResult, BulkTally, BulkTarget};

/// Bookings of one order.
pub const MAX_BULK: usize = 1_000;
/// Bookings that are handled by one message.
pub const CHUNK: usize = 25;
/// Bookings that one request waits for.
pub const MAX_AT_ONCE: usize = 10;
/// The longest time in which an order can be stopped before it begins, in seconds.
pub const MAX_DELAY_SECONDS: u32 = 60;
