//! Mails each state of a booking once to client, consultant and team. Mails links and codes that a client asked for.

mod link;

use std::sync::Arc;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use domain::{
    booking::{Booking, Channel, Notification, OfferedTime, Recipient, Status},
    settings::CompanySettings,
};
use links::LinkMaker;
use mail::{Audience, Mailer, NewTime};
use notify::{NotificationSender, Notifier, Sending};
use platform::{Error, FromEnv, SendError};
use serde::Deserialize;
use worker::{Envelope, LinkOrder, ReactionError};

#[derive(Debug, FromEnv)]
pub struct Deps {
    notifier: Notifier,
    links: LinkMaker,
    mailer: Mailer,
    /// The team's address for all bookings, if there is one.
    #[env("TEAM_EMAIL")]
    team: Option<String>,
}

/// The messages of the queue.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Link(LinkOrder),
    Event(Envelope),
}

/// Processes a batch of events and orders.
pub async fn handle(deps: Arc<Deps>, batch: SqsEvent) -> Result<SqsBatchResponse, Error> {
    let deps = deps.as_ref();
    let react = |body: String| async move {
        match serde_json::from_str(&body)? {
            Message::Link(order) => link::mail(deps, &order).await,
            Message::Event(envelope) => deps.notifier.notify_of(&envelope, deps).await,
        }
    };
    Ok(deps.notifier.queue.react_to_text(batch, react).await)
}

impl NotificationSender for Deps {
    const CHANNEL: Channel = Channel::Mail;

    async fn send(
        &self,
        booking: &Booking,
        recipient: &Recipient,
        notification: &Notification,
    ) -> Result<Sending, SendError> {
        let now = self.notifier.clock.now();
        if booking.is_history(recipient, notification, now) {
            return Ok(Sending::Nobody);
        }
        let company = self.notifier.table.settings().await.map_err(|error| SendError::NotSent(error.into()))?;
        let Some(audience) = audience(self, &company, booking, recipient).await.map_err(SendError::NotSent)? else {
            return Ok(Sending::Nobody);
        };
        let theirs = as_theirs(self, booking, recipient).await.map_err(SendError::NotSent)?;
        let edited = self.notifier.table.edited_mails().await.map_err(|error| SendError::NotSent(error.into()))?;
        let mailer = self.mailer.of(&company, &edited);
        let email = mailer.write(theirs.as_ref().unwrap_or(booking), &audience, notification, now);
        let email = email.map_err(|error| SendError::NotSent(error.into()))?;
        let id = mailer.send(&email, now).await?;
        Ok(match recipient {
            Recipient::Client => Sending::to_client(id, &email.subject),
            _ => Sending::sent(id),
        })
    }
}

/// The booking with the times of its previous consultant, whose zone may differ from the current consultant's.
async fn as_theirs(deps: &Deps, booking: &Booking, recipient: &Recipient) -> Result<Option<Booking>, Error> {
    let Recipient::Consultant(id) = recipient else { return Ok(None) };
    if *id == booking.consultant.id {
        return Ok(None);
    }
    let card = deps.notifier.table.any_card(id).await?;
    Ok(card.map(|card| Booking { consultant_timezone: card.timezone, ..booking.clone() }))
}

async fn audience(
    deps: &Deps,
    company: &CompanySettings,
    booking: &Booking,
    recipient: &Recipient,
) -> Result<Option<Audience>, Error> {
    Ok(match recipient {
        Recipient::Client => {
            let links = Box::new(deps.links.for_client(booking, company).await?.0);
            let profile = deps.notifier.table.profile(&booking.consultant.id).await?;
            let times = new_times(deps, booking);
            Some(Audience::Client { links, consultant_email: profile.map(|profile| profile.email), times })
        }
        Recipient::Consultant(id) => {
            let profile = deps.notifier.table.profile(id).await?.ok_or(ReactionError::NoConsultant)?;
            Some(Audience::Consultant { profile: Box::new(profile) })
        }
        Recipient::Team => deps.team.clone().map(|address| Audience::Team { address }),
        Recipient::Room(_) => None,
    })
}

/// The times that go out with a cancellation: they lead to a new booking.
fn new_times(deps: &Deps, booking: &Booking) -> Vec<NewTime> {
    let offer = booking.offer.iter().filter(|_| booking.status == Status::Cancelled);
    let time = |time: &OfferedTime| NewTime {
        slot: booking.offered_slot(time),
        consultant: time.consultant_name.clone(),
        link: deps.links.book_with(booking, &time.consultant_id, Some(time.start)),
    };
    offer.flat_map(|offer| &offer.times).map(time).collect()
}
