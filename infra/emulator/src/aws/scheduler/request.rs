use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The group that always exists.
pub(super) const DEFAULT_GROUP: &str = "default";
/// The form of a one-time schedule's expression.
const AT: &str = "at(%Y-%m-%dT%H:%M:%S)";
/// Scheduler's own limits.
const MAX_NAME: usize = 64;
const MAX_DESCRIPTION: usize = 512;
const MAX_INPUT: usize = 262_144;
const MAX_RETRIES: i64 = 185;
const AGES: std::ops::RangeInclusive<i64> = 60..=86_400;

/// Why a schedule is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SchedulerError {
    /// The request is invalid.
    Invalid(String),
    /// The request names a resource that isn't there.
    Missing(String),
}

/// The emulated members of `CreateSchedule`; any other is refused.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CreateSchedule {
    pub(super) name: String,
    pub(super) group_name: Option<String>,
    pub(super) client_token: Option<String>,
    description: Option<String>,
    schedule_expression: String,
    schedule_expression_timezone: Option<String>,
    state: Option<String>,
    action_after_completion: Option<String>,
    flexible_time_window: FlexibleWindow,
    pub(super) target: Target,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct FlexibleWindow {
    mode: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Target {
    pub(super) arn: String,
    pub(super) role_arn: String,
    pub(super) input: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_policy: Option<RetryPolicy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dead_letter_config: Option<DeadLetters>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RetryPolicy {
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum_retry_attempts: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum_event_age_in_seconds: Option<i64>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct DeadLetters {
    pub(super) arn: String,
}

impl CreateSchedule {
    pub(super) fn group(&self) -> &str {
        self.group_name.as_deref().unwrap_or(DEFAULT_GROUP)
    }

    /// Checks everything that the request says by itself. Returns the instant at which the schedule fires, in
    /// milliseconds.
    pub(super) fn check(&self, now: DateTime<Utc>) -> Result<i64, SchedulerError> {
        let policy = self.target.retry_policy.as_ref();
        let retries = policy.and_then(|it| it.maximum_retry_attempts).unwrap_or(0);
        let age = policy.and_then(|it| it.maximum_event_age_in_seconds).unwrap_or(*AGES.end());
        let is = |member: &Option<String>, value: &str| member.as_deref() == Some(value);
        let or_absent = |member: &Option<String>, value: &str| member.is_none() || is(member, value);
        let token = self.client_token.as_deref();
        let rules = [
            (is_name(&self.name), "Name: 1 to 64 of 0-9 a-z A-Z - _ ."),
            (is_name(self.group()), "GroupName: 1 to 64 of 0-9 a-z A-Z - _ ."),
            (token.is_none_or(|it| is_name(it) && !it.contains('.')), "ClientToken: 1 to 64 of 0-9 a-z A-Z - _"),
            (self.description.as_ref().is_none_or(|it| it.len() <= MAX_DESCRIPTION), "Description: at most 512"),
            (
                or_absent(&self.schedule_expression_timezone, "UTC"),
                "ScheduleExpressionTimezone: only UTC is played here",
            ),
            (or_absent(&self.state, "ENABLED"), "State: only ENABLED is played here"),
            (is(&self.action_after_completion, "DELETE"), "ActionAfterCompletion: only DELETE is played here"),
            (self.flexible_time_window.mode == "OFF", "FlexibleTimeWindow: only Mode OFF is played here"),
            ((1..=MAX_INPUT).contains(&self.target.input.len()), "Target.Input: 1 to 262144 bytes"),
            (!self.target.input.contains("<aws.scheduler."), "Target.Input: context attributes are not played here"),
            ((0..=MAX_RETRIES).contains(&retries), "Target.RetryPolicy.MaximumRetryAttempts: 0 to 185"),
            (AGES.contains(&age), "Target.RetryPolicy.MaximumEventAgeInSeconds: 60 to 86400"),
        ];
        if let Some((_, message)) = rules.iter().find(|(holds, _)| !holds) {
            return Err(SchedulerError::Invalid((*message).to_owned()));
        }
        let at = instant(&self.schedule_expression).ok_or_else(|| {
            SchedulerError::Invalid("ScheduleExpression: only at(yyyy-mm-ddThh:mm:ss) is played here".to_owned())
        })?;
        // The cloud's behaviour here is not documented: no caller may rely on it.
        if at <= now {
            return Err(SchedulerError::Invalid("ScheduleExpression: the time is past".to_owned()));
        }
        Ok(at.timestamp_millis())
    }

    /// Returns the request as `GetSchedule` reports it.
    pub(super) fn definition(&self) -> Value {
        let mut definition = json!({
            "ScheduleExpression": self.schedule_expression,
            "ScheduleExpressionTimezone": "UTC",
            "State": "ENABLED",
            "ActionAfterCompletion": "DELETE",
            "FlexibleTimeWindow": { "Mode": "OFF" },
            "Target": self.target,
        });
        if let Some(description) = &self.description {
            definition["Description"] = description.as_str().into();
        }
        definition
    }
}

fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=MAX_NAME).contains(&text.len()) && text.bytes().all(allowed)
}

/// Parses `at(2026-11-23T08:00:00)`, with all digits. A leap second is no valid time.
fn instant(expression: &str) -> Option<DateTime<Utc>> {
    let instant = NaiveDateTime::parse_from_str(expression, AT).ok()?.and_utc();
    let is_whole = instant.timestamp_subsec_nanos() == 0 && instant.format(AT).to_string() == expression;
    is_whole.then_some(instant)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{CreateSchedule, SchedulerError};

    fn request() -> Value {
        json!({
            "Name": "VLT-20261124-7K3M.client-24h.0",
            "GroupName": "jobs",
            "ClientToken": "8f6f2e9c-0000-4000-8000-000000000000",
            "ScheduleExpression": "at(2026-11-23T08:00:00)",
            "ScheduleExpressionTimezone": "UTC",
            "ActionAfterCompletion": "DELETE",
            "FlexibleTimeWindow": { "Mode": "OFF" },
            "Target": {
                "Arn": "arn:aws:sqs:eu-central-1:000000000000:Queue",
                "RoleArn": "arn:aws:iam::000000000000:role/Role",
                "Input": "{}",
                "RetryPolicy": { "MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86_400 },
                "DeadLetterConfig": { "Arn": "arn:aws:sqs:eu-central-1:000000000000:Dead" },
            },
        })
    }

    fn check(request: &Value) -> Result<i64, String> {
        let request: CreateSchedule = serde_json::from_value(request.clone()).map_err(|error| error.to_string())?;
        request.check("2026-11-23T07:00:00Z".parse().unwrap()).map_err(|refusal| match refusal {
            SchedulerError::Invalid(message) | SchedulerError::Missing(message) => message,
        })
    }

    fn changed(pointer: &str, value: Value) -> String {
        let mut request = request();
        *request.pointer_mut(pointer).unwrap() = value;
        check(&request).unwrap_err()
    }

    #[test]
    fn valid_schedule_is_accepted() {
        assert_eq!(check(&request()), Ok(1_795_420_800_000));
        let mut bare = request();
        for member in ["GroupName", "ClientToken", "ScheduleExpressionTimezone"] {
            bare.as_object_mut().unwrap().remove(member);
        }
        for member in ["RetryPolicy", "DeadLetterConfig"] {
            bare["Target"].as_object_mut().unwrap().remove(member);
        }
        assert_eq!(check(&bare), Ok(1_795_420_800_000));
    }

    #[test]
    fn name_has_limited_length_and_letters() {
        assert!(changed("/Name", json!("a".repeat(65))).starts_with("Name:"));
        for name in ["", "a b", "a/b", "ä", "a#1", "a%20b"] {
            assert!(changed("/Name", json!(name)).starts_with("Name:"), "{name}");
        }
        assert!(changed("/GroupName", json!("jobs!")).starts_with("GroupName:"));
        assert!(changed("/ClientToken", json!("a.b")).starts_with("ClientToken:"));
    }

    #[test]
    fn time_is_utc_and_in_future() {
        for expression in [
            "2026-11-23T08:00:00",
            "at(2026-11-23T08:00)",
            "at(2026-11-23T08:00:00Z)",
            "at(2026-11-23 08:00:00)",
            "at(2026-11-3T8:00:00)",
            "at(2026-02-30T08:00:00)",
            "at(2026-11-23T08:00:60)",
            "rate(5 minutes)",
        ] {
            let message = changed("/ScheduleExpression", json!(expression));
            assert!(message.contains("only at("), "{expression}: {message}");
        }
        for past in ["at(2026-11-23T07:00:00)", "at(2025-11-23T08:00:00)"] {
            assert_eq!(changed("/ScheduleExpression", json!(past)), "ScheduleExpression: the time is past");
        }
        assert!(changed("/ScheduleExpressionTimezone", json!("Europe/Berlin")).contains("only UTC"));
    }

    #[test]
    fn unsupported_members_are_refused() {
        assert!(changed("/FlexibleTimeWindow/Mode", json!("FLEXIBLE")).contains("Mode OFF"));
        assert!(changed("/ActionAfterCompletion", json!("NONE")).contains("only DELETE"));
        assert!(changed("/ActionAfterCompletion", Value::Null).contains("only DELETE"));
        assert!(changed("/Target/Input", json!("")).starts_with("Target.Input:"));
        assert!(changed("/Target/Input", json!("<aws.scheduler.execution-id>")).contains("context attributes"));
        assert!(changed("/Target/RetryPolicy/MaximumRetryAttempts", json!(186)).contains("0 to 185"));
        assert!(changed("/Target/RetryPolicy/MaximumEventAgeInSeconds", json!(59)).contains("60 to 86400"));
        let mut more = request();
        more["Target"]["EcsParameters"] = json!({});
        assert!(check(&more).unwrap_err().contains("EcsParameters"));
    }

    #[test]
    fn get_returns_created_schedule() {
        let mut asked = request();
        let request: CreateSchedule = serde_json::from_value(asked.clone()).unwrap();
        for member in ["Name", "GroupName", "ClientToken"] {
            asked.as_object_mut().unwrap().remove(member);
        }
        asked["State"] = json!("ENABLED");
        assert_eq!(request.definition(), asked);
    }
}
