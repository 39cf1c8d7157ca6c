//! `POST /v1/privacy/erase`: erases the client's data from a booking, authorised by its manage token.

use std::sync::Arc;

use domain::{
    booking::Actor,
    fault::{Faults, Rule},
    fields::Fields,
};
use http_api::{
    Answer, BookingDeps, MAX_ATTEMPTS, Problem, idempotency, json, optional_body, request_id, token_of, was_done,
};
use lambda_http::{Request, http::StatusCode};
use links::Tokens;

/// Erases the data and revokes the token: a repeated request is answered 401, unless it has the same idempotency key.
///
/// # Errors
/// 401 without a booking's token, 409 if the meeting is still to take place, 422 if `confirm` is false.
pub async fn handle(deps: Arc<BookingDeps>, request: Request) -> Answer {
    let token = token_of(&request).unwrap_or_default();
    let reference = Tokens::named(&token).ok_or_else(Problem::unauthorized)?;
    // Scoped to the token, which names the booking: after the erasure it opens nothing, but still identifies the
    // caller.
    let key = idempotency(&request, &deps.client_keys, "erase-privacy", &token, &()).await;
    let confirmed = confirmed(&request);
    if let (Ok(key), Ok(())) = (&key, &confirmed)
        && was_done(&deps.table, key.as_ref()).await?
    {
        return json(StatusCode::OK, &serde_json::json!({}));
    }
    // Validates the request only after the token has opened the booking.
    let mut booking = deps.open(&request, &reference).await?;
    confirmed?;
    let key = key?;
    for _ in 0..MAX_ATTEMPTS {
        let now = deps.clock.now();
        let is_erased = !booking.erasable(now)?;
        let erased = booking.erase(Actor::Client, &request_id(&request), now);
        if is_erased
            || deps.record(&booking, erased, key.as_ref()).await?.is_some()
            || was_done(&deps.table, key.as_ref()).await?
        {
            return json(StatusCode::OK, &serde_json::json!({}));
        }
        booking = deps.open(&request, &reference).await?;
    }
    Err(Problem::busy("the booking keeps changing"))
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
