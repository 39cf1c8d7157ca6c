//! Orders for many bookings: accepted, and carried out booking by booking.
//!
//! An order freezes the bookings with their editions. Each of them is changed in a transaction of its own, only if it is
//! still of that edition, and its event carries the order's id: whoever finds the event knows that it was done. So a chunk
//! may be handled any number of times, by several functions at once, and be cut short anywhere.

mod absence;
mod run;
mod start;

use http_api::StaffDeps;
use platform::{Clock, FromEnv};

use crate::ActionDeps;
pub use run::ChunkEnd;
pub use start::NewBulk;

/// Dependencies of functions that accept orders or carry them out.
#[derive(Debug, FromEnv)]
pub struct BulkDeps {
    pub actions: ActionDeps,
    pub staff: StaffDeps,
    clock: Clock,
}
