//! Notifies the consultant that mail to the client bounced. It is a job of the booking, so that it is claimed like
//! every message, listed in the ledger, retried, and can be sent again.

use domain::booking::{Booking, ClientMail, Job, JobKind, JobMessage, Recipient};
use mail::Email;
use notify::{ReminderSender, Sending};
use platform::{Error, SendError};
use table::Communication;
use worker::{Failure, ReactionError};

use crate::{Deps, Sent};

/// Plans the notification while there is still a meeting to save, and once per booking: later bounces are no news.
pub(crate) async fn give(deps: &Deps, sent: &Sent, template: &str) -> Result<(), Failure> {
    let (booking, now) = (&sent.booking, deps.notifier.clock.now());
    let message = |kind, sequence| JobMessage { kind, reference: booking.reference.clone(), sequence };
    // A job that is planned and pending covers this mail too; one of an earlier state is void.
    let mut is_planned = false;
    for entry in sent.ledger.iter().filter(|entry| entry.state == "planned") {
        if let Some(kind) = notification(entry) {
            deps.notifier.run_job(&message(kind, entry.sequence), deps).await?;
            is_planned |= entry.sequence == booking.sequence;
        }
    }
    let kind = JobKind::Undelivered(client_mail(template));
    if is_planned || sent.ledger.iter().any(was_given) || !booking.job_applies(kind, booking.sequence, now) {
        return Ok(());
    }
    deps.notifier.table.plan_job(booking, &Job { kind, sequence: booking.sequence, due: now }).await?;
    deps.notifier.run_job(&message(kind, booking.sequence), deps).await
}

impl ReminderSender for Deps {
    async fn send(&self, booking: &Booking, kind: JobKind) -> Result<Sending, SendError> {
        let email = email(self, booking, kind).await.map_err(SendError::NotSent)?;
        let Some(email) = email else { return Ok(Sending::Nobody) };
        self.mailer.send(&email, self.notifier.clock.now()).await.map(Sending::Sent)
    }
}

/// `None` if the consultant already knows. Checked under the claim, so that two simultaneous bounces produce one mail.
async fn email(deps: &Deps, booking: &Booking, kind: JobKind) -> Result<Option<Email>, Error> {
    let (JobKind::Undelivered(mail), Recipient::Consultant(id)) = (kind, booking.job_recipient(kind)) else {
        return Err(ReactionError::OtherFunction.into());
    };
    if deps.notifier.table.communications(&booking.reference).await?.iter().any(was_given) {
        return Ok(None);
    }
    let profile = deps.notifier.table.profile(&id).await?.ok_or(ReactionError::NoConsultant)?;
    Ok(Some(deps.mailer.write_undelivered(booking, &profile, mail)?))
}

/// The kind of a ledger entry, if it is such a notification.
fn notification(entry: &Communication) -> Option<JobKind> {
    JobKind::from_key(&entry.kind).filter(|kind| matches!(kind, JobKind::Undelivered(_)))
}

fn was_given(entry: &Communication) -> bool {
    entry.state == "done" && notification(entry).is_some()
}

/// The kind of the mail, by its template. Before the meeting a client gets no other mail.
fn client_mail(template: &str) -> ClientMail {
    match template {
        "booking_confirmation" => ClientMail::Confirmation,
        "booking_change" => ClientMail::Change,
        _ => ClientMail::Reminder,
    }
}
