//! Mails the client after a meeting: thanks and a feedback request if it took place, new times after a no-show. Mails the
//! times that staff offers instead of a meeting's, and ends such an offer in time. Fulfils clients' wishes about their data:
//! mails a booking's new link, and erases what waited for a message.

mod offer;
mod wish;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use chrono::TimeDelta;
use domain::{
    availability::TieBreak,
    booking::{Booking, ConsultantChoice, JobKind},
    ids::ConsultantId,
};
use links::LinkMaker;
use mail::{Email, FollowUpLinks, Mailer, NewTime, UnsubscribeLinks};
use notify::{Notifier, ReminderSender, Sending};
use platform::{Error, FromEnv, SendError};
use scheduling::{Alternative, SlotRequest};
use worker::JobOrder;

/// New times offered after a no-show.
const NEW_TIMES: usize = 3;

#[derive(Debug, FromEnv)]
pub struct Deps {
    notifier: Notifier,
    links: LinkMaker,
    mailer: Mailer,
    /// 0 stops follow-ups that are scheduled already, too.
    #[env("FOLLOW_UP_HOURS", default = 24)]
    follow_up_hours: u32,
    #[env("NO_SHOW_FOLLOW_UP_MINUTES", default = 60)]
    no_show_follow_up_minutes: u32,
}

/// Runs a batch of jobs.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    let react = |order: JobOrder| async move {
        match order.message.kind {
            JobKind::OfferEnd { .. } => offer::end(deps, &order).await,
            JobKind::Erasure => wish::erase(deps, &order).await,
            _ => deps.notifier.run_job(&order, deps).await,
        }
    };
    Ok(deps.notifier.queue.react(batch, react).await)
}

impl ReminderSender for Deps {
    async fn send(&self, booking: &Booking, kind: JobKind) -> Result<Sending, SendError> {
        if matches!(kind, JobKind::TimesOffered { .. }) {
            return offer::send(self, booking).await;
        }
        if matches!(kind, JobKind::NewLink { .. }) {
            return wish::send_link(self, booking).await;
        }
        let address = self.notifier.table.address_state(booking).await;
        if !address.map_err(|error| SendError::NotSent(error.into()))?.takes_follow_ups() {
            return Ok(Sending::Nobody);
        }
        if kind == JobKind::NoShowFollowUp && rebooked(self, booking).await.map_err(SendError::NotSent)? {
            return Ok(Sending::Nobody);
        }
        let company = self.notifier.table.settings().await.map_err(|error| SendError::NotSent(error.into()))?;
        let times = company.reminders;
        let setting = match kind {
            JobKind::FollowUp => times.follow_up_hours.unwrap_or(self.follow_up_hours),
            _ => times.no_show_follow_up_minutes.unwrap_or(self.no_show_follow_up_minutes),
        };
        let is_unasked = kind == JobKind::FollowUp && !booking.consent.marketing && !times.asks_without_consent();
        if setting == 0 || is_unasked {
            return Ok(Sending::Nobody);
        }
        let edited = self.notifier.table.edited_mails().await.map_err(|error| SendError::NotSent(error.into()))?;
        let mailer = self.mailer.of(&company, &edited);
        let email = email(self, &mailer, booking, kind).await.map_err(SendError::NotSent)?;
        let id = mailer.send(&email, self.notifier.clock.now()).await?;
        Ok(Sending::to_client(id, &email.subject))
    }
}

/// Whether the client has already booked another meeting.
async fn rebooked(deps: &Deps, booking: &Booking) -> Result<bool, Error> {
    let Some(client_key) = &booking.client_key else { return Ok(false) };
    let found = deps.notifier.table.bookings_of(client_key, 20).await?;
    let later = |other: &Booking| other.status.is_live() && other.slot.start > booking.slot.start;
    Ok(found.iter().any(later))
}

async fn email(deps: &Deps, mailer: &Mailer, booking: &Booking, kind: JobKind) -> Result<Email, Error> {
    let (page, post) = deps.links.for_unsubscribing(booking).await?;
    let profile = deps.notifier.table.profile(&booking.consultant.id).await?;
    let consultant_email = profile.as_ref().map(|profile| profile.email.as_str());
    let unsubscribe = UnsubscribeLinks { page, post };
    let other_times = deps.links.book(booking, None);
    if kind == JobKind::FollowUp {
        // Thanks and a question belong to the meeting; the offer of another one is advertising.
        let other_times = booking.consent.marketing.then_some(other_times);
        let feedback = deps.links.for_feedback(booking).await?;
        let links = FollowUpLinks { feedback, book_again: other_times, unsubscribe };
        return Ok(mailer.write_follow_up(booking, &links, consultant_email)?);
    }
    let times = new_times(deps, booking).await?;
    Ok(mailer.write_no_show(booking, &times, &other_times, &unsubscribe, consultant_email)?)
}

/// Times near the missed one, from tomorrow on, of different days or parts of a day, if possible with the same
/// consultant. If other consultants are among them, each time names its consultant.
async fn new_times(deps: &Deps, booking: &Booking) -> Result<Vec<NewTime>, Error> {
    let now = deps.notifier.clock.now();
    let mut start = booking.slot.start + TimeDelta::days(1);
    while start < now + TimeDelta::hours(12) {
        start += TimeDelta::days(1);
    }
    let consultant = ConsultantChoice::One(booking.consultant.id.clone());
    let slot_request = SlotRequest {
        consultant: &consultant,
        start,
        duration: booking.duration(),
        meeting_type: Some(booking.meeting_type),
        moving: None,
        ties: TieBreak::of(booking.reference.as_str(), start),
        waive: None,
    };
    let (table, own) = (&deps.notifier.table, &booking.consultant.id);
    let near = scheduling::choice(table, &slot_request, own, booking.timezone, NEW_TIMES, now).await;
    // No names if all are with the same consultant.
    let is_mixed = near.iter().any(|(consultant, _)| *consultant != booking.consultant.id);
    let cards = if is_mixed { deps.notifier.table.directory().await? } else { Vec::new() };
    let name =
        |id: &ConsultantId| cards.iter().find(|card| card.summary.id == *id).map(|card| card.summary.full_name());
    let time = |(consultant, slot): Alternative| NewTime {
        slot,
        consultant: name(&consultant),
        link: deps.links.book_with(booking, &consultant, Some(slot.start)),
    };
    Ok(near.into_iter().map(time).collect())
}
