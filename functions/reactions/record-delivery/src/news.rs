//! Notifies staff of news about a booking's mail. Each notice is a job of the booking, so that it is
//! claimed like every message, listed in the ledger, retried, and can be sent again.

use std::mem::discriminant;

use domain::{
    booking::{Booking, Channel, Job, JobKind, JobMessage, Recipient},
    time::Instant,
};
use mail::{Audience, Email, Mailer};
use notify::{ReminderSender, Sending};
use platform::{Error, SendError};
use table::{JobRecord, JobState, Jobs, Ledger};
use worker::{Failure, JobOrder, ReactionError};

use crate::Deps;

/// Plans the notice while there is still a meeting to save, once per recipient; later bounces are no news to them. A dead
/// letter that is driven back repeats one that failed.
pub(crate) async fn give(
    deps: &Deps,
    ledger: &Ledger,
    kind: JobKind,
    failed_at: Option<Instant>,
) -> Result<(), Failure> {
    let (booking, now) = (&ledger.booking, deps.notifier.clock.now());
    let order = |job: &Job| JobOrder {
        message: JobMessage { kind: job.kind, reference: booking.reference.clone(), sequence: job.sequence },
        failed_at,
    };
    // A job that is planned and pending covers this mail too; one of an earlier state is void.
    let mut is_planned = false;
    let is_open = |record: &&JobRecord| record.is_pending || failed_at.is_some();
    for record in same_notices(&ledger.jobs, kind).iter().filter(is_open) {
        deps.notifier.run_job(&order(&record.job), deps).await?;
        is_planned |= record.job.sequence == booking.sequence;
    }
    if is_planned || is_given(ledger, kind) || !booking.job_applies(kind, booking.sequence, now) {
        return Ok(());
    }
    let job = Job { kind, sequence: booking.sequence, due: now };
    deps.notifier.table.plan_job(&booking.reference, &ledger.jobs, &job).await?;
    deps.notifier.run_job(&order(&job), deps).await
}

impl ReminderSender for Deps {
    async fn send(&self, booking: &Booking, kind: JobKind) -> Result<Sending, SendError> {
        let table = &self.notifier.table;
        let company = table.settings().await.map_err(|error| SendError::NotSent(error.into()))?;
        let edited = table.edited_mails().await.map_err(|error| SendError::NotSent(error.into()))?;
        let mailer = self.mailer.of(&company, &edited);
        let email = email(self, &mailer, booking, kind).await.map_err(SendError::NotSent)?;
        let Some(email) = email else { return Ok(Sending::Nobody) };
        mailer.send(&email, self.notifier.clock.now()).await.map(Sending::sent)
    }
}

/// `None` if the recipient already knows or needn't know any more, or there is no team. Checked under the claim, so that
/// two simultaneous bounces produce one mail.
async fn email(deps: &Deps, mailer: &Mailer, booking: &Booking, kind: JobKind) -> Result<Option<Email>, Error> {
    let table = &deps.notifier.table;
    let ledger = table.ledger(&booking.reference).await?.ok_or(ReactionError::NoBooking)?;
    if is_given(&ledger, kind) {
        return Ok(None);
    }
    let audience = match booking.job_recipient(kind) {
        Recipient::Team => match deps.team.clone() {
            Some(address) => Audience::Team { address },
            None => return Ok(None),
        },
        Recipient::Consultant(id) => {
            let profile = table.profile(&id).await?.ok_or(ReactionError::NoConsultant)?;
            if let JobKind::Undelivered(mail) = kind {
                return Ok(Some(mailer.write_undelivered(booking, &profile, mail)?));
            }
            Audience::Consultant { profile: Box::new(profile) }
        }
        Recipient::Client | Recipient::Room(_) => return Err(ReactionError::OtherFunction.into()),
    };
    Ok(Some(mailer.write_news(booking, &audience, kind)?))
}

/// The same notices, pending or not; whichever of the client's mails came back.
fn same_notices(jobs: &Jobs, kind: JobKind) -> Vec<JobRecord> {
    let mut records = jobs.records();
    records.retain(|record| discriminant(&record.job.kind) == discriminant(&kind));
    records
}

/// Returns `true` if the recipient already has the notice. A consultant who knows that the client can't be reached needs
/// no second one after a move; everything else concerns one state of the booking.
fn is_given(ledger: &Ledger, kind: JobKind) -> bool {
    let booking = &ledger.booking;
    // Notices carry no reader: those of this consultant are the ones since they have the meeting.
    let reader = ledger.recipient(Channel::Mail, &booking.job_recipient(kind));
    let since = reader.log.keys().min();
    let same_reader = |record: &JobRecord| match kind {
        JobKind::Undelivered(_) => since.is_some_and(|since| record.job.sequence >= *since),
        _ => record.job.sequence == booking.sequence,
    };
    let records = same_notices(&ledger.jobs, kind);
    records.iter().any(|record| record.entry.state == JobState::Done && same_reader(record))
}
