//! The handful of AWS operations that the functions call, answered in process.
//!
//! Functions use the unmodified AWS SDK; only its HTTP client is replaced by [`AwsClient`], which reads the request that
//! would have gone over the wire and answers as AWS would.

mod caller;
mod client;
mod dynamodb;
mod events;
mod query;
mod request;
mod s3;
mod scheduler;
mod secrets;
mod ses;
mod smtp;
mod sns;
mod sqs;
mod user_pool;

use std::sync::Arc;

pub use caller::Caller;
pub use client::AwsClient;
pub use dynamodb::{Embedded, Endpoint, Engine, EngineError, Priority};
pub use secrets::{Secrets, SecretsError};
pub use smtp::{Smtp, SmtpError};

use sam::System;

use crate::{
    activity::Activity,
    answer::Answer,
    call::{Call, Service},
    clock::LocalClock,
    instruments::{Faults, Meter, Rights},
    metrics::MetricLog,
    objects::Objects,
    store::Store,
};

/// All emulated services; functions share them.
#[derive(Debug)]
pub struct Aws {
    /// The resources of the template.
    pub system: Arc<System>,
    pub engine: Engine,
    /// Queues, schedules, mail, events.
    pub store: Store,
    pub secrets: Secrets,
    /// Files in buckets.
    pub objects: Objects,
    /// The SMTP server that gets a copy of every mail.
    pub smtp: Option<Smtp>,
    /// The clock for due instants.
    pub clock: LocalClock,
    /// Woken when something was written.
    pub activity: Activity,
    /// Injected faults.
    pub faults: Faults,
    /// Calls, and their cost in an account.
    pub meter: Meter,
    /// Metrics of the functions.
    pub metrics: MetricLog,
    /// Rights that functions used.
    pub rights: Rights,
}

impl Aws {
    /// Performs the call.
    pub(crate) async fn perform(&self, call: &Call<'_>, priority: Priority) -> Answer {
        match call.service {
            Service::DynamoDb => self.perform_on_table(call, priority).await,
            Service::Events => self.perform_on_bus(call),
            Service::Sqs => self.perform_on_queue(call),
            Service::Scheduler => self.perform_on_schedule(call),
            Service::Ses => self.perform_on_mail(call),
            Service::Sns => self.perform_on_notification(call),
            Service::Secrets => self.perform_on_secret(call),
            Service::UserPools => self.perform_on_users(call),
            Service::S3 => self.perform_on_bucket(call),
        }
    }
}
