//! Work that fires by the clock: one-time schedules of the functions, and the template's periodic functions.

mod one_time;
mod periodic;
mod probe;

pub use one_time::SchedulePoller;
pub use periodic::PeriodicPoller;
pub use probe::PendingProbe;
