//! Plans a booking's jobs: the settings that their due times follow from, and their schedules.

mod scheduler;
mod settings;

use domain::{
    booking::{Job, JobMessage},
    ids::Reference,
};

pub use scheduler::Scheduler;
pub use settings::{AttendanceTimes, JobTimes};

/// The message that runs a job.
pub fn message(reference: &Reference, job: &Job) -> JobMessage {
    JobMessage { kind: job.kind, reference: reference.clone(), sequence: job.sequence }
}
