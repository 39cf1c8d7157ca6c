use std::borrow::Cow;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use serde_json::{Map, Value};

use super::{query, s3};
use crate::call::{Call, Service};

/// A request, parsed by its protocol alone.
pub(super) struct AwsCall<'a> {
    service: Service,
    operation: Cow<'a, str>,
    body: Cow<'a, [u8]>,
    target: &'a str,
}

impl<'a> AwsCall<'a> {
    pub(super) fn identify(request: &'a HttpRequest) -> Option<Self> {
        let (body, target) = (request.body().bytes().unwrap_or_default(), request.uri());
        if let Some(operation) = s3::operation(request) {
            return Some(Self { service: Service::S3, operation: operation.into(), body: body.into(), target });
        }
        if let Some(target) = request.headers().get("x-amz-target") {
            let (service, operation) = target.split_once('.')?;
            let service = match service {
                "DynamoDB_20120810" => Service::DynamoDb,
                "AWSEvents" => Service::Events,
                "AmazonSQS" => Service::Sqs,
                "secretsmanager" => Service::Secrets,
                "AWSCognitoIdentityProviderService" => Service::UserPools,
                _ => return None,
            };
            return Some(Self { service, operation: operation.into(), body: body.into(), target });
        }
        if let Some((operation, members)) = query::parse(request) {
            let body = members.to_string().into_bytes();
            return Some(Self { service: Service::Sns, operation: operation.into(), body: body.into(), target });
        }
        let (path, query) = request.uri().split_once('?').unwrap_or((request.uri(), ""));
        if request.method() == "POST" && path.ends_with("/v2/email/outbound-emails") {
            return Some(Self { service: Service::Ses, operation: "SendEmail".into(), body: body.into(), target });
        }
        let (_, name) = path.rsplit_once("/schedules/")?;
        let operation = match request.method() {
            "POST" => "CreateSchedule",
            "GET" => "GetSchedule",
            "DELETE" => "DeleteSchedule",
            _ => return None,
        };
        Some(Self {
            service: Service::Scheduler,
            operation: operation.into(),
            body: schedule(name, query, body).into(),
            target,
        })
    }

    pub(super) fn call(&self) -> Call<'_> {
        Call { service: self.service, operation: &self.operation, body: &self.body, target: self.target }
    }
}

/// Path, query and body of a Scheduler request as one object. Nothing is decoded: none of the characters allowed in
/// names is ever encoded, and any other is refused as it is.
fn schedule(name: &str, query: &str, body: &[u8]) -> Vec<u8> {
    let mut members = match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => members,
        _ if body.is_empty() => Map::new(),
        _ => return body.to_vec(),
    };
    members.insert("Name".to_owned(), name.into());
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let key = match key {
            "groupName" => "GroupName",
            "clientToken" => "ClientToken",
            other => other,
        };
        members.insert(key.to_owned(), value.into());
    }
    Value::Object(members).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
    use aws_smithy_types::body::SdkBody;
    use serde_json::{Value, json};

    use super::{AwsCall, Service};

    fn call(method: &str, uri: &str, body: &str) -> Option<(Service, String, Value)> {
        let mut request = HttpRequest::new(SdkBody::from(body));
        request.set_method(method).unwrap();
        request.set_uri(uri.to_owned()).unwrap();
        let call = AwsCall::identify(&request)?;
        let call = call.call();
        Some((call.service, call.operation.to_owned(), serde_json::from_slice(call.body).unwrap_or_default()))
    }

    #[test]
    fn schedule_named_by_path_and_query() {
        let host = "https://scheduler.eu-central-1.amazonaws.com";
        assert_eq!(
            call("POST", &format!("{host}/schedules/a.b-1"), r#"{"GroupName":"jobs"}"#),
            Some((Service::Scheduler, "CreateSchedule".to_owned(), json!({"Name": "a.b-1", "GroupName": "jobs"})))
        );
        assert_eq!(
            call("DELETE", &format!("{host}/schedules/a?groupName=jobs&clientToken=t"), ""),
            Some((
                Service::Scheduler,
                "DeleteSchedule".to_owned(),
                json!({"Name": "a", "GroupName": "jobs", "ClientToken": "t"})
            ))
        );
        assert_eq!(
            call("GET", &format!("{host}/schedules/a"), ""),
            Some((Service::Scheduler, "GetSchedule".to_owned(), json!({"Name": "a"})))
        );
    }

    #[test]
    fn unsupported_request_is_none() {
        assert_eq!(call("PUT", "https://x/schedules/a", "{}"), None);
        assert_eq!(call("GET", "https://x/schedule-groups/a", ""), None);
    }

    #[test]
    fn mail_goes_by_its_path() {
        let (service, operation, _) = call("POST", "https://x/v2/email/outbound-emails", "{}").unwrap();
        assert_eq!((service, operation.as_str()), (Service::Ses, "SendEmail"));
    }
}
