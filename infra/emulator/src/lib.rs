//! A small AWS in one process, around the unmodified SDK: the operations that the functions call, the events that invoke
//! them, and a clock that can be moved.
//!
//! | of AWS | here |
//! | --- | --- |
//! | DynamoDB, Streams | the `dynoxide` engine on a file, or an external one ([`aws::Engine`]), read on by [`stream`] |
//! | EventBridge, SQS | the template's rules and queues over one SQLite file ([`store`], [`queues`]) |
//! | EventBridge Scheduler | one-time schedules in that file, and the template's periodic ones ([`schedules`]) |
//! | SES | a mailbox in that file, and events of mail |
//! | SNS | short messages in that file, and topics that fill queues |
//! | Secrets Manager | a file in the data directory |
//! | Lambda | the functions of a [`registry`], invoked by [`pollers`] |
//! | the passing of time | [`clock`] and [`time`]: real time plus an offset that can be moved forward |
//!
//! The resources come from a template, which the crate `sam` reads. Tests look in through [`instruments`].

pub mod activity;
mod answer;
pub mod aws;
mod call;
pub mod clock;
pub mod files;
pub mod ids;
pub mod instruments;
pub mod markup;
pub mod metrics;
pub mod objects;
pub mod pollers;
pub mod queues;
pub mod registry;
pub mod schedules;
pub mod store;
pub mod stream;
pub mod time;

pub use answer::Answer;
pub use call::{Call, Service};
