//! The wire half of queries for slots by date: parameters in, JSON out. `scheduling` decides.

mod answer;
mod query;

use platform::{Clock, FromEnv};
use table::Table;

pub use answer::Availability;
pub use query::list_query;

use crate::Settings;

/// Dependencies of a function that finds available slots.
#[derive(Debug, FromEnv)]
pub struct AvailabilityDeps {
    pub table: Table,
    pub clock: Clock,
    pub settings: Settings,
}
