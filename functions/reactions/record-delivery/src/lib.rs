//! Notes on the booking what became of its mail: delivered, come back, complained of. SES publishes it, SNS carries it.
//!
//! Mail to a client that comes back for good is told to the consultant, once, because they may have a phone number; a
//! complaint stops all mail to that address but what a booking itself requires.

mod event;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use chrono::TimeDelta;
use domain::{
    booking::{Booking, Recipient},
    ids::Reference,
};
use mail::{Mailer, Undelivered};
use messages::Queue;
use platform::{Clock, ConfigError, Env, Error, Metric, Metrics};
use table::{AddressNews, Communication, Delivery, Table};

use crate::event::MailEvent;

/// How long the ledger may take to learn the id of a mail that was sent; what is unknown then is none of its.
const LEDGER_LAG: TimeDelta = TimeDelta::minutes(10);

/// What SES publishes, as bare text, when it is told of the topic: is it there?
const TRIAL: &str = "Successfully validated SNS topic";

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    table: Table,
    mailer: Mailer,
    queue: Queue,
    clock: Clock,
    metrics: Metrics,
}

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            table: Table::new(env)?,
            mailer: Mailer::new(env)?,
            queue: Queue::new(env)?,
            clock: env.clock.clone(),
            metrics: env.metrics.clone(),
        })
    }
}

/// Notes a batch of events.
///
/// # Errors
/// None; failures are reported in the answer and come back.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    let react = |body: String| async move {
        if body.starts_with(TRIAL) { Ok(()) } else { note(deps, &serde_json::from_str(&body)?).await }
    };
    Ok(deps.queue.react_to_text(batch, react).await)
}

async fn note(deps: &Deps, event: &MailEvent) -> Result<(), Error> {
    let Some(delivery) = event.delivery() else { return Ok(()) };
    remember(deps, event, delivery).await?;
    // Once, however often it had to be tried.
    count(deps, delivery);
    Ok(())
}

async fn remember(deps: &Deps, event: &MailEvent, delivery: Delivery) -> Result<(), Error> {
    // Mail without a reference is not about a booking.
    let Some(reference) = event.tag("reference").and_then(|text| Reference::parse(text).ok()) else { return Ok(()) };
    platform::about(reference.as_str());
    let now = deps.clock.now();
    let message_id = &event.mail.message_id;
    let Some(booking) = deps.table.booking_now(&reference).await? else { return Ok(()) };
    let communications = deps.table.communications(&reference).await?;
    let known = communications.iter().find(|sent| sent.message_id.as_deref() == Some(message_id.as_str()));
    let Some(known) = known else {
        let is_on_its_way = now - event.mail.timestamp < LEDGER_LAG;
        return if is_on_its_way { Err("the ledger doesn't know this mail yet".into()) } else { Ok(()) };
    };
    // First: that somebody can't be told of it must not keep it from the booking.
    deps.table.note_delivery(&reference, message_id, delivery, now).await?;
    if known.recipient != Recipient::Client.key() {
        return Ok(());
    }
    match delivery {
        Delivery::Delivered | Delivery::BouncedForNow => Ok(()),
        Delivery::Complained => Ok(deps.table.note_address(&booking, AddressNews::Complained, now).await?),
        Delivery::Bounced => {
            deps.table.note_address(&booking, AddressNews::Bounced, now).await?;
            // Told while there is a meeting to save, and once a booking: that later mails come back, too, is no news.
            let is_to_come = booking.status.is_live() && now < booking.slot.start;
            let is_news = !known.warned && !communications.iter().any(|other| came_back_before(other, known));
            if is_to_come && is_news {
                tell_consultant(deps, &booking, event.tag("template").unwrap_or_default()).await?;
                // Queues deliver a message more than once now and then.
                deps.table.note_warned(&reference, message_id, now).await?;
            }
            Ok(())
        }
    }
}

/// Whether another mail to the same recipient, sent before this one, came back for good.
fn came_back_before(other: &Communication, this: &Communication) -> bool {
    other.recipient == this.recipient
        && other.settled_at < this.settled_at
        && other.delivery.as_deref() == Some(Delivery::Bounced.as_str())
}

async fn tell_consultant(deps: &Deps, booking: &Booking, template: &str) -> Result<(), Error> {
    let profile = deps.table.profile(&booking.consultant.id).await?.ok_or("the consultant is gone")?;
    let undelivered = Undelivered { template: template.to_owned(), complaint: false };
    let letter = deps.mailer.write_undelivered(booking, &profile, &undelivered)?;
    deps.mailer.send(&letter, deps.clock.now()).await?;
    Ok(())
}

fn count(deps: &Deps, delivery: Delivery) {
    let kind = match delivery {
        Delivery::Bounced | Delivery::BouncedForNow => "bounce",
        Delivery::Complained => "complaint",
        Delivery::Delivered => return,
    };
    deps.metrics.record(Metric::Bounce { kind });
}
