//! The handful of AWS operations that the functions call, answered in process.
//!
//! Functions use the unmodified AWS SDK; only its HTTP client is replaced by [`AwsClient`], which looks
//! at what would have gone over the wire and answers as AWS would.

mod answer;
mod caller;
mod client;
mod dynamodb;
mod events;
mod fault;
mod leading_keys;
mod meter;
mod query;
mod request;
mod rights;
mod scheduler;
mod secrets;
mod ses;
mod smtp;
mod sns;
mod sqs;

use std::sync::Arc;

pub use answer::Answer;
pub use caller::Caller;
pub use client::AwsClient;
pub use dynamodb::{Embedded, Endpoint, Engine, EngineError, Priority};
pub use fault::{Call, Faults, InjectedFault, Service};
pub use meter::{Meter, Usage};
pub use rights::Rights;
pub use secrets::{Secrets, SecretsError};
pub use smtp::{Smtp, SmtpError};

use crate::{activity::Activity, clock::LocalClock, metrics::MetricLog, store::Store, template::System};

/// Everything that answers for AWS; functions share it.
#[derive(Debug)]
pub struct Aws {
    /// What there is, by the template.
    pub system: Arc<System>,
    /// The table.
    pub engine: Engine,
    /// Queues, schedules, mail, events.
    pub store: Store,
    /// The signing keys.
    pub secrets: Secrets,
    /// The server that mail is handed to as well.
    pub smtp: Option<Smtp>,
    /// The time that due instants are counted by.
    pub clock: LocalClock,
    /// Who to wake when something was written.
    pub activity: Activity,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// What was called and what it would have cost.
    pub meter: Meter,
    /// What functions counted.
    pub metrics: MetricLog,
    /// Which rights functions made use of.
    pub rights: Rights,
}

impl Aws {
    /// Does what the call asks for.
    pub(crate) async fn perform(&self, call: &Call<'_>, priority: Priority) -> Answer {
        match call.service {
            Service::DynamoDb => self.perform_on_table(call, priority).await,
            Service::Events => self.perform_on_bus(call),
            Service::Sqs => self.perform_on_queue(call),
            Service::Scheduler => self.perform_on_schedule(call),
            Service::Ses => self.perform_on_mail(call),
            Service::Sns => self.perform_on_notification(call),
            Service::Secrets => self.perform_on_secret(call),
        }
    }
}
