//! Telling the consultant that mail to the client came back: a job of the booking, so that it is claimed like every
//! message, seen in the ledger, tried again, and can be sent again.

use domain::booking::{Booking, ClientMail, Job, JobKind, JobMessage, Recipient};
use mail::Email;
use notify::{ReminderSender, Sending};
use platform::{Error, SendError};
use table::Communication;

use crate::{Deps, Sent};

/// Has the consultant told, while there is a meeting to save, and once a booking: that later mails come back, too, is
/// no news.
pub(crate) async fn give(deps: &Deps, sent: &Sent, template: &str) -> Result<(), Error> {
    let (booking, now) = (&sent.booking, deps.notifier.clock.now());
    let message =
        |kind: JobKind, sequence| JobMessage { job: kind.key(), reference: booking.reference.clone(), sequence };
    // What was planned before and isn't done stands for this mail, too; what was of another state has nothing to say.
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

/// None if they know already: looked at under the claim, so that of two mails that came back at once, one is told.
async fn email(deps: &Deps, booking: &Booking, kind: JobKind) -> Result<Option<Email>, Error> {
    let (JobKind::Undelivered(mail), Recipient::Consultant(id)) = (kind, booking.job_recipient(kind)) else {
        return Err("this is done elsewhere".into());
    };
    if deps.notifier.table.communications(&booking.reference).await?.iter().any(was_given) {
        return Ok(None);
    }
    let profile = deps.notifier.table.profile(&id).await?.ok_or("the consultant is gone")?;
    Ok(Some(deps.mailer.write_undelivered(booking, &profile, mail)?))
}

/// The notification that an entry of the ledger is of, if it is of one.
fn notification(entry: &Communication) -> Option<JobKind> {
    JobKind::from_key(&entry.kind).filter(|kind| matches!(kind, JobKind::Undelivered(_)))
}

fn was_given(entry: &Communication) -> bool {
    entry.state == "done" && notification(entry).is_some()
}

/// Which mail it is, by its template. A client whose meeting is still to come gets no others.
fn client_mail(template: &str) -> ClientMail {
    match template {
        "booking_confirmation" => ClientMail::Confirmation,
        "booking_change" => ClientMail::Change,
        _ => ClientMail::Reminder,
    }
}
