//! EventBridge Scheduler: one-time schedules that put a message on the job's queue and then delete themselves.

use aws_sdk_scheduler::{
    Client,
    operation::{create_schedule::CreateScheduleError, delete_schedule::DeleteScheduleError},
    types::{ActionAfterCompletion, FlexibleTimeWindow, FlexibleTimeWindowMode, Target},
};
use chrono::TimeDelta;
use domain::{
    booking::{JobFunction, JobMessage},
    time::Instant,
};
use platform::{ConfigError, Env, Error};
use worker::ReactionError;

/// A job due this soon goes on its queue at once: Scheduler's precision is a minute, and the behaviour of an `at()` in
/// the past isn't documented.
const SOON: TimeDelta = TimeDelta::seconds(90);

/// Creates and deletes schedules.
#[derive(Debug)]
pub struct Scheduler {
    client: Client,
    queues: aws_sdk_sqs::Client,
    group: String,
    role: String,
    /// The ARN and URL of each job function's queue.
    targets: Vec<(JobFunction, String, String)>,
}

impl Scheduler {
    /// A scheduler of the jobs of these functions.
    ///
    /// # Errors
    /// Fails if a setting is missing.
    pub fn of(env: &Env, functions: &[JobFunction]) -> Result<Self, ConfigError> {
        Ok(Self {
            client: Client::new(&env.sdk),
            queues: aws_sdk_sqs::Client::new(&env.sdk),
            group: env.config.required("JOBS_GROUP")?,
            role: env.config.required("JOBS_ROLE")?,
            targets: functions.iter().map(|function| target(env, *function)).collect::<Result<_, _>>()?,
        })
    }

    /// Puts a job's message on its queue at the due time. An existing schedule stays.
    ///
    /// # Errors
    /// Fails if the scheduler or the queue is unavailable.
    pub async fn create(&self, message: &JobMessage, due: Instant, now: Instant) -> Result<(), Error> {
        let target = self.targets.iter().find(|(of, ..)| *of == message.kind.function());
        let (_, queue_arn, queue_url) = target.ok_or(ReactionError::OtherFunction)?;
        let input = serde_json::to_string(message)?;
        if due <= now + SOON {
            self.queues.send_message().queue_url(queue_url).message_body(input).send().await?;
            return Ok(());
        }
        let target = Target::builder().arn(queue_arn).role_arn(&self.role).input(input).build()?;
        let window = FlexibleTimeWindow::builder().mode(FlexibleTimeWindowMode::Off).build()?;
        let outcome = self
            .client
            .create_schedule()
            .name(name(message))
            .group_name(&self.group)
            .schedule_expression(format!("at({})", due.format("%Y-%m-%dT%H:%M:%S")))
            .schedule_expression_timezone("UTC")
            .flexible_time_window(window)
            .action_after_completion(ActionAfterCompletion::Delete)
            .target(target)
            .send()
            .await;
        match outcome {
            Ok(_) => Ok(()),
            Err(error) if matches!(error.as_service_error(), Some(CreateScheduleError::ConflictException(_))) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a job's schedule; a missing one has fired or never existed.
    ///
    /// # Errors
    /// Fails if the scheduler is unavailable.
    pub async fn delete(&self, message: &JobMessage) -> Result<(), Error> {
        match self.client.delete_schedule().name(name(message)).group_name(&self.group).send().await {
            Ok(_) => Ok(()),
            Err(error)
                if matches!(error.as_service_error(), Some(DeleteScheduleError::ResourceNotFoundException(_))) =>
            {
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn target(env: &Env, function: JobFunction) -> Result<(JobFunction, String, String), ConfigError> {
    let name = function.name().to_uppercase().replace('-', "_");
    let setting = |what| env.config.required(&format!("{name}_QUEUE_{what}"));
    Ok((function, setting("ARN")?, setting("URL")?))
}

/// A schedule's name: unique for a state of a booking, at most 64 of the characters that Scheduler accepts.
fn name(message: &JobMessage) -> String {
    format!("{}.{}.{}", message.reference, message.kind.key(), message.sequence)
}
