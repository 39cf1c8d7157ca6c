//! `POST /v1/attendance/{reference}`: a consultant records whether the client came.

use std::sync::Arc;

use domain::booking::{Actor, Outcome};
use http_api::{
    Answer, AttendanceView, BookingDeps, Problem, authorise_for, body, json, outcome, path_reference, token_of,
};
use lambda_http::{Request, http::StatusCode};
use links::Purpose;

/// Records the outcome; repeating it changes nothing.
///
/// # Errors
/// 401 without the attendance token, 409 if the meeting hasn't begun, is cancelled or has another outcome, 422 for an
/// unknown outcome or if the key belongs to another request.
pub async fn handle(deps: Arc<BookingDeps>, request: Request) -> Answer {
    let reference = path_reference(&request).map_err(|_| Problem::unauthorized_for(Purpose::Attendance))?;
    let token = token_of(&request);
    let open = || async {
        let booking = deps.table.booking_now(&reference).await?;
        let (tokens, now) = (&deps.links.tokens, deps.clock.now());
        authorise_for(Purpose::Attendance, tokens, &reference, booking, token.as_deref(), now).await
    };
    let booking = open().await?;
    let outcome: Outcome = outcome(&body(&request)?)?;
    let command = deps.command(&request, "mark-attendance", &reference, &outcome).await?;
    let marked = deps.record_outcome(&command, booking, open, (outcome, Actor::Consultant), |_, _| false).await?;
    json(StatusCode::OK, &AttendanceView::from(&marked))
}
