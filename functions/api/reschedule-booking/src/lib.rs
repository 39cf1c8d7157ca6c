//! `POST /v1/bookings/{reference}/reschedule` and `…/offer`: the client moves a booking to another slot, or answers an offer
//! of other times. A move is one transaction.

mod offer;
mod reschedule;

use std::sync::Arc;

use http_api::{Answer, BookingDeps, Problem, path_reference, route};
use lambda_http::Request;

/// Moves a booking, or answers an offer.
///
/// # Errors
/// 401 without its token, 409 if it can't be changed any more, the slot is unavailable (with alternatives) or the client has
/// another meeting then, 429 if the client moved it too often today.
pub async fn handle(deps: Arc<BookingDeps>, request: Request) -> Answer {
    let reference = path_reference(&request)?;
    match route(&request).as_str() {
        "POST /v1/bookings/{reference}/reschedule" => reschedule::reschedule(&deps, &request, &reference).await,
        "POST /v1/bookings/{reference}/offer" => offer::answer(&deps, &request, &reference).await,
        _ => Err(Problem::no_operation()),
    }
}
