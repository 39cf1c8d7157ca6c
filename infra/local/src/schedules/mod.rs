//! What fires by the clock: one-time schedules that functions made, and functions that the template
//! has run every so often.

mod one_time;
mod outlook;
mod periodic;

pub use one_time::SchedulePoller;
pub use outlook::{LooksFor, Outlook};
pub use periodic::PeriodicPoller;
