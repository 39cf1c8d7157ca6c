//! Tells clients who asked for it, by text message and once, what became of their booking.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use delivery::{Courier, Sending, Teller};
use domain::booking::{Booking, Channel, Notice, Recipient};
use messages::{Envelope, Queue};
use platform::{ConfigError, Env, Error, SendError};
use sms::Texter;
use wording::{SmsFacts, SmsKind};

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    courier: Courier,
    texter: Texter,
    queue: Queue,
    company: String,
}

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            courier: Courier::new(env)?,
            texter: Texter::new(env)?,
            queue: Queue::new(env)?,
            company: env.config.required("COMPANY_NAME")?,
        })
    }
}

/// Reacts to a batch of events.
///
/// # Errors
/// None; failures are reported in the answer and come back.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    let react = |envelope: Envelope| async move { deps.courier.tell(Channel::Sms, &envelope.detail, deps).await };
    Ok(deps.queue.react(batch, react).await)
}

impl Teller for Deps {
    async fn send(&self, booking: &Booking, _: &Recipient, notice: &Notice) -> Result<Sending, SendError> {
        let Some(phone) = &booking.client.phone else { return Ok(Sending::Nobody) };
        let kind = match notice {
            Notice::Confirmation => SmsKind::Confirmation,
            Notice::Change { .. } => SmsKind::Change,
            Notice::Cancellation { .. } => SmsKind::Cancellation,
            Notice::Nothing => return Ok(Sending::Nobody),
        };
        let text = wording::sms(&kind, &SmsFacts::of(&booking.as_told_by(notice), &self.company), booking.language);
        self.texter.send(phone, &text, kind.template(), &booking.reference).await.map(Sending::Sent)
    }
}
