//! Texts each state of a booking once to clients with text messages enabled.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::booking::{Booking, Channel, Notification, Recipient};
use notify::{NotificationSender, Notifier, Sending};
use platform::{Error, FromEnv, SendError};
use sms::SmsClient;
use texts::{SmsFacts, SmsKind};

#[derive(Debug, FromEnv)]
pub struct Deps {
    notifier: Notifier,
    sms_client: SmsClient,
    #[env("COMPANY_NAME")]
    company: String,
}

/// Processes a batch of events.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    Ok(deps.notifier.notify_all(batch, deps.as_ref()).await)
}

impl NotificationSender for Deps {
    const CHANNEL: Channel = Channel::Sms;

    async fn send(&self, booking: &Booking, _: &Recipient, notification: &Notification) -> Result<Sending, SendError> {
        let Some(phone) = &booking.client.phone else { return Ok(Sending::Nobody) };
        let kind = match notification {
            Notification::Confirmation => SmsKind::Confirmation,
            Notification::Change { .. } => SmsKind::Change,
            Notification::Cancellation { .. } => SmsKind::Cancellation,
            Notification::Nothing => return Ok(Sending::Nobody),
        };
        let text =
            texts::sms(&kind, &SmsFacts::of(&booking.as_notified_by(notification), &self.company), booking.language);
        self.sms_client.send(phone, &text, kind.template(), &booking.reference).await.map(Sending::Sent)
    }
}
