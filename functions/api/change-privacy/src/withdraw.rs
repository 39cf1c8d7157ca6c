//! Withdrawing consents that a booking doesn't need.

use domain::booking::{Actor, Booking, OptionalConsent, consents_to_withdraw};
use http_api::{Answer, Command, OpenedData, Problem, Step, body, json, open_data, request_id};
use lambda_http::{Request, http::StatusCode};
use serde_json::json;

use crate::Deps;

/// Withdraws the consents. What was done before is not undone by it.
pub(crate) async fn withdraw(deps: &Deps, request: &Request) -> Answer {
    let booking = &deps.booking;
    let opened = open_data(&booking.table, &booking.links.tokens, request).await?;
    let consents = consents_to_withdraw(&body(request)?)?;
    let bookings = match opened {
        OpenedData::Booking(booking) => vec![*booking],
        OpenedData::Address(address) => address.bookings(&booking.table).await?,
    };
    let mut changed = Vec::new();
    for booking in bookings {
        let is_given = booking.withdraw(&consents, Actor::Client, "", booking.updated_at).is_some();
        if is_given {
            changed.push(booking.reference.clone());
            withdraw_from(deps, request, booking, &consents).await?;
        }
    }
    json(StatusCode::OK, &json!({ "changed": changed }))
}

async fn withdraw_from(
    deps: &Deps,
    request: &Request,
    booking: Booking,
    consents: &[OptionalConsent],
) -> Result<(), Problem> {
    // A repetition finds nothing to withdraw, so it needs no key.
    let command = Command { request_id: request_id(request), idempotency: None };
    let reference = booking.reference.clone();
    let open = || async { deps.booking.table.booking_now(&reference).await?.ok_or_else(Problem::unauthorized) };
    let decide = |booking: &Booking, now| {
        let changed = booking.withdraw(consents, Actor::Client, &command.request_id, now);
        Ok(changed.map_or(Step::Unchanged, Step::change))
    };
    deps.booking.apply(&command, booking, open, decide).await.map(|_| ())
}
