//! Tells everyone who must know of a booking's state, by mail, once.
//!
//! Level-triggered: whichever event comes, in whatever order, it loads the booking and the ledger as they are now,
//! and tells each recipient the newest state that they weren't told yet.

mod tell;

use std::{collections::BTreeSet, sync::Arc};

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::booking::Recipient;
use links::LinkMaker;
use mail::Mailer;
use messages::{Detail, Envelope, Queue};
use platform::{Clock, ConfigError, Env, Error};
use table::Table;

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    table: Table,
    links: LinkMaker,
    mailer: Mailer,
    queue: Queue,
    clock: Clock,
}

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            table: Table::new(env)?,
            links: LinkMaker::new(env)?,
            mailer: Mailer::new(env)?,
            queue: Queue::new(env)?,
            clock: env.clock.clone(),
        })
    }
}

/// Reacts to a batch of events.
///
/// # Errors
/// None; failures are reported in the answer and come back.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = &deps;
    Ok(deps.queue.react(batch, |envelope: Envelope| async move { react(deps, &envelope.detail).await }).await)
}

/// Tells everyone who is still to be told of this booking. One recipient's trouble is not another's.
async fn react(deps: &Deps, detail: &Detail) -> Result<(), Error> {
    let booking = deps.table.booking_now(&detail.reference).await?;
    if booking.is_none_or(|booking| booking.version < detail.booking_version) {
        return Err("the booking is older than the event".into());
    }
    let tasks = deps.table.mail_tasks(&detail.reference).await?;
    let waiting: BTreeSet<&Recipient> =
        tasks.iter().filter(|task| task.is_pending).map(|task| &task.recipient).collect();
    let mut failure = Ok(());
    for recipient in waiting {
        if let Err(error) = tell::tell(deps, &detail.reference, recipient).await {
            failure = Err(error);
        }
    }
    failure
}
