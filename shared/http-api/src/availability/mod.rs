//! The wire half of queries for slots by date: parameters in, JSON out. `scheduling` decides.

mod answer;
mod query;

pub use answer::Availability;
pub use query::list_query;
