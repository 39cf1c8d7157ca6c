//! `GET /v1/attendance/{reference}`: the meeting of an attendance check. Reading it records nothing.

use std::sync::Arc;

use http_api::{Access, Answer, AttendanceView, Problem, json, path_reference, token_of};
use lambda_http::{Request, http::StatusCode};
use links::Purpose;

/// Returns the meeting.
///
/// # Errors
/// 401 without the attendance token, 410 once the link has expired.
pub async fn handle(access: Arc<Access>, request: Request) -> Answer {
    let reference = path_reference(&request).map_err(|_| Problem::unauthorized_for(Purpose::Attendance))?;
    let booking = access.open(Purpose::Attendance, &reference, token_of(&request).as_deref()).await?;
    json(StatusCode::OK, &AttendanceView::from(&booking))
}
