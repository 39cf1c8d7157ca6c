//! Notifies the consultant that mail to the client bounced. It is a job of the booking, so that it is claimed like
//! every message, listed in the ledger, retried, and can be sent again.

use domain::booking::{Booking, ClientMail, Job, JobKind, JobMessage, Recipient};
use mail::Email;
use notify::{ReminderSender, Sending};
use platform::{Error, SendError};
use table::{JobRecord, JobState, Jobs, Ledger};
use worker::{Failure, JobOrder, ReactionError};

use crate::{Deps, event::MailEvent};

/// Plans the notification while there is still a meeting to save, and once per booking: later bounces are no news.
pub(crate) async fn give(deps: &Deps, ledger: &Ledger, event: &MailEvent) -> Result<(), Failure> {
    let (booking, now) = (&ledger.booking, deps.notifier.clock.now());
    let order = |job: &Job| JobOrder {
        message: JobMessage { kind: job.kind, reference: booking.reference.clone(), sequence: job.sequence },
        failed_at: event.failed_at,
    };
    // A job that is planned and pending covers this mail too; one of an earlier state is void.
    let mut is_planned = false;
    let is_open = |record: &&JobRecord| record.is_pending || event.failed_at.is_some();
    for record in notifications(&ledger.jobs).iter().filter(is_open) {
        deps.notifier.run_job(&order(&record.job), deps).await?;
        is_planned |= record.job.sequence == booking.sequence;
    }
    let kind = JobKind::Undelivered(client_mail(event.tag("template").unwrap_or_default()));
    if is_planned || was_given(&ledger.jobs) || !booking.job_applies(kind, booking.sequence, now) {
        return Ok(());
    }
    let job = Job { kind, sequence: booking.sequence, due: now };
    deps.notifier.table.plan_job(&booking.reference, &ledger.jobs, &job).await?;
    deps.notifier.run_job(&order(&job), deps).await
}

impl ReminderSender for Deps {
    async fn send(&self, booking: &Booking, kind: JobKind) -> Result<Sending, SendError> {
        let email = email(self, booking, kind).await.map_err(SendError::NotSent)?;
        let Some(email) = email else { return Ok(Sending::Nobody) };
        self.mailer.send(&email, self.notifier.clock.now()).await.map(Sending::sent)
    }
}

/// `None` if the consultant already knows. Checked under the claim, so that two simultaneous bounces produce one mail.
async fn email(deps: &Deps, booking: &Booking, kind: JobKind) -> Result<Option<Email>, Error> {
    let (JobKind::Undelivered(mail), Recipient::Consultant(id)) = (kind, booking.job_recipient(kind)) else {
        return Err(ReactionError::OtherFunction.into());
    };
    let ledger = deps.notifier.table.ledger(&booking.reference).await?;
    if ledger.is_some_and(|ledger| was_given(&ledger.jobs)) {
        return Ok(None);
    }
    let profile = deps.notifier.table.profile(&id).await?.ok_or(ReactionError::NoConsultant)?;
    Ok(Some(deps.mailer.write_undelivered(booking, &profile, mail)?))
}

/// Such notifications, pending or not.
fn notifications(jobs: &Jobs) -> Vec<JobRecord> {
    let mut records = jobs.records();
    records.retain(|record| matches!(record.job.kind, JobKind::Undelivered(_)));
    records
}

fn was_given(jobs: &Jobs) -> bool {
    notifications(jobs).iter().any(|record| record.entry.state == JobState::Done)
}

/// The kind of the mail, by its template. Before the meeting a client gets no other mail.
fn client_mail(template: &str) -> ClientMail {
    match template {
        "booking_confirmation" => ClientMail::Confirmation,
        "booking_change" => ClientMail::Change,
        _ => ClientMail::Reminder,
    }
}
