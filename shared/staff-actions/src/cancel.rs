//! Cancelling a booking, perhaps with other times in the same message.

use domain::{
    booking::{Booking, NewOffer, Status, WantedTime},
    fault::Faults,
    fields::Fields,
    text,
    time::Instant,
};
use http_api::{Answer, Command, Problem};
use serde::Serialize;

use crate::{call::Call, offer};

/// A parsed request.
#[derive(Serialize)]
struct Wanted {
    /// The client reads it.
    reason: String,
    /// Times that lead to a new booking; an empty list stands for those nearest to the cancelled one.
    #[serde(skip_serializing_if = "Option::is_none")]
    offer: Option<Vec<WantedTime>>,
}

/// Cancels the booking; repeating it changes nothing. The client reads the reason.
pub(crate) async fn cancel(call: &Call<'_>) -> Answer {
    let mut faults = Faults::new();
    let body = call.order.body()?;
    let fields = Fields::root(&body);
    let reason = fields.required("reason", &mut faults, |reason| text::lines(reason, text::MAX_NOTES));
    let offer = WantedTime::read_all(&fields, "offer", &mut faults);
    let wanted = faults.or(reason.map(|reason| Wanted { reason, offer }))?;
    let command = call.command(&wanted).await?;
    let (wanted, command) = (&wanted, &command);
    let attempt = |booking, now| async move { cancel_now(call, (wanted, command), booking, now).await };
    let booking = call.deps.booking.attempt(command, call.booking.clone(), || call.open(), attempt).await?;
    call.shown(&booking).await
}

/// Cancels the booking as it was read. Returns `None` if another request changed it in the meantime.
async fn cancel_now(
    call: &Call<'_>,
    (wanted, command): (&Wanted, &Command),
    booking: Booking,
    now: Instant,
) -> Result<Option<Booking>, Problem> {
    let deps = &call.deps.booking;
    call.is_current(&booking).await?;
    if booking.status == Status::Cancelled {
        return deps.keep(booking, command).await;
    }
    call.is_allowed(&booking, now)?;
    let actor = call.staff.actor(&booking);
    let cancelled = booking.cancel(Some(wanted.reason.clone()), actor, &command.request_id, now);
    let times = match &wanted.offer {
        Some(times) => offer::times(call, &booking, (times, &[]), now).await?,
        None => Vec::new(),
    };
    let changed = if times.is_empty() {
        cancelled
    } else {
        booking.with_times(cancelled, NewOffer { times, waive: Vec::new(), message: None, reason: None })
    };
    deps.record(&booking, call.signed(changed), command.idempotency.as_ref()).await
}
