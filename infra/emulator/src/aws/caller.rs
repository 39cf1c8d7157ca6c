use sam::LeadingKeys;

use super::Priority;
use crate::{
    answer::Answer,
    call::{Call, Service},
    instruments::leading_keys,
};

/// The caller of a service, and its rights under the template's policies.
#[derive(Debug, Clone)]
pub struct Caller {
    name: String,
    /// `None`: everything.
    actions: Option<Vec<String>>,
    /// For actions that are limited to partitions, their patterns.
    leading_keys: LeadingKeys,
    priority: Priority,
}

impl Caller {
    /// A function, with the actions of its policies.
    pub fn function(name: &str, actions: &[String]) -> Self {
        Self {
            name: name.to_owned(),
            actions: Some(actions.to_vec()),
            leading_keys: LeadingKeys::new(),
            priority: Priority::Interactive,
        }
    }

    /// The local system itself.
    pub fn system() -> Self {
        Self {
            name: "local".to_owned(),
            actions: None,
            leading_keys: LeadingKeys::new(),
            priority: Priority::Interactive,
        }
    }

    /// The same, limited to partitions of the table, where the policies limit it.
    #[must_use]
    pub fn limited_to(self, leading_keys: LeadingKeys) -> Self {
        Self { leading_keys, ..self }
    }

    /// The same, with this priority.
    #[must_use]
    pub fn in_a(self, priority: Priority) -> Self {
        Self { priority, ..self }
    }

    pub(super) fn priority(&self) -> Priority {
        self.priority
    }

    /// The calling function and the rights that the call needs; nothing if the local system itself calls.
    pub(super) fn needs(&self, call: &Call<'_>) -> Option<(&str, Vec<String>)> {
        self.actions.as_ref().map(|_| (self.name.as_str(), needed(call)))
    }

    /// Returns a refusal if the policies don't cover the call: a right missing in the template fails here and not first
    /// in the cloud.
    pub(super) fn refuses(&self, call: &Call<'_>) -> Option<Answer> {
        let allowed = self.actions.as_ref()?;
        let missing = needed(call).into_iter().find(|action| !allowed.contains(action));
        let missing = missing.or_else(|| {
            let limits = Some(&self.leading_keys).filter(|it| !it.is_empty() && call.service == Service::DynamoDb)?;
            leading_keys::outside(limits, call.operation, call.body)
        })?;
        let message = format!("{} is not allowed to perform {missing}: see its Policies in template.yaml", self.name);
        tracing::error!("{message}");
        Some(Answer::refusal("AccessDeniedException", &message))
    }
}

fn needed(call: &Call<'_>) -> Vec<String> {
    let prefix = match call.service {
        Service::DynamoDb => "dynamodb",
        Service::Events => "events",
        Service::Sqs => "sqs",
        Service::Scheduler => "scheduler",
        Service::Ses => "ses",
        Service::Sns => "sns",
        Service::Secrets => "secretsmanager",
        Service::UserPools => "cognito-idp",
        Service::S3 => "s3",
    };
    match call.operation {
        "TransactWriteItems" => of_transaction(call.body),
        "TransactGetItems" => vec!["dynamodb:GetItem".to_owned()],
        // Parts are parts of a put.
        "CreateMultipartUpload" | "UploadPart" | "CompleteMultipartUpload" => vec!["s3:PutObject".to_owned()],
        // The right of a single message covers a batch.
        "SendMessageBatch" => vec!["sqs:SendMessage".to_owned()],
        // A schedule is given the role that it fires in.
        "CreateSchedule" => vec!["scheduler:CreateSchedule".to_owned(), "iam:PassRole".to_owned()],
        operation => vec![format!("{prefix}:{operation}")],
    }
}

/// A transaction needs the right of each action inside it. These keys can't come from data:
/// inside a JSON string their quotes would be escaped.
fn of_transaction(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body);
    let pairs = [
        ("\"Put\":", "dynamodb:PutItem"),
        ("\"Update\":", "dynamodb:UpdateItem"),
        ("\"Delete\":", "dynamodb:DeleteItem"),
        ("\"ConditionCheck\":", "dynamodb:ConditionCheckItem"),
    ];
    pairs.iter().filter(|(key, _)| text.contains(key)).map(|(_, action)| (*action).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Call, Caller, Service};

    fn refused(actions: &[&str], operation: &str, body: &str) -> Option<String> {
        let actions: Vec<String> = actions.iter().map(|it| (*it).to_owned()).collect();
        let call = Call { service: Service::DynamoDb, operation, body: body.as_bytes(), target: "" };
        let answer = Caller::function("F", &actions).refuses(&call)?;
        Some(String::from_utf8(answer.body).unwrap())
    }

    #[test]
    fn a_call_needs_its_action() {
        assert_eq!(refused(&["dynamodb:Query"], "Query", "{}"), None);
        let message = refused(&["dynamodb:Query"], "GetItem", "{}").unwrap();
        assert!(message.contains("F is not allowed to perform dynamodb:GetItem"), "{message}");
    }

    #[test]
    fn schedule_needs_right_to_pass_role() {
        let call = Call { service: Service::Scheduler, operation: "CreateSchedule", body: b"{}", target: "" };
        let caller =
            |actions: &[&str]| Caller::function("F", &actions.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert!(caller(&["scheduler:CreateSchedule", "iam:PassRole"]).refuses(&call).is_none());
        assert!(caller(&["scheduler:CreateSchedule"]).refuses(&call).is_some());
        assert!(caller(&["iam:PassRole"]).refuses(&call).is_some());
        let call = Call { operation: "DeleteSchedule", ..call };
        assert!(caller(&["scheduler:DeleteSchedule"]).refuses(&call).is_none());
        assert!(caller(&["scheduler:CreateSchedule"]).refuses(&call).is_some());
    }

    #[test]
    fn a_transaction_needs_the_actions_inside_it() {
        let body = r#"{"TransactItems":[{"Put":{"Item":{"n":{"S":"\"Delete\":"}}}},{"Update":{}}]}"#;
        assert_eq!(refused(&["dynamodb:PutItem", "dynamodb:UpdateItem"], "TransactWriteItems", body), None);
        assert!(refused(&["dynamodb:PutItem"], "TransactWriteItems", body).unwrap().contains("dynamodb:UpdateItem"));
    }
}
