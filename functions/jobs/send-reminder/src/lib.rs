//! Reminds client and consultant of a meeting, if it is still to take place as it was when the reminder was planned.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::booking::{Booking, JobDecision, JobKind, JobMessage, Recipient};
use links::LinkMaker;
use mail::{Audience, Letter, Mailer, SendError};
use messages::Queue;
use platform::{Clock, ConfigError, Env, Error};
use table::{ClaimOutcome, JobTask, RecipientClaim, Table};

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

/// Does a batch of jobs.
///
/// # Errors
/// None; failures are reported in the answer and come back.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = &deps;
    Ok(deps.queue.react(batch, |message: JobMessage| async move { remind(deps, &message).await }).await)
}

async fn remind(deps: &Deps, message: &JobMessage) -> Result<(), Error> {
    let kind = JobKind::from_key(&message.job).ok_or("there is no such job")?;
    let is_meant = |task: &JobTask| task.job.kind == kind && task.job.sequence == message.sequence && task.is_pending;
    let is_pending = |tasks: Vec<JobTask>| tasks.into_iter().find(is_meant);
    // Done already, or taken back: silence.
    let Some(task) = is_pending(deps.table.job_tasks(&message.reference).await?) else { return Ok(()) };
    let booking = deps.table.booking_now(&message.reference).await?.ok_or("the booking is gone")?;
    let recipient = booking.job_recipient(kind);
    // Who has nothing to say needs no claim, and keeps no confirmation waiting for it.
    let told = deps.table.told(&message.reference, &recipient).await?;
    let told = told.as_ref().map(|(told, at)| (told, *at));
    if let JobDecision::Silent(_) = booking.decide_job(kind, message.sequence, told, deps.clock.now()) {
        return Ok(deps.table.skip_job(&task).await?);
    }
    let claim = match deps.table.claim_recipient(&message.reference, &recipient).await? {
        ClaimOutcome::Claimed(claim) => claim,
        ClaimOutcome::Held => return Err("another message to this recipient is on its way".into()),
    };
    // Looked at once more under the claim: whoever had it before may have done this very job.
    let booking = deps.table.booking_now(&message.reference).await?.ok_or("the booking is gone")?;
    let Some(task) = is_pending(deps.table.job_tasks(&message.reference).await?) else {
        return Ok(deps.table.give_up_claim(&claim).await?);
    };
    let told = claim.told.as_ref().zip(claim.told_at);
    match booking.decide_job(kind, message.sequence, told, deps.clock.now()) {
        JobDecision::Do => send(deps, &booking, &claim, &task).await,
        JobDecision::Silent(_) => {
            deps.table.give_up_claim(&claim).await?;
            Ok(deps.table.skip_job(&task).await?)
        }
    }
}

async fn send(deps: &Deps, booking: &Booking, claim: &RecipientClaim, task: &JobTask) -> Result<(), Error> {
    let sent = match letter(deps, booking, &claim.recipient, task.job.kind).await {
        Ok(letter) => deps.mailer.send(&letter, deps.clock.now()).await,
        Err(error) => Err(SendError::NotSent(error)),
    };
    match sent {
        Ok(message_id) => Ok(deps.table.finish_job(claim, task, &message_id).await?),
        Err(error) => {
            // A send whose outcome is unknown keeps the claim until it runs out.
            if let SendError::NotSent(_) = &error {
                deps.table.give_up_claim(claim).await?;
            }
            Err(error.into())
        }
    }
}

async fn letter(deps: &Deps, booking: &Booking, recipient: &Recipient, kind: JobKind) -> Result<Letter, Error> {
    let audience = match recipient {
        Recipient::Client => Audience::Client { links: Box::new(deps.links.for_client(booking).await?.0) },
        Recipient::Consultant(id) => {
            let profile = deps.table.profile(id).await?.ok_or("the consultant is gone")?;
            Audience::Consultant { profile: Box::new(profile) }
        }
    };
    Ok(deps.mailer.write_reminder(booking, &audience, kind)?)
}
