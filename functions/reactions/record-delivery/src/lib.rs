//! Records the delivery of a booking's mail: delivered, bounced, complained. SES publishes the events, SNS carries
//! them.
//!
//! Mail to a client that isn't delivered notifies each consultant of the meeting once, because they may have a phone
//! number; mail to a consultant, the team. A dead address gets no more reminders. A complaint stops all mail to that
//! address except mail that a booking itself requires.
//!
//! Answers to invites come here as well, where SES receives mail for the domain in `INBOUND_MAIL`.

mod answer;
mod delivery;
mod event;
mod news;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use mail::Mailer;
use notify::Notifier;
use platform::{Error, FromEnv};
use serde::Deserialize;
use worker::JobOrder;

use crate::{answer::Received, event::MailEvent};

/// The plain text that SES publishes to test the topic when it is configured.
const TRIAL: &str = "Successfully validated SNS topic";

#[derive(Debug, FromEnv)]
pub struct Deps {
    notifier: Notifier,
    mailer: Mailer,
    /// The team's address, if there is one.
    #[env("TEAM_EMAIL")]
    team: Option<String>,
}

/// The messages of the queue.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Job(JobOrder),
    Event(Box<MailEvent>),
    Received(Received),
}

/// Records a batch of events. Also runs a notice's job when that is requeued here.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    let react = |body: String| async move {
        if body.starts_with(TRIAL) {
            return Ok(());
        }
        match serde_json::from_str(&body)? {
            Message::Job(order) => {
                platform::log_reference(order.message.reference.as_str());
                deps.notifier.run_job(&order, deps).await
            }
            Message::Event(event) => delivery::note(deps, &event).await,
            Message::Received(received) => answer::note(deps, &received).await,
        }
    };
    Ok(deps.notifier.queue.react_to_text(batch, react).await)
}
