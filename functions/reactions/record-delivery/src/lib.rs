//! Notes on the booking what became of its mail: delivered, come back, complained of. SES publishes it, SNS carries it.
//!
//! Mail to a client that comes back for good is told to the consultant, once, because they may have a phone number; a
//! complaint stops all mail to that address but what a booking itself requires.

mod event;
mod notification;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use chrono::TimeDelta;
use domain::{
    booking::{Booking, JobMessage, Recipient},
    ids::Reference,
};
use mail::Mailer;
use notify::Notifier;
use platform::{ConfigError, Env, Error, Metric, Metrics};
use table::{AddressNews, Communication, Delivery};
use worker::Queue;

use crate::event::MailEvent;

/// How long the ledger may take to learn the id of a mail that was sent; what is unknown then is none of its.
const LEDGER_LAG: TimeDelta = TimeDelta::minutes(10);

/// What SES publishes, as bare text, when it is told of the topic: is it there?
const TRIAL: &str = "Successfully validated SNS topic";

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    notifier: Notifier,
    mailer: Mailer,
    queue: Queue,
    metrics: Metrics,
}

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            notifier: Notifier::new(env)?,
            mailer: Mailer::new(env)?,
            queue: Queue::new(env)?,
            metrics: env.metrics.clone(),
        })
    }
}

/// Notes a batch of events, and does what it planned because of one, if somebody puts that on its queue once more.
///
/// # Errors
/// None; failures are reported in the answer and come back.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    let react = |body: String| async move {
        if body.starts_with(TRIAL) {
            return Ok(());
        }
        match serde_json::from_str::<JobMessage>(&body) {
            Ok(message) => {
                platform::log_reference(message.reference.as_str());
                deps.notifier.run_job(&message, deps).await
            }
            Err(_) => note(deps, &serde_json::from_str(&body)?).await,
        }
    };
    Ok(deps.queue.react_to_text(batch, react).await)
}

/// A mail about a booking, as the ledger had it before this was heard of it.
struct Sent {
    booking: Booking,
    entry: Communication,
    /// With everything else that was sent because of the booking.
    ledger: Vec<Communication>,
}

async fn note(deps: &Deps, event: &MailEvent) -> Result<(), Error> {
    let Some(delivery) = event.delivery() else { return Ok(()) };
    let Some(sent) = find(deps, event).await? else {
        count(deps, delivery);
        return Ok(());
    };
    let (table, now) = (&deps.notifier.table, deps.notifier.clock.now());
    // First: that somebody can't be told of it must not keep it from the booking.
    table.note_delivery(&sent.booking.reference, &event.mail.message_id, delivery, now).await?;
    // Once, however often the queue delivers it, or what follows has to be tried.
    if sent.entry.delivery.as_deref() != Some(delivery.as_str()) {
        count(deps, delivery);
    }
    if sent.entry.recipient != Recipient::Client.key() {
        return Ok(());
    }
    match delivery {
        Delivery::Delivered | Delivery::BouncedForNow => Ok(()),
        Delivery::Complained => Ok(table.note_address(&sent.booking, AddressNews::Complained, now).await?),
        Delivery::Bounced => notification::give(deps, &sent, event.tag("template").unwrap_or_default()).await,
    }
}

/// The mail that an event is about; none if it is not about a booking, or none of its.
async fn find(deps: &Deps, event: &MailEvent) -> Result<Option<Sent>, Error> {
    let Some(reference) = event.tag("reference").and_then(|text| Reference::parse(text).ok()) else { return Ok(None) };
    platform::log_reference(reference.as_str());
    let Some(booking) = deps.notifier.table.booking_now(&reference).await? else { return Ok(None) };
    let ledger = deps.notifier.table.communications(&reference).await?;
    let is_meant = |entry: &&Communication| entry.message_id.as_deref() == Some(event.mail.message_id.as_str());
    let Some(entry) = ledger.iter().find(is_meant).cloned() else {
        let is_on_its_way = deps.notifier.clock.now() - event.mail.timestamp < LEDGER_LAG;
        return if is_on_its_way { Err("the ledger doesn't know this mail yet".into()) } else { Ok(None) };
    };
    Ok(Some(Sent { booking, entry, ledger }))
}

fn count(deps: &Deps, delivery: Delivery) {
    let kind = match delivery {
        Delivery::Bounced | Delivery::BouncedForNow => "bounce",
        Delivery::Complained => "complaint",
        Delivery::Delivered => return,
    };
    deps.metrics.record(Metric::Bounce { kind });
}
