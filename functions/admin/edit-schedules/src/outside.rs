//! The bookings that are outside of the working hours.

use domain::{
    access::{Capability, Subject},
    availability::Reason,
    ids::ConsultantId,
    preview::OutsideBooking,
};
use futures::{StreamExt, TryStreamExt, stream};
use http_api::{BookingBrief, Problem};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Call;

/// Bookings that an answer shows; their number is exact beyond that.
const MAX_SHOWN: usize = 100;
const READ_AT_ONCE: usize = 16;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OutsideView {
    #[serde(flatten)]
    row: BookingBrief,
    reason: Reason,
    was_outside: bool,
}

/// Adds `outside` and `outsideCount` to an answer.
pub(crate) async fn add(
    answer: &mut Value,
    call: &Call<'_>,
    id: &ConsultantId,
    outside: Vec<OutsideBooking>,
) -> Result<(), Problem> {
    answer["outsideCount"] = json!(outside.len());
    let sees_contact = call.staff.may(Capability::SeeContact, Subject::Booking(id)).is_ok();
    let shown = outside.into_iter().take(MAX_SHOWN).map(|outside| async move {
        let booking = call.deps.table.booking_now(&outside.booking.reference).await?;
        // Cancelled meanwhile: it is gone from the list the next time.
        let view = booking.map(|booking| OutsideView {
            row: BookingBrief::new(&booking, sees_contact),
            reason: outside.reason,
            was_outside: outside.was_outside,
        });
        Ok::<_, Problem>(view)
    });
    let shown: Vec<_> = shown.collect();
    let rows: Vec<Option<OutsideView>> = stream::iter(shown).buffered(READ_AT_ONCE).try_collect().await?;
    answer["outside"] = json!(rows.into_iter().flatten().collect::<Vec<_>>());
    Ok(())
}
