//! `POST /v1/bookings/{reference}/cancel`: cancels a booking and frees its time.

use std::sync::Arc;

use domain::booking::{Actor, Booking, Status, cancellation_reason};
use http_api::{Answer, BookingDeps, Step, optional_body, path_reference};
use lambda_http::Request;

/// Cancels a booking; repeating it changes nothing.
///
/// # Errors
/// 401 without its token, 409 if it can't be changed any more, 422 if the key belongs to another request.
pub async fn handle(deps: Arc<BookingDeps>, request: Request) -> Answer {
    let reference = path_reference(&request)?;
    let open = || deps.open(&request, &reference);
    let booking = open().await?;
    let reason = cancellation_reason(&optional_body(&request)?)?;
    let command = deps.command(&request, "cancel-booking", &reference, &reason).await?;
    let rules = deps.rules().await?;
    let decide = |booking: &Booking, now| {
        if booking.status == Status::Cancelled {
            return Ok(Step::Unchanged);
        }
        rules.cancellable(booking, now)?;
        Ok(Step::change(booking.cancel(reason.clone(), Actor::Client, &command.request_id, now)))
    };
    deps.shown(&deps.apply(&command, booking, open, decide).await?).await
}
