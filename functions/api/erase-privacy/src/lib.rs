//! `POST /v1/privacy/erase`: erases the client's data from a booking, authorised by its manage token, or from all bookings of
//! an address, by the token of the link that was mailed there.

use std::{sync::Arc, time::Duration};

use domain::{
    fault::{Faults, Rule},
    fields::Fields,
    ids::Reference,
};
use http_api::{
    Answer, BookingDeps, Erasure, OpenedData, Problem, idempotency, json, open_data, optional_body, request_id,
    token_of, was_done,
};
use lambda_http::{Request, http::StatusCode};
use serde::Serialize;
use table::Idempotency;
use tokio::time::Instant;

/// How long messages on their way are waited for: they take a moment, unless their provider is down.
const PATIENCE: Duration = Duration::from_secs(3);

/// The answer: an empty object if everything is erased.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Erased {
    /// The bookings whose data are erased as soon as their last message is sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waiting: Vec<Reference>,
    /// The bookings of an address that are still to take place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kept: Vec<Reference>,
}

/// Erases the data and revokes the token of a booking: a repeated request is answered 401, unless it has the same
/// idempotency key.
///
/// # Errors
/// 401 without a token, 409 if the booking's meeting is still to take place, 422 if `confirm` is false.
pub async fn handle(deps: Arc<BookingDeps>, request: Request) -> Answer {
    let token = token_of(&request).unwrap_or_default();
    // Scoped to the token, which names booking or address: after the erasure it opens nothing, but still identifies the
    // caller.
    let key = idempotency(&request, &deps.client_keys, "erase-privacy", &token, &()).await;
    let confirmed = confirmed(&request);
    if let (Ok(key), Ok(())) = (&key, &confirmed)
        && was_done(&deps.table, key.as_ref()).await?
    {
        return json(StatusCode::OK, &Erased::default());
    }
    // Validates the request only after the token has opened the booking.
    let opened = open_data(&deps.table, &deps.links.tokens, &request).await?;
    confirmed?;
    json(StatusCode::OK, &erase(&deps, opened, (&request_id(&request), key?.as_ref())).await?)
}

async fn erase(
    deps: &BookingDeps,
    opened: OpenedData,
    (request_id, key): (&str, Option<&Idempotency>),
) -> Result<Erased, Problem> {
    let until = Instant::now() + PATIENCE;
    let mut erased = Erased::default();
    match opened {
        OpenedData::Booking(booking) => {
            let reference = booking.reference.clone();
            if deps.erase(*booking, (request_id, key), until).await? == Erasure::Waiting {
                erased.waiting.push(reference);
            }
        }
        OpenedData::Address(address) => {
            for booking in address.bookings(&deps.table).await? {
                let reference = booking.reference.clone();
                if booking.erasable(deps.clock.now()).is_err() {
                    erased.kept.push(reference);
                } else if deps.erase(booking, (request_id, None), until).await? == Erasure::Waiting {
                    erased.waiting.push(reference);
                }
            }
        }
    }
    Ok(erased)
}

/// Erasure can't be undone, so the body may confirm it: `{"confirm": true}`. The token alone is enough.
fn confirmed(request: &Request) -> Result<(), Problem> {
    let body = optional_body(request)?;
    let mut faults = Faults::new();
    let fields = Fields::root(&body);
    if fields.boolean("confirm", &mut faults) == Some(false) {
        faults.add(fields.pointer("confirm"), Rule::True);
    }
    Ok(faults.or(Some(()))?)
}
