//! `POST /v1/admin/bookings/{reference}/{action}`: an account at the console acts on a booking.

use std::sync::Arc;

use http_api::{Answer, Staff, StaffDeps};
use lambda_http::Request;
use platform::FromEnv;
use staff_actions::{ActionDeps, Call, act};

#[derive(Debug, FromEnv)]
pub struct Deps {
    actions: ActionDeps,
    staff: StaffDeps,
}

/// Acts on a booking. Repeating a request with its key does nothing more.
///
/// # Errors
/// 401; 403 without the right; 404 for an unknown action or booking, or one that the account may not see; 409 if the
/// booking's state doesn't allow it or the time is unavailable; 412 if it was changed since it was read; 422; 428 without
/// `If-Match` where it is needed.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    act(Call::of_request(&deps.actions, &staff, &request).await?).await
}
