//! EventBridge Scheduler, limited to one-time schedules that fill a queue.

mod request;

use sam::{ACCOUNT, REGION};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Aws;
use crate::{
    answer::Answer,
    call::Call,
    store::{Created, Schedule},
};
use request::{CreateSchedule, DEFAULT_GROUP, SchedulerError};

/// The service that assumes the role of a schedule when it fires.
const SCHEDULER: &str = "scheduler.amazonaws.com";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NamedSchedule {
    name: String,
    group_name: Option<String>,
}

impl Aws {
    pub(super) fn perform_on_schedule(&self, call: &Call<'_>) -> Answer {
        let result = match call.operation {
            "CreateSchedule" => serde_json::from_slice(call.body).map(|request| self.create_schedule(&request)),
            "DeleteSchedule" => serde_json::from_slice(call.body).map(|request| self.delete_schedule(&request)),
            "GetSchedule" => serde_json::from_slice(call.body).map(|request| self.get_schedule(&request)),
            other => return Answer::unknown(other),
        };
        result.unwrap_or_else(|error| refusal(400, "ValidationException", &error.to_string()))
    }

    fn create_schedule(&self, request: &CreateSchedule) -> Answer {
        let schedule = match request.check(self.clock.now()).and_then(|at| self.schedule(request, at)) {
            Ok(schedule) => schedule,
            Err(SchedulerError::Invalid(message)) => return refusal(400, "ValidationException", &message),
            Err(SchedulerError::Missing(message)) => return refusal(404, "ResourceNotFoundException", &message),
        };
        match self.store.create_schedule(&schedule) {
            Ok(Created::Made) => {
                // A waiter for the next instant does not know of this one yet.
                self.activity.wake();
                Answer::ok(&json!({ "ScheduleArn": arn(&schedule) }))
            }
            Ok(Created::NameTaken) => {
                refusal(409, "ConflictException", &format!("Schedule {} already exists.", schedule.name))
            }
            Err(error) => Answer::failure(&error.to_string()),
        }
    }

    /// Returns the requested schedule, if group, queue and role exist.
    fn schedule(&self, request: &CreateSchedule, at: i64) -> Result<Schedule, SchedulerError> {
        let group = request.group();
        if group != DEFAULT_GROUP && !self.system.schedule_groups.iter().any(|known| known == group) {
            return Err(SchedulerError::Missing(format!("Schedule group {group} does not exist.")));
        }
        let target = &request.target;
        let queue = self.queue_by_arn(&target.arn)?;
        if let Some(dead_letters) = &target.dead_letter_config {
            self.queue_by_arn(&dead_letters.arn)?;
        }
        // In the cloud a role without the right would fail only when the schedule fires.
        let role = self.system.roles.get(&target.role_arn);
        if !role.is_some_and(|role| role.lets(SCHEDULER, "sqs:SendMessage", &target.arn)) {
            let message = format!("{SCHEDULER} may not sqs:SendMessage to {queue} as {}", target.role_arn);
            return Err(SchedulerError::Invalid(message));
        }
        Ok(Schedule {
            group: group.to_owned(),
            name: request.name.clone(),
            at,
            queue,
            input: target.input.clone(),
            token: request.client_token.clone(),
            created_at: self.clock.now_millis(),
            definition: request.definition(),
        })
    }

    fn queue_by_arn(&self, arn: &str) -> Result<String, SchedulerError> {
        let name = arn.strip_prefix(&format!("arn:aws:sqs:{REGION}:{ACCOUNT}:"));
        let known = name.filter(|name| self.system.queues.contains_key(*name));
        known.map(str::to_owned).ok_or_else(|| SchedulerError::Invalid(format!("{arn} is not a queue of the template")))
    }

    fn delete_schedule(&self, request: &NamedSchedule) -> Answer {
        match self.store.delete_schedule(request.group(), &request.name) {
            Ok(true) => Answer::ok(&json!({})),
            Ok(false) => request.is_missing(),
            Err(error) => Answer::failure(&error.to_string()),
        }
    }

    fn get_schedule(&self, request: &NamedSchedule) -> Answer {
        match self.store.schedule(request.group(), &request.name) {
            Ok(Some(schedule)) => Answer::ok(&description(&schedule)),
            Ok(None) => request.is_missing(),
            Err(error) => Answer::failure(&error.to_string()),
        }
    }
}

impl NamedSchedule {
    fn group(&self) -> &str {
        self.group_name.as_deref().unwrap_or(DEFAULT_GROUP)
    }

    fn is_missing(&self) -> Answer {
        refusal(404, "ResourceNotFoundException", &format!("Schedule {} does not exist.", self.name))
    }
}

fn description(schedule: &Schedule) -> Value {
    let mut description = schedule.definition.clone();
    description["Arn"] = arn(schedule).into();
    description["Name"] = schedule.name.as_str().into();
    description["GroupName"] = schedule.group.as_str().into();
    description["CreationDate"] = (schedule.created_at as f64 / 1_000.0).into();
    description
}

fn arn(schedule: &Schedule) -> String {
    format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:schedule/{}/{}", schedule.group, schedule.name)
}

fn refusal(status: u16, error: &str, message: &str) -> Answer {
    Answer::error(status, error, &json!({ "Message": message }))
}
