use std::{collections::BTreeMap, time::Duration};

use crate::pattern::Pattern;

/// The system that a template describes, as far as this machine plays it.
#[derive(Debug, Default)]
pub struct System {
    /// Functions by logical id.
    pub functions: BTreeMap<String, Function>,
    /// Routes of the HTTP API, in the order of the template.
    pub routes: Vec<Route>,
    /// What browsers of other origins may do.
    pub cors: Option<Cors>,
    /// Authorizers that routes can name.
    pub authorizers: BTreeMap<String, Authorizer>,
    /// Names of the groups of users.
    pub user_groups: Vec<String>,
    /// The clients of the user pool, in the order of the template.
    pub user_clients: Vec<UserClient>,
    /// Who may frame the booking page, as `frame-ancestors` takes it.
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
    /// Functions that run every so often.
    pub periodic: Vec<Periodic>,
    /// Secrets by name.
    pub secrets: BTreeMap<String, Secret>,
    /// Topics by name.
    pub topics: BTreeMap<String, Topic>,
    /// What becomes of mail is told to these topics.
    pub mail_events: Vec<MailEvents>,
}

/// One Lambda function.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its environment, the globals' included.
    pub environment: BTreeMap<String, String>,
    /// After which an invocation is given up.
    pub timeout: Duration,
    /// The actions that its policies allow, as `dynamodb:Query`.
    pub actions: Vec<String>,
    /// Patterns of the partition keys that it may touch, where its policies limit them (`dynamodb:LeadingKeys`).
    pub leading_keys: Option<Vec<String>>,
}

/// One route of the HTTP API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Method and path; without them this is the `$default` route.
    pub on: Option<(String, String)>,
    /// The logical id of the function that answers.
    pub function: String,
    /// Who may ask; anybody, if there is none.
    pub guard: Option<Guard>,
}

/// What a route asks of whoever asks it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    /// The authorizer that looks at the token.
    pub authorizer: String,
    /// The token has one of these scopes; any token will do, if there are none.
    pub scopes: Vec<String>,
}

/// A JWT authorizer of the HTTP API.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorizer {
    /// Who must have issued a token.
    pub issuer: String,
    /// Whom a token must be meant for: one of these.
    pub audience: Vec<String>,
}

/// A client of the user pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserClient {
    /// Its id, which is whom its tokens are meant for.
    pub id: String,
    /// For how long its ID tokens are good.
    pub id_token_validity: Duration,
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
    /// For how long a preflight may be remembered.
    pub max_age_seconds: u64,
}

/// A key of a table or index: partition and sort attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The partition key.
    pub hash: String,
    /// The sort key, if there is one.
    pub range: Option<String>,
}

/// A table, in the terms of DynamoDB's own API (`CreateTable` takes the JSON as it is).
#[derive(Debug, Clone)]
pub struct TableDefinition {
    /// Its name.
    pub name: String,
    /// The members of `CreateTable`, without the name.
    pub definition: serde_json::Value,
    /// Its key.
    pub key: Key,
    /// Its indexes.
    pub indexes: Vec<Index>,
}

/// A global secondary index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its key.
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
    /// At most this many records at once.
    pub batch_size: usize,
    /// Records that match one of these are delivered; all, if there are none.
    pub filters: Vec<Pattern>,
    /// Whether a batch that fails is halved.
    pub bisect: bool,
    /// How often a record is tried again.
    pub maximum_retries: u32,
    /// For how long a record is tried again.
    pub maximum_age: Duration,
}

/// A rule of an event bus.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its logical id.
    pub name: String,
    /// The bus it listens to.
    pub bus: String,
    /// The events it takes.
    pub pattern: Pattern,
    /// Names of the queues that get them.
    pub queues: Vec<String>,
}

/// A queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// For how long a received message is hidden.
    pub visibility: Duration,
    /// Where messages go that were received too often.
    pub redrive: Option<Redrive>,
}

/// Where messages go that were received too often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redrive {
    /// The name of the dead-letter queue.
    pub dead_letters: String,
    /// How many receives are too few to give up.
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
    /// At most this many messages at once.
    pub batch_size: usize,
    /// At most this many invocations at once.
    pub concurrency: usize,
    /// Whether the function names the messages that failed.
    pub partial_failures: bool,
}

/// A role that a service takes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Role {
    /// The services that may take it on, as `scheduler.amazonaws.com`.
    pub services: Vec<String>,
    /// What it may do: an action and the ARN it may be done to.
    pub rights: Vec<(String, String)>,
}

impl Role {
    /// Whether this service may do this to that in this role.
    pub fn lets(&self, service: &str, action: &str, arn: &str) -> bool {
        self.services.iter().any(|it| it == service) && self.rights.iter().any(|(may, on)| may == action && on == arn)
    }
}

/// A function that runs every so often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periodic {
    /// The logical id of the function.
    pub function: String,
    /// The name of the event in the template.
    pub event: String,
    /// How often it runs.
    pub period: Duration,
    /// How long after every multiple of the period, counted from the epoch, it runs.
    pub offset: Duration,
}

/// A topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Topic {
    /// What `Ref` gives.
    pub arn: String,
    /// Where what is published goes.
    pub subscriptions: Vec<Subscription>,
}

/// A queue that gets what is published to a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The name of the queue.
    pub queue: String,
    /// Whether the queue gets the message as it is, without SNS's envelope.
    pub raw: bool,
}

/// Where SES tells what becomes of mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailEvents {
    /// The name of the configuration set that the mail was sent with.
    pub configuration_set: String,
    /// The name of the topic.
    pub topic: String,
    /// What is told, as `bounce`.
    pub kinds: Vec<String>,
}

/// A secret that is made on first start.
#[derive(Debug, Clone)]
pub struct Secret {
    /// What `Ref` gives, which is what functions ask by.
    pub arn: String,
    /// The JSON object that the made string is added to.
    pub template: serde_json::Map<String, serde_json::Value>,
    /// Under this key.
    pub key: String,
    /// Of this length.
    pub length: usize,
}
