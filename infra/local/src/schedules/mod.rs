//! Work that fires by the clock: one-time schedules of the functions, and the template's periodic functions.

mod one_time;
mod outlook;
mod periodic;

pub use one_time::SchedulePoller;
pub use outlook::{LooksFor, Outlook};
pub use periodic::PeriodicPoller;
