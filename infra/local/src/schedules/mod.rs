//! What fires by the clock: one-time schedules that functions made, and functions that the template
//! has run every so often.

mod one_time;
mod periodic;
mod probe;

pub use one_time::SchedulePoller;
pub use periodic::PeriodicPoller;
pub use probe::{LooksFor, PendingProbe};
