//! `POST /v1/admin/bookings/{reference}/complete`: an account at the console records that a meeting took place.

use std::sync::Arc;

use domain::booking::Outcome;
use http_api::{Answer, BookingDeps, StaffDeps, mark_by_staff};
use lambda_http::Request;
use platform::FromEnv;

#[derive(Debug, FromEnv)]
pub struct Deps {
    booking: BookingDeps,
    staff: StaffDeps,
}

/// Marks the meeting as completed; repeating it changes nothing. An admin may correct an earlier outcome.
///
/// # Errors
/// 401, 403 without the right to change bookings, 404 for an unknown booking or one that the account may not see,
/// 409 if the meeting hasn't begun or is cancelled.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    mark_by_staff(&deps.booking, &deps.staff, &request, Outcome::Completed).await
}
