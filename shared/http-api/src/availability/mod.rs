//! Availability queries and answers, for new bookings and for moves.

mod days;
mod question;

pub use days::Availability;
pub use question::{Question, Range, Who};
