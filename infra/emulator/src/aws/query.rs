//! The query protocol, which SNS speaks: a form goes in, XML comes out. Everything in between deals with JSON, as for
//! the other services.

use std::collections::BTreeMap;

use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use lambda_http::http::StatusCode;
use serde_json::{Map, Value};

use crate::{answer::Answer, ids, markup::escaped};

const FORM: &str = "application/x-www-form-urlencoded";
/// The version of SNS's API.
const VERSION: &str = "2010-03-31";
const NAMESPACE: &str = "http://sns.amazonaws.com/doc/2010-03-31/";

/// The operation and its members, if this is a request of SNS's API.
pub(super) fn parse(request: &HttpRequest) -> Option<(String, Value)> {
    if !request.headers().get("content-type").is_some_and(|kind| kind.starts_with(FORM)) {
        return None;
    }
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(request.body().bytes()?).map(|(name, value)| (name.into(), value.into())).collect();
    let get = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.clone());
    (get("Version")? == VERSION).then_some(())?;
    Some((get("Action")?, members(&pairs)))
}

/// Plain members unchanged; `MessageAttributes.entry.1.Name` and so on as an object by name.
fn members(pairs: &[(String, String)]) -> Value {
    let mut members = Map::new();
    let mut entries: BTreeMap<&str, (Option<&str>, Map<String, Value>)> = BTreeMap::new();
    for (name, value) in pairs {
        let Some((index, member)) = name.strip_prefix("MessageAttributes.entry.").and_then(|it| it.split_once('.'))
        else {
            if name != "Action" && name != "Version" {
                members.insert(name.clone(), value.as_str().into());
            }
            continue;
        };
        let entry = entries.entry(index).or_default();
        match member.strip_prefix("Value.") {
            Some(member) => {
                entry.1.insert(member.to_owned(), value.as_str().into());
            }
            None => entry.0 = Some(value),
        }
    }
    let attributes = entries.into_values().filter_map(|(name, value)| Some((name?.to_owned(), Value::Object(value))));
    let attributes: Map<String, Value> = attributes.collect();
    if !attributes.is_empty() {
        members.insert("MessageAttributes".to_owned(), Value::Object(attributes));
    }
    Value::Object(members)
}

pub(super) fn response(operation: &str, answer: &Answer) -> HttpResponse {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let request_id = ids::uuid();
    let xml = match &answer.error {
        None => {
            let members = body.as_object().into_iter().flatten();
            let result: String =
                members.map(|(name, value)| element(name, value.as_str().unwrap_or_default())).collect();
            format!(
                "<{operation}Response xmlns=\"{NAMESPACE}\"><{operation}Result>{result}</{operation}Result>\
                 <ResponseMetadata>{}</ResponseMetadata></{operation}Response>",
                element("RequestId", &request_id)
            )
        }
        Some(error) => {
            let kind = if answer.status < 500 { "Sender" } else { "Receiver" };
            let message = body["message"].as_str().or(body["Message"].as_str()).unwrap_or_default();
            format!(
                "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error>{}{}{}</Error>{}</ErrorResponse>",
                element("Type", kind),
                element("Code", error),
                element("Message", message),
                element("RequestId", &request_id)
            )
        }
    };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::new(status.into(), SdkBody::from(xml));
    response.headers_mut().insert("content-type", "text/xml");
    response
}

fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>", escaped(text))
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
    use aws_smithy_types::body::SdkBody;
    use serde_json::json;

    use super::{parse, response};
    use crate::answer::Answer;

    #[test]
    fn form_becomes_members_and_attributes() {
        let form = "Action=Publish&Version=2010-03-31&PhoneNumber=%2B49301&Message=a+b%26c\
                    &MessageAttributes.entry.1.Name=reference&MessageAttributes.entry.1.Value.DataType=String\
                    &MessageAttributes.entry.1.Value.StringValue=VLT-1";
        let mut request = HttpRequest::new(SdkBody::from(form));
        assert_eq!(parse(&request), None);
        request.headers_mut().insert("content-type", "application/x-www-form-urlencoded");
        let (operation, members) = parse(&request).unwrap();
        assert_eq!(operation, "Publish");
        let attributes = json!({"reference": {"DataType": "String", "StringValue": "VLT-1"}});
        assert_eq!(members, json!({"PhoneNumber": "+49301", "Message": "a b&c", "MessageAttributes": attributes}));
    }

    #[test]
    fn answers_are_xml() {
        let text =
            |answer: &Answer| String::from_utf8(response("Publish", answer).body().bytes().unwrap().to_vec()).unwrap();
        let ok = text(&Answer::ok(&json!({"MessageId": "1"})));
        assert!(ok.contains("<PublishResult><MessageId>1</MessageId></PublishResult>"), "{ok}");
        let refusal = text(&Answer::refusal("InvalidParameter", "a < b"));
        assert!(refusal.contains("<Code>InvalidParameter</Code><Message>a &lt; b</Message>"), "{refusal}");
    }
}
