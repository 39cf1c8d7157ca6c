//! The console's actions on a booking: for one request, or for each booking of many.
//!
//! Every change goes the same path as the client's own: one transaction, one event, and the reactions that follow from it.

mod answer;
mod bulk;
mod call;
mod cancel;
mod contact;
mod moving;
mod notes;
mod offer;
mod order;
mod reminder;
mod simple;

use domain::booking::{Outcome, StaffAction};
use futures::future::BoxFuture;
use http_api::{Answer, BookingDeps};
use platform::{FromEnv, Random};
use worker::Queues;

pub use bulk::{BulkDeps, ChunkEnd, NewBulk};
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
pub async fn act(mut call: Call<'_>) -> Answer {
    let refusal = call.refusal.take();
    let call = &call;
    if let Some(refusal) = refusal {
        return boxed(|| moving::repeated(call, refusal)).await;
    }
    let work = match call.action {
        StaffAction::Reschedule => boxed(|| moving::reschedule(call)),
        StaffAction::Reassign => boxed(|| moving::reassign(call)),
        StaffAction::Cancel => boxed(|| cancel::cancel(call)),
        StaffAction::Offer => boxed(|| offer::offer(call)),
        StaffAction::Complete => boxed(|| simple::mark(call, Outcome::Completed)),
        StaffAction::NoShow => boxed(|| simple::mark(call, Outcome::NoShow)),
        StaffAction::Notes => boxed(|| notes::edit(call)),
        StaffAction::SendReminder => boxed(|| reminder::send(call)),
        StaffAction::Resend => boxed(|| simple::resend(call)),
        StaffAction::Contact => boxed(|| contact::correct(call)),
        StaffAction::Erase => boxed(|| simple::erase(call)),
    };
    work.await
}

/// Makes a large future on the heap: those around it would hold and move all of it, and in unoptimised builds that fills a
/// thread's stack. A function of its own, because the caller's frame would have room for each of them.
#[inline(never)]
fn boxed<'a, F: Future + Send + 'a>(make: impl FnOnce() -> F) -> BoxFuture<'a, F::Output> {
    Box::pin(make())
}
