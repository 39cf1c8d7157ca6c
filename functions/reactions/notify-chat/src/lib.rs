//! Posts each state of a booking once to the company's chat rooms.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use chat::{ChatClient, ChatLine};
use domain::{
    booking::{Booking, Channel, Notification, Recipient},
    language::Language,
};
use notify::{NotificationSender, Notifier, Sending};
use platform::{Error, FromEnv, SendError};
use texts::{ChatFacts, ChatKind};

#[derive(Debug, FromEnv)]
pub struct Deps {
    notifier: Notifier,
    client: ChatClient,
}

/// Processes a batch of events.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    Ok(deps.notifier.notify_all(batch, deps.as_ref()).await)
}

impl NotificationSender for Deps {
    const CHANNEL: Channel = Channel::Chat;

    async fn send(
        &self,
        booking: &Booking,
        recipient: &Recipient,
        notification: &Notification,
    ) -> Result<Sending, SendError> {
        let Recipient::Room(room) = recipient else { return Ok(Sending::Nobody) };
        let (name, kind) = match notification {
            Notification::Confirmation => ("confirmed", ChatKind::Confirmed),
            Notification::Change { old } => ("rescheduled", ChatKind::Rescheduled { old_start: Some(old.slot.start) }),
            Notification::Cancellation { .. } => ("cancelled", ChatKind::Cancelled),
            Notification::Nothing => return Ok(Sending::Nobody),
        };
        let text = texts::chat(&kind, &ChatFacts::of(&booking.as_notified_by(notification)), Language::En);
        let (version, at) = (booking.version, booking.updated_at);
        let line = ChatLine { kind: name, reference: &booking.reference, version, at, text: &text };
        let said = self.client.post(*room, &line, self.notifier.clock.now()).await?;
        // Webhooks return no message ids.
        Ok(if said { Sending::sent(format!("{}.{}", booking.reference, booking.version)) } else { Sending::Nobody })
    }
}
