//! The one way on which everything is told, by mail, text message and chat, because of an event or because a job fell
//! due: claim the recipient, look again, send, settle.
//!
//! Two kinds of things are told. A *telling* says the newest state of a booking that a recipient wasn't told yet
//! ([`Notifier::notify`]); a *job* says one thing at its time ([`Notifier::run_job`]). Both hold the same claim on the
//! recipient while they send, so that what somebody reads is a true story in order.

mod job;
mod notify;
mod sending;

use domain::booking::Channel;
use platform::{Clock, ConfigError, Env, Metrics};
use table::Table;

pub use job::ReminderSender;
pub use sending::{NotificationSender, Sending};

/// Tells, and keeps the ledger.
#[derive(Debug)]
pub struct Notifier {
    /// Where bookings and the ledger are.
    pub table: Table,
    /// The time.
    pub clock: Clock,
    metrics: Metrics,
}

impl Notifier {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { table: Table::new(env)?, clock: env.clock.clone(), metrics: env.metrics.clone() })
    }

    fn count(&self, channel: Channel, kind: &str, outcome: platform::DeliveryOutcome) {
        self.metrics.record(platform::Metric::Delivery { channel: channel.key(), kind, outcome });
    }
}
