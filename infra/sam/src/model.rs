use std::{collections::BTreeMap, time::Duration};

use crate::pattern::Pattern;

/// The system that a template describes, as far as this machine emulates it.
#[derive(Debug, Default)]
pub struct System {
    /// Functions by logical id.
    pub functions: BTreeMap<String, Function>,
    /// Routes of the HTTP API, in the order of the template.
    pub routes: Vec<Route>,
    /// CORS settings for browsers of other origins.
    pub cors: Option<Cors>,
    /// Authorizers that routes can name.
    pub authorizers: BTreeMap<String, Authorizer>,
    /// Names of the groups of users.
    pub user_groups: Vec<String>,
    /// The clients of the user pool, in the order of the template.
    pub user_clients: Vec<UserClient>,
    /// The origins that may frame the booking page, in the form of `frame-ancestors`.
    pub embedders: String,
    /// Tables by logical id.
    pub tables: BTreeMap<String, TableDefinition>,
    /// Functions that read a table's stream.
    pub streams: Vec<StreamSource>,
    /// Rules of the event buses.
    pub rules: Vec<Rule>,
    /// Names of the event buses.
    pub buses: Vec<String>,
    /// Queues by name.
    pub queues: BTreeMap<String, Queue>,
    /// Functions that consume a queue.
    pub queue_sources: Vec<QueueSource>,
    /// Names of the groups that one-time schedules can be put in.
    pub schedule_groups: Vec<String>,
    /// Roles by ARN.
    pub roles: BTreeMap<String, Role>,
    /// Functions that run periodically.
    pub periodic: Vec<Periodic>,
    /// Secrets by name.
    pub secrets: BTreeMap<String, Secret>,
    /// Topics by name.
    pub topics: BTreeMap<String, Topic>,
    /// The topics that get events of mail.
    pub mail_events: Vec<MailEvents>,
}

#[derive(Debug, Clone)]
pub struct Function {
    /// Its environment, the globals' included.
    pub environment: BTreeMap<String, String>,
    /// The time-out of an invocation.
    pub timeout: Duration,
    /// The actions that its policies allow, for example `dynamodb:Query`.
    pub actions: Vec<String>,
    /// Its limits to partitions.
    pub leading_keys: LeadingKeys,
}

/// For each action that policies limit to partitions (`dynamodb:LeadingKeys`), the patterns of their keys.
pub type LeadingKeys = BTreeMap<String, Vec<String>>;

/// One route of the HTTP API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Method and path; without them this is the `$default` route.
    pub on: Option<(String, String)>,
    /// The logical id of the function that answers.
    pub function: String,
    /// The guard of the route; `None` if it is public.
    pub guard: Option<Guard>,
}

/// Requirements of a guarded route.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    /// The authorizer that checks the token.
    pub authorizer: String,
    /// The token must have one of these scopes; any token will do, if there are none.
    pub scopes: Vec<String>,
}

/// A JWT authorizer of the HTTP API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorizer {
    /// The required issuer of a token.
    pub issuer: String,
    /// The accepted audiences: a token must be meant for one of these.
    pub audience: Vec<String>,
}

/// A client of the user pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserClient {
    /// Its id, which is the audience of its tokens.
    pub id: String,
    /// The validity of its ID tokens.
    pub id_token_validity: Duration,
    /// The validity of its access tokens.
    pub access_token_validity: Duration,
    /// The validity of its refresh tokens.
    pub refresh_token_validity: Duration,
    /// The addresses that a log-in may return to.
    pub callback_urls: Vec<String>,
    /// The addresses that a log-out may return to.
    pub logout_urls: Vec<String>,
    /// The scopes that it may ask for.
    pub scopes: Vec<String>,
}

impl Route {
    /// As API Gateway writes it: `GET /v1/health`, or `$default`.
    pub fn key(&self) -> String {
        self.on.as_ref().map_or_else(|| "$default".to_owned(), |(method, path)| format!("{method} {path}"))
    }
}

