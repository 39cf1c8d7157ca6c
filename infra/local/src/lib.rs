//! The whole system on one machine: a small AWS around the very functions that are deployed.
//!
//! [`Local::start`] reads `template.yaml` and builds routes, stream filters, bus rules, queues and environments from
//! it; there is no second routing table. The functions run in process, with the unmodified AWS SDK, whose HTTP client
//! ([`aws::AwsClient`]) answers from this process.
//!
//! | of AWS | here |
//! | --- | --- |
//! | API Gateway | [`gateway`]: the template's routes, JWT authorizers and CORS |
//! | Cognito | [`issuer`]: signed ID tokens for any identity, under `/_local/login` |
//! | DynamoDB, Streams | the `dynoxide` engine on a file, or an external one ([`aws::Engine`]), read on by [`stream`] |
//! | EventBridge, SQS | the template's rules and queues over one SQLite file ([`store`], [`queues`]) |
//! | EventBridge Scheduler | one-time schedules in that file, and the template's periodic ones ([`schedules`]) |
//! | SES | a mailbox under `/_local/mail` ([`pages`]), and events of mail |
//! | SNS | short messages under `/_local/sms`, and topics that fill queues |
//! | chat webhooks | [`chat`]: all posts to `/_local/chat/{name}` |
//! | Secrets Manager | a file in the data directory |
//! | the passing of time | [`clock`] and [`time`]: real time plus an offset that can be moved forward |

pub mod activity;
pub mod aws;
pub mod backup;
pub mod chat;
pub mod clock;
pub mod duration;
mod folder;
mod functions;
pub mod gateway;
mod ids;
pub mod issuer;
pub mod log;
pub mod metrics;
mod options;
pub mod pages;
pub mod pattern;
pub mod pollers;
pub mod queues;
pub mod registry;
pub mod schedules;
mod seed;
mod start;
pub mod stop;
pub mod store;
pub mod stream;
mod system;
mod tables;
pub mod template;
pub mod time;

pub use folder::FolderError;
pub use options::{Options, Seed, StartTime};
pub use seed::SeedError;
pub use start::StartError;
pub use system::Local;
