//! Availability queries and answers, for new bookings and for moves.

mod days;
mod query;

pub use days::Availability;
pub use query::{AvailabilityQuery, Range, Who};
