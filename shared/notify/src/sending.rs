//! Results of sending.

use std::future::Future;

use chrono::TimeDelta;
use domain::{
    booking::{Booking, Channel, Notification, Recipient},
    time::Instant,
};
use platform::SendError;
use table::SentMessage;

/// How long an unsent message is retried. The queue retries as long (`maxReceiveCount` in `template.yaml`), but starts
/// over whenever `reconcile` requeues the work.
const PATIENCE: TimeDelta = TimeDelta::hours(24);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sending {
    Sent(SentMessage),
    /// No recipient: no address is set, or its owner has opted out.
    Nobody,
}

impl Sending {
    /// A message, by the provider's id.
    pub fn sent(id: String) -> Self {
        Self::Sent(SentMessage { id, subject: None })
    }

    /// A mail to a client: its subject names no client, so that it may outlive an erasure.
    pub fn to_client(id: String, subject: &str) -> Self {
        Self::Sent(SentMessage { id, subject: Some(subject.to_owned()) })
    }
}

impl From<Option<String>> for Sending {
    /// The result of a channel; its recipient may have no address.
    fn from(message_id: Option<String>) -> Self {
        message_id.map_or(Self::Nobody, Self::sent)
    }
}

/// Sends notifications by one channel.
pub trait NotificationSender: Sync {
    const CHANNEL: Channel;

    fn send(
        &self,
        booking: &Booking,
        recipient: &Recipient,
        notification: &Notification,
    ) -> impl Future<Output = Result<Sending, SendError>> + Send;
}

/// The next step for an unsent message.
pub(crate) enum Verdict {
    /// Permanent.
    GiveUp {
        reason: String,
        /// The last attempt's answer was lost.
        may_have_arrived: bool,
    },
    /// Retry, and whether to release the claim at once.
    Again {
        /// An unknown outcome keeps the claim until it expires, so that at least a second message isn't sent at once.
        give_back: bool,
    },
}

pub(crate) fn verdict_on(error: &SendError, since: Instant, now: Instant) -> Verdict {
    match error {
        SendError::Refused { code, .. } => Verdict::GiveUp { reason: code.clone(), may_have_arrived: false },
        _ if now - since >= PATIENCE => Verdict::GiveUp {
            reason: "gave_up_after_24_hours".to_owned(),
            may_have_arrived: matches!(error, SendError::Unknown(_)),
        },
        SendError::NotSent(_) => Verdict::Again { give_back: true },
        SendError::Unknown(_) => Verdict::Again { give_back: false },
    }
}
