//! The environment of every function: configuration, clock, AWS clients, secrets, logs.
//!
//! On Lambda an [`Env`] is made from the process ([`Env::from_process`]); the local system and tests build one by hand,
//! so that many functions share a process without sharing state.

mod clock;
mod config;
mod deadline;
mod env;
mod from_env;
mod invocation;
mod logging;
mod metrics;
mod random;
mod sdk;
mod secrets;
mod sending;

pub use clock::Clock;
pub use config::{Config, ConfigError};
pub use deadline::{in_time, time_left, with_deadline};
pub use env::Env;
pub use from_env::FromEnv;
pub use invocation::{Invocations, count_failure, log_reference, log_request_id, start};
pub use logging::{Logging, chain};
pub use metrics::{DeliveryOutcome, Metric, Metrics};
pub use platform_derive::FromEnv;
pub use random::{Random, hex};
pub use sdk::timeouts;
pub use secrets::{Secret, SecretError, SigningKeys};
pub use sending::SendError;

/// The error of a function's start or event handler; its text goes to the log.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
