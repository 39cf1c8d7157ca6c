//! `POST /v1/admin/bookings/{reference}/no-show`: an account at the console records that the client didn't come.

use std::sync::Arc;

use domain::booking::Outcome;
use http_api::{Answer, BookingDeps, mark_by_account};
use lambda_http::Request;

/// Marks the meeting as a no-show; repeating it changes nothing. An admin may correct an earlier outcome.
///
/// # Errors
/// 401, 403 unless the caller is an admin or the meeting's own consultant, 404 for an unknown (or another's) booking,
/// 409 if the meeting hasn't begun or is cancelled.
pub async fn handle(deps: Arc<BookingDeps>, request: Request) -> Answer {
    mark_by_account(&deps, &request, Outcome::NoShow).await
}
