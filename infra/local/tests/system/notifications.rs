//! SNS through the SDK: short messages and topics.

use aws_sdk_sns::{Client, error::ProvideErrorMetadata, types::MessageAttributeValue};
use emulator::{Answer, Service, instruments::InjectedFault};
use sam::Queue;
use serde_json::{Value, json};

use crate::world::World;

const TOPIC: &str = "arn:aws:sns:eu-central-1:000000000000:Topic";

fn text(value: &str) -> MessageAttributeValue {
    MessageAttributeValue::builder().data_type("String").string_value(value).build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn short_message_is_stored() {
    let world = World::start().await;
    let sns = Client::new(&world.local().sdk_config());
    let publish = sns
        .publish()
        .phone_number("+4930901820")
        .message("Morgen, 9:00 & pünktlich <b>")
        .message_attributes("AWS.SNS.SMS.SMSType", text("Transactional"))
        .message_attributes("AWS.SNS.SMS.SenderID", text("VoltAIc"))
        .message_attributes("template", text("reminder_24h"))
        .message_attributes("reference", text("VLT-1"));
    assert!(publish.send().await.unwrap().message_id().is_some());
    sns.publish().phone_number("+12025550123").message("second").send().await.unwrap();
    let sms = world.get("/_local/sms.json").await;
    let first = &sms[0];
    assert_eq!((&first["to"], &first["reference"]), (&json!(["+4930901820"]), &json!("VLT-1")));
    assert_eq!(first["template"], "reminder_24h");
    assert_eq!(first["text"], "Morgen, 9:00 & pünktlich <b>");
    assert!(first["sentAt"].as_str().unwrap().starts_with("2026-11-23T08:00:"), "{first}");
    assert_eq!(sms[1]["id"], "2");
    assert!(sms[1]["reference"].is_null());
    assert!(world.text("/_local/sms").await.contains("pünktlich &lt;b&gt;"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn invalid_publish_is_refused() {
    let world = World::start().await;
    let sns = Client::new(&world.local().sdk_config());
    let to = |number: &str| sns.publish().phone_number(number).message("hello");
    let error = to("030 901820").send().await.unwrap_err().into_service_error();
    assert!(error.is_invalid_parameter_exception(), "{error:?}");
    assert_eq!(error.message(), Some("Invalid parameter: PhoneNumber Reason: 030 901820 is not valid to publish to"));
    let long = sns.publish().phone_number("+4930901820").message("x".repeat(1_601)).send().await.unwrap_err();
    assert!(long.into_service_error().is_invalid_parameter_exception());
    let sender = to("+4930901820").message_attributes("AWS.SNS.SMS.SenderID", text("far too long a name"));
    assert!(sender.send().await.unwrap_err().into_service_error().is_invalid_parameter_value_exception());
    let nowhere = sns.publish().topic_arn(format!("{TOPIC}2")).message("hello").send().await.unwrap_err();
    assert!(nowhere.into_service_error().is_not_found_exception());
    assert_eq!(world.get("/_local/sms.json").await, json!([]));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn injected_fault_reaches_the_sdk() {
    let world = World::start().await;
    let refusal = InjectedFault::Answer(Answer::refusal("KMSDisabled", "injected"));
    world.local().faults().add(move |call| {
        (call.service == Service::Sns && call.body.windows(6).any(|it| it == b"+49309")).then(|| refusal.clone())
    });
    let sns = Client::new(&world.local().sdk_config());
    let error = sns.publish().phone_number("+4930901820").message("hello").send().await.unwrap_err();
    let error = error.into_service_error();
    assert_eq!((error.code(), error.message()), (Some("KMSDisabled"), Some("injected")));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn topic_fills_queues_raw_or_wrapped() {
    let world = World::start().await;
    let sns = Client::new(&world.local().sdk_config());
    let publish = sns.publish().topic_arn(TOPIC).subject("about").message(r#"{"a":1}"#);
    let id = publish.message_attributes("kind", text("b")).send().await.unwrap().message_id.unwrap();
    world.settle().await;
    assert_eq!(world.heard().await, [json!({"a": 1})]);
    let now = world.local().clock().now_millis();
    let wrapped = world.local().store().receive("Wrapped", &Queue::default(), 10, now).unwrap();
    let envelope: Value = serde_json::from_str(&wrapped[0].body).unwrap();
    assert_eq!(envelope["Type"], "Notification");
    assert_eq!(envelope["MessageId"], id);
    assert_eq!(envelope["TopicArn"], TOPIC);
    assert_eq!(envelope["Subject"], "about");
    assert_eq!(envelope["Message"], r#"{"a":1}"#);
    assert_eq!(envelope["MessageAttributes"], json!({"kind": {"Type": "String", "Value": "b"}}));
    world.stop().await;
}