/// The HTTP API's CORS settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cors {
    /// Allowed origins, or `*`.
    pub origins: Vec<String>,
    /// Allowed methods.
    pub methods: Vec<String>,
    /// Allowed request headers.
    pub headers: Vec<String>,
    /// Response headers that a script may read.
    pub exposed: Vec<String>,
    /// How long browsers may cache a preflight.
    pub max_age_seconds: u64,
}

/// A key of a table or index: partition and sort attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub hash: String,
    pub range: Option<String>,
}

/// A table, in the terms of DynamoDB's own API (`CreateTable` takes the JSON as it is).
#[derive(Debug, Clone)]
pub struct TableDefinition {
    pub name: String,
    /// The members of `CreateTable`, without the name.
    pub definition: serde_json::Value,
    pub key: Key,
    pub indexes: Vec<Index>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    pub name: String,
    pub key: Key,
}

/// A function that reads a table's stream.
#[derive(Debug, Clone)]
pub struct StreamSource {
    /// The logical id of the function.
    pub function: String,
    /// The logical id of the table.
    pub table: String,
    /// The stream's ARN, as events carry it.
    pub arn: String,
    /// Limit of records in a batch.
    pub batch_size: usize,
    /// Records that match one of these are delivered; all, if there are none.
    pub filters: Vec<Pattern>,
    /// Whether a batch that fails is halved.
    pub bisect: bool,
    /// How often a record is retried.
    pub maximum_retries: u32,
    /// How long a record is retried.
    pub maximum_age: Duration,
}

#[derive(Debug, Clone)]
pub struct Rule {
    pub name: String,
    pub bus: String,
    /// The events that match it.
    pub pattern: Pattern,
    /// Names of the queues that get them.
    pub queues: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// How long a received message is hidden.
    pub visibility: Duration,
    /// The queue for messages that were received too often.
    pub redrive: Option<Redrive>,
}

/// The queue for messages that were received too often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redrive {
    pub dead_letters: String,
    /// The number of receives before a message becomes a dead letter.
    pub maximum_receives: u32,
}

/// A function that consumes a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueSource {
    /// The logical id of the function.
    pub function: String,
    /// The queue's name.
    pub queue: String,
    /// The queue's ARN, as events carry it.
    pub arn: String,
    /// Limit of messages in a batch.
    pub batch_size: usize,
    /// Limit of concurrent invocations.
    pub concurrency: usize,
    /// Whether the function reports the messages that failed.
    pub partial_failures: bool,
}

/// A role that a service assumes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Role {
    /// The services that may assume it, for example `scheduler.amazonaws.com`.
    pub services: Vec<String>,
    /// Its rights: an action and the ARN that it applies to.
    pub rights: Vec<(String, String)>,
}

impl Role {
    /// Whether this service may perform this action on that resource in this role.
    pub fn lets(&self, service: &str, action: &str, arn: &str) -> bool {
        self.services.iter().any(|it| it == service) && self.rights.iter().any(|(may, on)| may == action && on == arn)
    }
}

/// A function that runs periodically.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periodic {
    /// The logical id of the function.
    pub function: String,
    /// The name of the event in the template.
    pub event: String,
    /// The period.
    pub period: Duration,
    /// The delay of a run after every multiple of the period, counted from the epoch.
    pub offset: Duration,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topic {
    /// The value of `Ref`.
    pub arn: String,
    /// Its subscriptions.
    pub subscriptions: Vec<Subscription>,
}

/// A queue that gets the messages of a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub queue: String,
    /// Whether the queue gets the message raw, without SNS's envelope.
    pub raw: bool,
}

/// A destination of SES's events about mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailEvents {
    /// The configuration set of the mail.
    pub configuration_set: String,
    pub topic: String,
    /// The types of events, for example `bounce`.
    pub kinds: Vec<String>,
}

/// A secret that is generated on first start.
#[derive(Debug, Clone)]
pub struct Secret {
    /// The value of `Ref`, by which functions ask for it.
    pub arn: String,
    /// The JSON object that gets the generated string.
    pub template: serde_json::Map<String, serde_json::Value>,
    /// The key of the string in it.
    pub key: String,
    /// The length of the string.
    pub length: usize,
}
