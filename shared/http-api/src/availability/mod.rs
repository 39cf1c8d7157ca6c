//! What is on offer, as it is asked for and shown: for a new booking, and for moving one.

mod days;
mod question;

pub use days::Availability;
pub use question::{Question, Range, Who};
