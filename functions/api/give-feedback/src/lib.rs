//! `POST /v1/bookings/{reference}/feedback`: the client rates the meeting, and may correct the rating for 30 days.

use std::sync::Arc;

use domain::booking::{Booking, FeedbackRequest};
use http_api::{Answer, BookingDeps, Step, body, path_reference};
use lambda_http::Request;

/// Stores the feedback; repeating it changes nothing.
///
/// # Errors
/// 401 without its token, 409 before the meeting's end or if it didn't take place, 422 for an invalid rating.
pub async fn handle(deps: Arc<BookingDeps>, request: Request) -> Answer {
    let reference = path_reference(&request)?;
    let open = || deps.open(&request, &reference);
    let booking = open().await?;
    let feedback = FeedbackRequest::parse(&body(&request)?)?;
    let command = deps.command(&request, "give-feedback", &reference, &feedback).await?;
    let decide = |booking: &Booking, now| {
        if feedback.is_said(booking) {
            return Ok(Step::Unchanged);
        }
        booking.takes_feedback(now)?;
        Ok(Step::change(booking.with_feedback(&feedback, &command.request_id, now)))
    };
    deps.shown(&deps.apply(&command, booking, open, decide).await?).await
}
