//! Texts each state of a booking once to clients with text messages enabled.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::booking::{Booking, Channel, Notification, Recipient};
use notify::{NotificationSender, Notifier, Sending};
use platform::{Error, FromEnv, SendError};
use sms::SmsClient;
use texts::SmsKind;

#[derive(Debug, FromEnv)]
pub struct Deps {
    notifier: Notifier,
    sms_client: SmsClient,
}

/// Processes a batch of events.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    Ok(deps.notifier.notify_all(batch, deps.as_ref()).await)
}

impl NotificationSender for Deps {
    const CHANNEL: Channel = Channel::Sms;

    async fn send(
        &self,
        booking: &Booking,
        recipient: &Recipient,
        notification: &Notification,
    ) -> Result<Sending, SendError> {
        if booking.is_history(recipient, notification, self.notifier.clock.now()) {
            return Ok(Sending::Nobody);
        }
        let kind = match notification {
            Notification::Confirmation => SmsKind::Confirmation,
            Notification::Change { .. } => SmsKind::Change,
            Notification::Cancellation { .. } => SmsKind::Cancellation,
            Notification::Nothing => return Ok(Sending::Nobody),
        };
        let company = self.notifier.table.settings().await.map_err(|error| SendError::NotSent(error.into()))?;
        self.sms_client.send(&booking.as_notified_by(notification), kind, &company).await.map(Sending::from)
    }
}
