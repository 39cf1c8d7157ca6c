//! The whole system on one machine: the very functions that are deployed, in a small AWS.
//!
//! [`Local::start`] reads `template.yaml` (crate `sam`) and builds routes, stream filters, bus rules, queues and
//! environments from it; there is no second routing table. The functions run in process, with the unmodified AWS SDK,
//! whose HTTP client (crate `emulator`) answers from this process. This crate adds what people and browsers meet:
//!
//! | of AWS | here |
//! | --- | --- |
//! | API Gateway | [`gateway`]: the template's routes, JWT authorizers and CORS |
//! | Cognito | [`issuer`]: signed ID tokens for any identity, under `/_local/login` |
//! | SES, SNS | the mailbox under `/_local/mail` and the short messages under `/_local/sms` ([`pages`]) |
//! | chat webhooks | [`chat`]: all posts to `/_local/chat/{name}` |
//! | AWS Backup | [`backup`] of a data directory |

pub mod backup;
pub mod chat;
pub mod duration;
mod folder;
mod functions;
pub mod gateway;
pub mod issuer;
pub mod log;
mod options;
pub mod pages;
pub mod past;
mod seed;
mod start;
mod system;
mod tables;
mod upgrade;

pub use folder::FolderError;
pub use options::{Options, Seed, StartTime};
pub use seed::SeedError;
pub use start::StartError;
pub use system::Local;
pub use tables::TablesError;
