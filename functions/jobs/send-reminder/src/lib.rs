//! Reminds client and consultant of a meeting, unless it has changed since the reminder was planned.

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::{
    booking::{Booking, Channel, JobKind, LAST_REMINDER_HOURS, Recipient},
    settings::CompanySettings,
};
use links::LinkMaker;
use mail::{Audience, Background, Email, Mailer, PastBooking};
use notify::{Notifier, ReminderSender, Sending};
use platform::{Error, FromEnv, SendError};
use sms::SmsClient;
use texts::SmsKind;
use worker::ReactionError;

/// Earlier bookings of the client listed for the consultant.
const MAX_PAST: usize = 5;

#[derive(Debug, FromEnv)]
pub struct Deps {
    notifier: Notifier,
    links: LinkMaker,
    mailer: Mailer,
    sms_client: SmsClient,
}

/// Runs a batch of jobs.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    Ok(deps.notifier.run_jobs(batch, deps.as_ref()).await)
}

impl ReminderSender for Deps {
    async fn send(&self, booking: &Booking, kind: JobKind) -> Result<Sending, SendError> {
        // A complaint concerns mail only; text messages continue.
        if kind.channel() == Channel::Mail && booking.job_recipient(kind) == Recipient::Client {
            let address = self.notifier.table.address_state(booking).await;
            if !address.map_err(|error| SendError::NotSent(error.into()))?.takes_reminders() {
                return Ok(Sending::Nobody);
            }
        }
        let company = self.notifier.table.settings().await.map_err(|error| SendError::NotSent(error.into()))?;
        let is_soon = match kind {
            JobKind::SmsReminder { hours } => Some(hours <= LAST_REMINDER_HOURS),
            JobKind::SmsNow { .. } => Some(false),
            _ => None,
        };
        if let Some(soon) = is_soon {
            let kind = SmsKind::Reminder { soon };
            return self.sms_client.send(booking, kind, &company).await.map(Sending::from);
        }
        let edited = self.notifier.table.edited_mails().await.map_err(|error| SendError::NotSent(error.into()))?;
        let mailer = self.mailer.of(&company, &edited);
        let email = email(self, &mailer, &company, booking, kind).await.map_err(SendError::NotSent)?;
        let id = mailer.send(&email, self.notifier.clock.now()).await?;
        Ok(match booking.job_recipient(kind) {
            Recipient::Client => Sending::to_client(id, &email.subject),
            _ => Sending::sent(id),
        })
    }
}

async fn email(
    deps: &Deps,
    mailer: &Mailer,
    company: &CompanySettings,
    booking: &Booking,
    kind: JobKind,
) -> Result<Email, Error> {
    let (audience, background) = match booking.job_recipient(kind) {
        Recipient::Consultant(id) => {
            let profile = deps.notifier.table.profile(&id).await?.ok_or(ReactionError::NoConsultant)?;
            (Audience::Consultant { profile: Box::new(profile) }, background(deps, booking).await?)
        }
        _ => {
            let links = Box::new(deps.links.for_client(booking, company).await?.0);
            let profile = deps.notifier.table.profile(&booking.consultant.id).await?;
            let consultant_email = profile.map(|profile| profile.email);
            (Audience::Client { links, consultant_email, times: Vec::new() }, Background::default())
        }
    };
    Ok(mailer.write_reminder(booking, &audience, kind, &background, deps.notifier.clock.now())?)
}

/// The client's earlier bookings, the latest first.
async fn background(deps: &Deps, booking: &Booking) -> Result<Background, Error> {
    let Some(client_key) = &booking.client_key else { return Ok(Background::default()) };
    let found = deps.notifier.table.bookings_of(client_key, 20).await?;
    let past = booking.history_for_consultant(found).into_iter().take(MAX_PAST).map(|other| PastBooking {
        start: other.slot.start,
        status: other.status,
        consultant_name: other.consultant.full_name(),
        subject: other.content.subject,
    });
    Ok(Background { past: past.collect() })
}
