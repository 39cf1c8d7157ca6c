//! `GET /v1/bookings/{reference}/availability`: slots that a booking could move to, by day. The booking's own time
//! counts as free: half an hour later is the commonest move, and `GET /v1/availability` can't know the caller's
//! booking.

use std::sync::Arc;

use http_api::{Answer, Availability, BookingDeps, In, Problem, json, list_query, path_reference};
use lambda_http::{Request, http::StatusCode};
use scheduling::Who;

/// Returns slots.
///
/// # Errors
/// 401 without the booking's token, 404 for an unknown consultant, 409 or 429 if it can't be moved any more, 422 for invalid
/// parameters.
pub async fn handle(deps: Arc<BookingDeps>, request: Request) -> Answer {
    let now = deps.clock.now();
    let booking = deps.open(&request, &path_reference(&request)?).await?;
    let query = list_query(&request, Who::Named(vec![booking.consultant.id.clone()]))?;
    deps.rules().await?.movable(&booking, now)?;
    let listing = scheduling::list_for_move(&deps.table, query, &booking, now).await;
    let listing = listing.map_err(|error| Problem::unlisted(error, In::MoveQuery))?;
    json(StatusCode::OK, &Availability::from(listing))
}
