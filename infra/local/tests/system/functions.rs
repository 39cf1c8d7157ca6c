//! Small functions of every kind, written like the deployed ones.

use std::sync::Arc;

use aws_lambda_events::{dynamodb, sqs::SqsEvent};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use aws_sdk_sesv2::{
    primitives::Blob,
    types::{Destination, EmailContent, MessageTag, RawMessage},
};
use emulator::registry::Registry;
use lambda_http::{Body, Request, RequestExt, Response, request::RequestContext};
use platform::{ConfigError, Env};
use serde_json::{Value, json};

pub fn registry() -> Registry {
    Registry::default()
        .http("WriteFunction", "system", Writer::new, write)
        .http("DefaultFunction", "system", |_: &Env| Ok(()), unknown)
        .http("WhoFunction", "system", |_: &Env| Ok(()), who)
        .http("SecretFunction", "system", Secret::new, secret)
        .event("ListenFunction", "system", Relay::new, listen)
        .event("RelayFunction", "system", Relay::new, relay)
        .event("NotifyFunction", "system", Notifier::new, notify)
        .event("TickFunction", "system", Relay::new, tick)
}

struct Writer {
    client: aws_sdk_dynamodb::Client,
    table: String,
}

impl Writer {
    fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { client: aws_sdk_dynamodb::Client::new(&env.sdk), table: env.config.required("TABLE_NAME")? })
    }
}

#[allow(clippy::disallowed_methods, reason = "a test may write anything")]
async fn write(deps: Arc<Writer>, request: Request) -> Response<Body> {
    let id = request.path_parameters().first("id").unwrap().to_owned();
    let put = deps.client.put_item().table_name(&deps.table);
    let put = put.item("pk", AttributeValue::S(id)).item("sk", AttributeValue::S("EVENT#1".to_owned()));
    let status = if put.send().await.is_ok() { 201 } else { 503 };
    Response::builder().status(status).body(Body::Empty).unwrap()
}

/// Answers any path; `/v1/large/<bytes>` with an answer of that size.
async fn unknown(_: Arc<()>, request: Request) -> Response<Body> {
    if let Some(bytes) = request.uri().path().strip_prefix("/v1/large/") {
        return Response::new(Body::Text("x".repeat(bytes.parse().unwrap())));
    }
    let body = json!({ "no": request.uri().path() }).to_string();
    Response::builder().status(404).body(Body::Text(body)).unwrap()
}

/// Answers with the claims from the gateway.
async fn who(_: Arc<()>, request: Request) -> Response<Body> {
    let RequestContext::ApiGatewayV2(context) = request.request_context() else { panic!("another context") };
    let claims = context.authorizer.and_then(|it| it.jwt).map(|it| it.claims);
    Response::builder().body(Body::Text(json!(claims).to_string())).unwrap()
}

struct Secret {
    client: aws_sdk_secretsmanager::Client,
    id: String,
}

impl Secret {
    fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { client: aws_sdk_secretsmanager::Client::new(&env.sdk), id: env.config.required("SECRET")? })
    }
}

async fn secret(deps: Arc<Secret>, _: Request) -> Response<Body> {
    let answer = deps.client.get_secret_value().secret_id(&deps.id).send().await.unwrap();
    Response::builder().body(Body::Text(answer.secret_string().unwrap().to_owned())).unwrap()
}

/// Publishes each message of its queue on the bus.
async fn listen(deps: Arc<Relay>, event: SqsEvent) -> Result<Value, platform::Error> {
    for message in event.records {
        let heard: Value = serde_json::from_str(&message.body.unwrap_or_default())?;
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&deps.bus)
            .source("test")
            .detail_type("heard")
            .detail(heard.to_string())
            .build();
        deps.client.put_events().entries(entry).send().await?;
    }
    Ok(Value::Null)
}

struct Relay {
    client: aws_sdk_eventbridge::Client,
    bus: String,
}

impl Relay {
    fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { client: aws_sdk_eventbridge::Client::new(&env.sdk), bus: env.config.required("EVENT_BUS")? })
    }
}

async fn relay(deps: Arc<Relay>, event: dynamodb::Event) -> Result<Value, platform::Error> {
    let mut failures = Vec::new();
    for record in event.records {
        let keys = serde_json::to_value(&record.change.keys)?;
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(&deps.bus)
            .source("test")
            .detail_type("thing.written")
            .detail(json!({ "id": keys["pk"]["S"] }).to_string())
            .build();
        let answer = deps.client.put_events().entries(entry).send().await;
        if answer.map_or(1, |answer| answer.failed_entry_count()) > 0 {
            // The batch is repeated from here on: later records must not go ahead of this one.
            failures.push(json!({ "itemIdentifier": record.change.sequence_number }));
            break;
        }
    }
    Ok(json!({ "batchItemFailures": failures }))
}

/// Publishes the instant of its run on the bus.
async fn tick(deps: Arc<Relay>, event: Value) -> Result<Value, platform::Error> {
    let entry = PutEventsRequestEntry::builder()
        .event_bus_name(&deps.bus)
        .source("test")
        .detail_type("tick")
        .detail(json!({ "at": event["time"] }).to_string())
        .build();
    deps.client.put_events().entries(entry).send().await?;
    Ok(Value::Null)
}

struct Notifier(aws_sdk_sesv2::Client);

impl Notifier {
    fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self(aws_sdk_sesv2::Client::new(&env.sdk)))
    }
}

async fn notify(deps: Arc<Notifier>, event: SqsEvent) -> Result<Value, platform::Error> {
    for message in event.records {
        let envelope: Value = serde_json::from_str(&message.body.unwrap_or_default())?;
        let id = envelope["detail"]["id"].as_str().unwrap_or_default();
        let raw = format!(
            "From: booking@example.com\r\nTo: client@example.com\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe_an?= {id}\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\nHello, {id}\r\n"
        );
        let content = EmailContent::builder().raw(RawMessage::builder().data(Blob::new(raw)).build()?).build();
        let tag = |name: &str, value: &str| MessageTag::builder().name(name).value(value).build();
        // An id that is an address gets a mail, whose events are published.
        let (to, set) = if id.contains('@') { (id, Some("Mails".to_owned())) } else { ("client@example.com", None) };
        deps.0
            .send_email()
            .set_configuration_set_name(set)
            .from_email_address("Company <booking@example.com>")
            .destination(Destination::builder().to_addresses(to).build())
            .content(content)
            .email_tags(tag("template", "greeting")?)
            .email_tags(tag("reference", id)?)
            .send()
            .await?;
    }
    Ok(json!({ "batchItemFailures": [] }))
}
