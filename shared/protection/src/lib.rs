//! Tells people from programs when they book: proof of work, time on the form, block lists.
//!
//! A person meets none of it in ordinary times. Under pressure every booking costs a second of a processor's time, which
//! a person doesn't notice and thousands of bookings can't pay.

mod challenge;
mod form_start;
mod guard;
mod pressure;
mod signature;

pub use challenge::{Challenges, Proof};
pub use form_start::FormStarts;
pub use guard::{Admitted, Guard, Visitor};
