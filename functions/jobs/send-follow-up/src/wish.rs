//! Clients' wishes about their data.

use domain::booking::{Actor, Booking};
use notify::Sending;
use platform::SendError;
use table::{ChangeError, ChangeRequest, JobResult};
use worker::{Failure, JobOrder, ReactionError};

use crate::Deps;

/// The request id in the history.
const REQUEST: &str = "erasure";

/// Mails the booking's new link, in place of those that were revoked.
pub(crate) async fn send_link(deps: &Deps, booking: &Booking) -> Result<Sending, SendError> {
    let not_sent = |error: platform::Error| SendError::NotSent(error);
    let table = &deps.notifier.table;
    let company = table.settings().await.map_err(|error| not_sent(error.into()))?;
    let edited = table.edited_mails().await.map_err(|error| not_sent(error.into()))?;
    let mailer = deps.mailer.of(&company, &edited);
    let (links, _) = deps.links.for_client(booking, &company).await.map_err(|error| not_sent(error.into()))?;
    let email = mailer.write_new_link(booking, &links.manage).map_err(|error| not_sent(error.into()))?;
    let id = mailer.send(&email, deps.notifier.clock.now()).await?;
    Ok(Sending::to_client(id, &email.subject))
}

/// Erases the client's data once no message about the booking is on its way.
pub(crate) async fn erase(deps: &Deps, order: &JobOrder) -> Result<(), Failure> {
    let Some(case) = deps.notifier.pending(order).await? else { return Ok(()) };
    let (table, job) = (&deps.notifier.table, &case.record.job);
    let (booking, jobs) = (&case.ledger.booking, &case.ledger.jobs);
    let now = deps.notifier.clock.now();
    let is_wanted = booking.job_applies(job.kind, job.sequence, now) && booking.erasure_requested_at.is_some();
    // The client may have moved the meeting back to life meanwhile.
    if !is_wanted || booking.erasable(now) != Ok(true) {
        table.settle_job(&booking.reference, jobs, job, (&JobResult::Skipped, &[])).await?;
        return Ok(());
    }
    if table.has_unsent(&booking.reference).await? {
        return Err(ReactionError::RecipientNotNotified.into());
    }
    deps.notifier.late("send-follow-up", &case.record);
    let changed = booking.erase(Actor::Client, REQUEST, now);
    match table.change(&ChangeRequest::new(booking, &changed)).await {
        Ok(()) => {
            table.settle_job(&booking.reference, jobs, job, (&JobResult::Done(None), &[])).await?;
            Ok(())
        }
        Err(ChangeError::Stale) => Err(ReactionError::BookingChanged.into()),
        Err(error) => Err(error.into()),
    }
}
