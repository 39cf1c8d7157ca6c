//! `POST /v1/admin/bookings/{reference}/{action}`: an account at the console acts on a booking.
//!
//! Every change goes the same path as the client's own: one transaction, one event, and the reactions that follow from it.

mod answer;
mod call;
mod contact;
mod moving;
mod notes;
mod reminder;
mod simple;

use std::sync::Arc;

use domain::booking::{Outcome, StaffAction};
use http_api::{Answer, BookingDeps, StaffDeps};
use lambda_http::Request;
use platform::{FromEnv, Random};
use worker::Queues;

use crate::call::Call;

#[derive(Debug, FromEnv)]
pub struct Deps {
    booking: BookingDeps,
    staff: StaffDeps,
    queues: Queues,
    random: Random,
}

/// Acts on a booking. Repeating a request with its key does nothing more.
///
/// # Errors
/// 401; 403 without the right; 404 for an unknown action or booking, or one that the account may not see; 409 if the
/// booking's state doesn't allow it or the time is unavailable; 412 if it was changed since it was read; 422; 428 without
/// `If-Match` where it is needed.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let call = Call::read(&deps, &request).await?;
    match call.action {
        StaffAction::Reschedule => moving::reschedule(&call).await,
        StaffAction::Reassign => moving::reassign(&call).await,
        StaffAction::Cancel => simple::cancel(&call).await,
        StaffAction::Complete => simple::mark(&call, Outcome::Completed).await,
        StaffAction::NoShow => simple::mark(&call, Outcome::NoShow).await,
        StaffAction::Notes => notes::edit(&call).await,
        StaffAction::SendReminder => reminder::send(&call).await,
        StaffAction::Resend => simple::resend(&call).await,
        StaffAction::Contact => contact::correct(&call).await,
        StaffAction::Erase => simple::erase(&call).await,
    }
}
