//! `GET /v1/attendance/{reference}`: the meeting of an attendance check. Reading it records nothing.

use std::sync::Arc;

use http_api::{Answer, AttendanceView, Problem, authorise_for, json, path_reference, token_of};
use lambda_http::{Request, http::StatusCode};
use links::{Purpose, Tokens};
use platform::{Clock, FromEnv};
use table::Table;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    tokens: Tokens,
    clock: Clock,
}

/// Returns the meeting.
///
/// # Errors
/// 401 without the attendance token, 410 once the link has expired.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let reference = path_reference(&request).map_err(|_| Problem::unauthorized_for(Purpose::Attendance))?;
    let booking = deps.table.booking_now(&reference).await?;
    let (token, now) = (token_of(&request), deps.clock.now());
    let booking = authorise_for(Purpose::Attendance, &deps.tokens, &reference, booking, token.as_deref(), now).await?;
    json(StatusCode::OK, &AttendanceView::from(&booking))
}
