//! What sending comes to.

use std::future::Future;

use chrono::TimeDelta;
use domain::{
    booking::{Booking, Notification, Recipient},
    time::Instant,
};
use platform::{Error, SendError};
use worker::Permanent;

/// For how long something that can't be sent is tried. The queue tries as long (`maxReceiveCount` in
/// `template.yaml`), but would begin anew whenever `reconcile` finds what is owed.
const PATIENCE: TimeDelta = TimeDelta::hours(24);

/// How a message went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sending {
    /// The provider took it and calls it so.
    Sent(String),
    /// There is nobody to send it to: no address is set, or its owner wants none.
    Nobody,
}

/// Whoever tells the state of a booking by one channel.
pub trait NotificationSender: Sync {
    /// Sends what a notification says to a recipient.
    fn send(
        &self,
        booking: &Booking,
        recipient: &Recipient,
        notification: &Notification,
    ) -> impl Future<Output = Result<Sending, SendError>> + Send;
}

/// What is to be done about a message that was not sent.
pub(crate) enum Verdict {
    /// Never try again; why.
    GiveUp(String),
    /// Try again; whether the claim is to be given back at once.
    Again {
        /// A send whose outcome is unknown keeps the claim until it runs out, so that a second message is at least
        /// not sent at once.
        give_back: bool,
    },
}

pub(crate) fn verdict_on(error: &SendError, since: Instant, now: Instant) -> Verdict {
    match error {
        SendError::Refused { code, .. } => Verdict::GiveUp(code.clone()),
        _ if now - since >= PATIENCE => Verdict::GiveUp("gave_up_after_24_hours".to_owned()),
        SendError::NotSent(_) => Verdict::Again { give_back: true },
        SendError::Unknown(_) => Verdict::Again { give_back: false },
    }
}

/// The error with which a message becomes a dead letter at once.
pub(crate) fn permanent(error: SendError) -> Error {
    Box::new(Permanent(error.into()))
}
