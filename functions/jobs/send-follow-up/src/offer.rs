//! The mail with offered times, and the end of an offer that the client didn't answer.

use domain::booking::{Booking, OfferedTime};
use mail::{Email, Mailer, NewTime};
use notify::Sending;
use platform::{Error, SendError};
use table::{ChangeError, ChangeRequest, JobResult};
use worker::{Failure, JobOrder, ReactionError};

use crate::Deps;

/// Mails the times, unless the offer has ended.
pub(crate) async fn send(deps: &Deps, booking: &Booking) -> Result<Sending, SendError> {
    let (table, now) = (&deps.notifier.table, deps.notifier.clock.now());
    if booking.open_offer(now).is_none() {
        return Ok(Sending::Nobody);
    }
    let company = table.settings().await.map_err(|error| SendError::NotSent(error.into()))?;
    let edited = table.edited_mails().await.map_err(|error| SendError::NotSent(error.into()))?;
    let mailer = deps.mailer.of(&company, &edited);
    let Some(email) = email(deps, &mailer, booking).await.map_err(SendError::NotSent)? else {
        return Ok(Sending::Nobody);
    };
    let id = mailer.send(&email, now).await?;
    Ok(Sending::to_client(id, &email.subject))
}

async fn email(deps: &Deps, mailer: &Mailer, booking: &Booking) -> Result<Option<Email>, Error> {
    let Some(offer) = &booking.offer else { return Ok(None) };
    let mut times = Vec::new();
    for time in &offer.times {
        times.push(new_time(deps, booking, time).await?);
    }
    let page = deps.links.for_offer(booking, None).await?;
    let profile = deps.notifier.table.profile(&booking.consultant.id).await?;
    let consultant_email = profile.as_ref().map(|profile| profile.email.as_str());
    Ok(Some(mailer.write_offer(booking, offer, (&times, &page), consultant_email)?))
}

async fn new_time(deps: &Deps, booking: &Booking, time: &OfferedTime) -> Result<NewTime, Error> {
    Ok(NewTime {
        slot: booking.offered_slot(time),
        consultant: time.consultant_name.clone(),
        link: deps.links.for_offer(booking, Some(time)).await?,
    })
}

/// Ends an offer: the meeting stays or, if it can't take place, is cancelled.
pub(crate) async fn end(deps: &Deps, order: &JobOrder) -> Result<(), Failure> {
    let Some(case) = deps.notifier.pending(order).await? else { return Ok(()) };
    let (table, job) = (&deps.notifier.table, &case.record.job);
    let (booking, jobs) = (&case.ledger.booking, &case.ledger.jobs);
    let now = deps.notifier.clock.now();
    let ends_at = booking.offer.as_ref().map(|offer| offer.ends_at);
    if !booking.job_applies(job.kind, job.sequence, now) || ends_at.is_none() {
        table.settle_job(&booking.reference, jobs, job, (&JobResult::Skipped, &[])).await?;
        return Ok(());
    }
    if let Some(early) = ends_at.map(|ends_at| (ends_at - now).num_seconds()).filter(|early| *early > 0) {
        return Err(Failure::Wait { seconds: u32::try_from(early).unwrap_or(1) });
    }
    deps.notifier.late("send-follow-up", &case.record);
    let changed = booking.end_offer("offer-end", now);
    match table.change(&ChangeRequest::new(booking, &changed)).await {
        Ok(()) => {
            table.settle_job(&booking.reference, jobs, job, (&JobResult::Done(None), &[])).await?;
            Ok(())
        }
        // Another request answered the offer in the meantime; the retried message reads it.
        Err(ChangeError::Stale) => Err(ReactionError::BookingChanged.into()),
        Err(error) => Err(error.into()),
    }
}
