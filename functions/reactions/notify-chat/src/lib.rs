//! Tells the company's chat rooms, once each, what became of a booking.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use chat::{Line, Speaker};
use delivery::{Courier, Sending, Teller};
use domain::booking::{Booking, Channel, Notice, Recipient};
use messages::{Envelope, Queue};
use platform::{ConfigError, Env, Error, SendError};
use wording::{ChatFacts, ChatKind};

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    courier: Courier,
    speaker: Speaker,
    queue: Queue,
}

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { courier: Courier::new(env)?, speaker: Speaker::new(env)?, queue: Queue::new(env)? })
    }
}

/// Reacts to a batch of events.
///
/// # Errors
/// None; failures are reported in the answer and come back.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    let react = |envelope: Envelope| async move { deps.courier.tell(Channel::Chat, &envelope.detail, deps).await };
    Ok(deps.queue.react(batch, react).await)
}

impl Teller for Deps {
    async fn send(&self, booking: &Booking, recipient: &Recipient, notice: &Notice) -> Result<Sending, SendError> {
        let Recipient::Room(room) = recipient else { return Ok(Sending::Nobody) };
        let (name, kind) = match notice {
            Notice::Confirmation => ("confirmed", ChatKind::Confirmed),
            Notice::Change { old_start } => ("rescheduled", ChatKind::Rescheduled { old_start: Some(*old_start) }),
            Notice::Cancellation { .. } => ("cancelled", ChatKind::Cancelled),
            Notice::Nothing => return Ok(Sending::Nobody),
        };
        let text = wording::chat(&kind, &ChatFacts::of(&booking.as_told_by(notice)));
        let line = Line { kind: name, reference: &booking.reference, text: &text };
        let said = self.speaker.say(*room, &line).await?;
        // Webhooks give no ids.
        Ok(if said { Sending::Sent(format!("{}.{}", booking.reference, booking.version)) } else { Sending::Nobody })
    }
}
