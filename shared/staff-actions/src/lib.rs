//! The console's actions on a booking: for one request, or for each booking of many.
//!
//! Every change goes the same path as the client's own: one transaction, one event, and the reactions that follow from it.

mod answer;
mod call;
mod contact;
mod moving;
mod notes;
mod order;
mod reminder;
mod simple;

use domain::booking::{Outcome, StaffAction};
use http_api::{Answer, BookingDeps};
use platform::{FromEnv, Random};
use worker::Queues;

pub use call::Call;
pub use order::{Each, Order};

/// Dependencies of the actions.
#[derive(Debug, FromEnv)]
pub struct ActionDeps {
    pub booking: BookingDeps,
    queues: Queues,
    random: Random,
}

/// Acts on a booking. Repeating it with its key does nothing more.
///
/// # Errors
/// 403 without the right; 409 if the booking's state doesn't allow it or the time is unavailable; 412 if it was changed
/// since it was read; 422.
pub async fn act(call: &Call<'_>) -> Answer {
    match call.action {
        StaffAction::Reschedule => moving::reschedule(call).await,
        StaffAction::Reassign => moving::reassign(call).await,
        StaffAction::Cancel => simple::cancel(call).await,
        StaffAction::Complete => simple::mark(call, Outcome::Completed).await,
        StaffAction::NoShow => simple::mark(call, Outcome::NoShow).await,
        StaffAction::Notes => notes::edit(call).await,
        StaffAction::SendReminder => reminder::send(call).await,
        StaffAction::Resend => simple::resend(call).await,
        StaffAction::Contact => contact::correct(call).await,
        StaffAction::Erase => simple::erase(call).await,
    }
}
