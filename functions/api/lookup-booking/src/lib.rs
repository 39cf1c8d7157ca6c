//! `POST /v1/bookings/lookup`: finds a booking by reference and e-mail, both of which must be right.

mod attempts;

use std::sync::Arc;

use domain::{
    booking::{Booking, Channel, Recipient},
    contact::EmailAddress,
    fault::Faults,
    fields::Fields,
    ids::Reference,
};
use http_api::{Answer, BookingView, LinksView, MAILED_LINKS, Origin, Problem, Settings, body, json};
use lambda_http::{Request, http::StatusCode};
use links::LinkMaker;
use platform::{Clock, FromEnv};
use serde::Serialize;
use table::{ClientKeys, RateDecision, Table};
use worker::MailQueue;

use crate::attempts::Attempts;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    links: LinkMaker,
    clock: Clock,
    settings: Settings,
    origin: Origin,
    client_keys: ClientKeys,
    mails: MailQueue,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LookupView<'a> {
    booking: BookingView<'a>,
    manage_token: &'a str,
    links: LinksView<'a>,
}

/// Finds a booking. Answers 202 and mails the link instead if its address was tried too often today.
///
/// # Errors
/// 404 if either is wrong, after the same work; 429 after too many failures from the caller's network.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let body = body(&request)?;
    let mut faults = Faults::new();
    let fields = Fields::root(&body);
    let reference = fields.required("reference", &mut faults, Reference::parse);
    let email = fields.required("email", &mut faults, EmailAddress::parse);
    let (reference, email) = faults.or(reference.zip(email))?;
    let attempts = Attempts::count(&deps, &request, &email).await?;

    let found = deps.table.booking_now(&reference).await?;
    let now = deps.clock.now();
    let found = found
        // The placeholder of an erased address matches no client.
        .filter(|booking| booking.erased_at.is_none())
        .filter(|booking| booking.client.email.normalised() == email.normalised())
        .filter(|booking| booking.link_expires_at() >= now);
    let booking = found.ok_or_else(Problem::no_booking_for_email)?;
    platform::log_reference(booking.reference.as_str());
    if attempts.succeed(&deps).await? {
        return mail_link(&deps, &booking).await;
    }
    let company = deps.table.settings().await?;
    let (links, token) = deps.links.for_client(&booking, &company).await?;
    let found = LookupView {
        booking: BookingView::new(&booking, deps.settings.with(&company).change_deadline_hours),
        manage_token: &token,
        links: LinksView::from(&links),
    };
    json(StatusCode::OK, &found)
}

/// Sends the booking's newest mail again, which has its link.
async fn mail_link(deps: &Deps, booking: &Booking) -> Answer {
    let caller = deps.client_keys.caller(&[booking.reference.as_str()]).await?;
    if deps.table.count_try(MAILED_LINKS, &caller).await? == RateDecision::Allowed {
        deps.table.notify_again(&booking.reference, (Channel::Mail, &Recipient::Client), None).await?;
        deps.mails.notify(&booking.reference, deps.clock.now()).await.map_err(Problem::busy)?;
    }
    json(StatusCode::ACCEPTED, &serde_json::json!({ "reference": booking.reference }))
}
