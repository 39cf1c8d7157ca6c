//! Sends every notification by mail, text message and chat, for an event or a due job: claims the recipient, reads the
//! booking again, sends, records the result.
//!
//! There are two kinds of messages. A *notification* carries the newest state of a booking that a recipient doesn't
//! know yet ([`Notifier::notify_all`]); a *job* sends one message at its time ([`Notifier::run_jobs`]). Both hold the same
//! claim on the recipient during the send, so that each recipient gets a consistent story in order.

mod job;
mod limits;
mod notify;
mod sending;

use domain::booking::Channel;
use platform::{Clock, FromEnv, Metrics};
use table::Table;
use worker::Queue;

pub use job::{JobCase, ReminderSender};
pub use limits::MessageLimits;
pub use sending::{NotificationSender, Sending};

/// Sends the notifications and jobs of a queue and keeps the ledger.
#[derive(Debug, FromEnv)]
pub struct Notifier {
    pub table: Table,
    pub clock: Clock,
    pub metrics: Metrics,
    pub queue: Queue,
    limits: MessageLimits,
}

impl Notifier {
    fn count(&self, channel: Channel, kind: &str, outcome: platform::DeliveryOutcome) {
        self.metrics.record(platform::Metric::Delivery { channel: channel.key(), kind, outcome });
    }
}
