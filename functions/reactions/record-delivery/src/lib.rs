//! Records the delivery of a booking's mail: delivered, bounced, complained. SES publishes the events, SNS carries
//! them.
//!
//! A permanent bounce of mail to a client notifies the consultant once, because they may have a phone number. A
//! complaint stops all mail to that address except mail that a booking itself requires.

mod event;
mod notification;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use chrono::TimeDelta;
use domain::{booking::Recipient, ids::Reference};
use mail::Mailer;
use notify::Notifier;
use platform::{Error, FromEnv, Metric};
use table::{AddressNews, Communication, Delivery, Ledger};
use worker::{Failure, JobOrder, ReactionError};

use crate::event::MailEvent;

/// Time until the ledger has the id of a sent mail; a later event with an unknown id isn't about a booking.
const LEDGER_LAG: TimeDelta = TimeDelta::minutes(10);

/// The plain text that SES publishes to test the topic when it is configured.
const TRIAL: &str = "Successfully validated SNS topic";

#[derive(Debug, FromEnv)]
pub struct Deps {
    notifier: Notifier,
    mailer: Mailer,
}

/// Records a batch of events. Also runs the job planned for a bounce when that is requeued here.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    let react = |body: String| async move {
        if body.starts_with(TRIAL) {
            return Ok(());
        }
        match serde_json::from_str::<JobOrder>(&body) {
            Ok(order) => {
                platform::log_reference(order.message.reference.as_str());
                deps.notifier.run_job(&order, deps).await
            }
            Err(_) => note(deps, &serde_json::from_str(&body)?).await,
        }
    };
    Ok(deps.notifier.queue.react_to_text(batch, react).await)
}

/// A mail about a booking, with its ledger entry before this event.
struct Sent {
    ledger: Ledger,
    entry: Communication,
}

async fn note(deps: &Deps, event: &MailEvent) -> Result<(), Failure> {
    let Some(delivery) = event.delivery() else { return Ok(()) };
    let Some(sent) = find(deps, event).await? else {
        count(deps, delivery);
        return Ok(());
    };
    let (table, now) = (&deps.notifier.table, deps.notifier.clock.now());
    // First: a failing notification must not keep the event from the booking.
    table.note_delivery(&sent.ledger, &event.mail.message_id, delivery, now).await?;
    // Only once, even if the queue redelivers the event or a later step is retried.
    if sent.entry.delivery.as_deref() != Some(delivery.as_str()) {
        count(deps, delivery);
        table.count_mail(delivery, now.date_naive()).await?;
    }
    if sent.entry.recipient != Recipient::Client.key() {
        return Ok(());
    }
    if matches!(delivery, Delivery::Bounced | Delivery::Complained) {
        table.note_mail_trouble(&sent.ledger.booking.reference).await?;
    }
    match delivery {
        Delivery::Delivered | Delivery::BouncedForNow => Ok(()),
        Delivery::Complained => Ok(table.note_address(&sent.ledger.booking, AddressNews::Complained, now).await?),
        Delivery::Bounced => notification::give(deps, &sent.ledger, event).await,
    }
}

/// The mail of an event; `None` if it isn't about a booking or isn't in the ledger.
async fn find(deps: &Deps, event: &MailEvent) -> Result<Option<Sent>, Error> {
    let Some(reference) = event.tag("reference").and_then(|text| Reference::parse(text).ok()) else { return Ok(None) };
    platform::log_reference(reference.as_str());
    let Some(ledger) = deps.notifier.table.ledger_to_act_on(&reference).await? else { return Ok(None) };
    let is_meant = |entry: &&Communication| entry.message_id.as_deref() == Some(event.mail.message_id.as_str());
    let Some(entry) = ledger.settled_and_jobs().into_iter().find(|entry| is_meant(&entry)) else {
        let is_on_its_way = deps.notifier.clock.now() - event.mail.timestamp < LEDGER_LAG;
        return if is_on_its_way { Err(ReactionError::UnknownMail.into()) } else { Ok(None) };
    };
    Ok(Some(Sent { ledger, entry }))
}

fn count(deps: &Deps, delivery: Delivery) {
    let kind = match delivery {
        Delivery::Bounced | Delivery::BouncedForNow => "bounce",
        Delivery::Complained => "complaint",
        Delivery::Delivered => return,
    };
    deps.notifier.metrics.record(Metric::Bounce { kind });
}
