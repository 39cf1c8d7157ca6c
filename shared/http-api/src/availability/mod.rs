//! What is on offer, as it is asked for and shown: for a new booking, and for moving one.

mod days;
mod query;

pub use days::Availability;
pub use query::{AvailabilityQuery, Range, Who};
