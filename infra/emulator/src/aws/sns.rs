//! SNS: short messages to phones, and topics that fill queues.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat};
use sam::{REGION, Topic};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::Aws;
use crate::{
    answer::Answer,
    call::Call,
    ids,
    store::{Delivery, NewSms},
};

/// The longest text that SNS sends to a phone, in characters (in parts, as several messages).
const MAX_SMS: usize = 1_600;
/// The largest message of a topic, in bytes.
const MAX_MESSAGE: usize = 262_144;
/// The longest sender's name that networks show.
const MAX_SENDER: usize = 11;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Publish {
    phone_number: Option<String>,
    topic_arn: Option<String>,
    target_arn: Option<String>,
    #[serde(default)]
    message: String,
    subject: Option<String>,
    #[serde(default)]
    message_attributes: BTreeMap<String, Attribute>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Attribute {
    #[serde(rename(deserialize = "DataType", serialize = "Type"))]
    kind: String,
    #[serde(rename(deserialize = "StringValue", serialize = "Value"))]
    value: String,
}

impl Aws {
    pub(super) fn perform_on_notification(&self, call: &Call<'_>) -> Answer {
        match call.operation {
            "Publish" => {}
            // Nobody answers STOP to a message that nobody gets; a test makes the answer.
            "CheckIfPhoneNumberIsOptedOut" => return Answer::ok(&json!({ "isOptedOut": "false" })),
            other => return Answer::unknown(other),
        }
        let request: Publish = match serde_json::from_slice(call.body) {
            Ok(request) => request,
            Err(error) => return invalid(&error.to_string()),
        };
        if request.message.is_empty() {
            return invalid("Empty message");
        }
        match (&request.phone_number, request.topic_arn.as_ref().or(request.target_arn.as_ref())) {
            (Some(number), None) => self.send_sms(number, &request),
            (None, Some(arn)) => self.publish_to(arn, &request),
            _ => invalid("one of PhoneNumber and TopicArn is required"),
        }
    }

    fn send_sms(&self, number: &str, request: &Publish) -> Answer {
        if !is_e164(number) {
            return invalid(&format!("PhoneNumber Reason: {number} is not valid to publish to"));
        }
        if request.message.chars().count() > MAX_SMS {
            return invalid("Message Reason: the text is longer than 1600 characters");
        }
        if let Some(reason) = request.message_attributes.iter().find_map(|(name, it)| fault(name, &it.value)) {
            return Answer::refusal("ParameterValueInvalid", &format!("The parameter {reason} is not valid"));
        }
        let id = ids::uuid();
        let attribute = |name: &str| request.message_attributes.get(name).map(|it| it.value.clone());
        let sms = NewSms {
            to: number.to_owned(),
            text: request.message.clone(),
            sent_at: self.clock.now_millis(),
            template: attribute("template"),
            reference: attribute("reference"),
        };
        match self.store.add_sms(&sms) {
            Ok(_) => Answer::ok(&json!({ "MessageId": id })),
            Err(error) => Answer::failure(&error.to_string()),
        }
    }

    fn publish_to(&self, arn: &str, request: &Publish) -> Answer {
        let Some(topic) = self.system.topics.values().find(|topic| topic.arn == arn) else {
            return Answer::error(404, "NotFound", &json!({ "message": "Topic does not exist" }));
        };
        if request.message.len() > MAX_MESSAGE {
            return invalid("Message too long");
        }
        let id = ids::uuid();
        let now = self.clock.now_millis();
        let mut envelope = envelope(topic, &id, &request.message, now);
        if let Some(subject) = &request.subject {
            envelope.insert("Subject".to_owned(), subject.as_str().into());
        }
        if !request.message_attributes.is_empty() {
            envelope.insert("MessageAttributes".to_owned(), json!(request.message_attributes));
        }
        match self.store.deliver(&deliveries(topic, &request.message, envelope, now)) {
            Ok(()) => {
                self.activity.wake();
                Answer::ok(&json!({ "MessageId": id }))
            }
            Err(error) => Answer::failure(&error.to_string()),
        }
    }
}

/// Publishes to a topic at an instant (in milliseconds): one message for each of its queues.
pub(super) fn publication(topic: &Topic, message: &Value, at: i64) -> Vec<Delivery> {
    let text = message.to_string();
    let envelope = envelope(topic, &ids::uuid(), &text, at);
    deliveries(topic, &text, envelope, at)
}

/// A queue gets the message raw or in the envelope, as its subscription says. Attributes of a raw message would become
/// the queue message's; no consumer here reads those.
fn deliveries(topic: &Topic, message: &str, envelope: Map<String, Value>, at: i64) -> Vec<Delivery> {
    let wrapped = Value::Object(envelope).to_string();
    let delivery = |subscription: &sam::Subscription| Delivery {
        queue: subscription.queue.clone(),
        body: if subscription.raw { message.to_owned() } else { wrapped.clone() },
        at,
    };
    topic.subscriptions.iter().map(delivery).collect()
}

/// The envelope that SNS puts messages in, without a real signature.
fn envelope(topic: &Topic, id: &str, message: &str, at: i64) -> Map<String, Value> {
    let time = DateTime::from_timestamp_millis(at).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true);
    let host = format!("https://sns.{REGION}.amazonaws.com");
    let pairs = [
        ("Type", "Notification"),
        ("MessageId", id),
        ("TopicArn", &topic.arn),
        ("Message", message),
        ("Timestamp", &time),
        ("SignatureVersion", "1"),
        ("Signature", "bG9jYWw="),
        ("SigningCertURL", &format!("{host}/SimpleNotificationService-local.pem")),
        ("UnsubscribeURL", &format!("{host}/?Action=Unsubscribe&SubscriptionArn={}:local", topic.arn)),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

/// The fault of a short message's attribute, if any. Attributes that SNS does not know are accepted and not passed on.
fn fault(name: &str, value: &str) -> Option<String> {
    let is_fine = match name {
        "AWS.SNS.SMS.SMSType" => matches!(value, "Promotional" | "Transactional"),
        "AWS.SNS.SMS.SenderID" => {
            (1..=MAX_SENDER).contains(&value.len())
                && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        }
        _ => true,
    };
    (!is_fine).then(|| name.to_owned())
}

/// E.164: a plus, a country code that does not begin with 0, at most 15 digits.
fn is_e164(number: &str) -> bool {
    let Some(digits) = number.strip_prefix('+') else { return false };
    (2..=15).contains(&digits.len()) && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn invalid(reason: &str) -> Answer {
    Answer::refusal("InvalidParameter", &format!("Invalid parameter: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::{fault, is_e164};

    #[test]
    fn numbers_are_e164() {
        for good in ["+4930901820", "+12025550123", "+491234567890123"] {
            assert!(is_e164(good), "{good}");
        }
        for bad in ["4930901820", "+0301234567", "+49 30 901820", "+4912345678901234", "+", "+4", "", "+49x"] {
            assert!(!is_e164(bad), "{bad}");
        }
    }

    #[test]
    fn attributes_of_short_messages() {
        assert_eq!(fault("AWS.SNS.SMS.SMSType", "Transactional"), None);
        assert!(fault("AWS.SNS.SMS.SMSType", "Urgent").is_some());
        assert_eq!(fault("AWS.SNS.SMS.SenderID", "VoltAIc1"), None);
        for bad in ["", "VoltAIc Systems", "twelveletters", "12345"] {
            assert!(fault("AWS.SNS.SMS.SenderID", bad).is_some(), "{bad}");
        }
        assert_eq!(fault("reference", "VLT 1"), None);
    }
}
