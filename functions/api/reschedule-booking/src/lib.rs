//! `POST /v1/bookings/{reference}/reschedule`: moves a booking to another slot, in one transaction.

use std::sync::Arc;

use domain::{
    availability::{Reason, TieBreak},
    booking::{Actor, Booking, ConsultantChoice, MoveRequest},
    time::Instant,
};
use http_api::{Answer, BookingDeps, Command, Problem, body, path_reference};
use lambda_http::Request;
use scheduling::{SlotRequest, Unavailable};
use table::{ChangeError, ChangeRequest, ClientCheck};

/// Moves a booking.
///
/// # Errors
/// 401 without its token, 409 if it can't be changed any more, the slot is unavailable (with alternatives) or the client has
/// another meeting then, 429 if the client moved it too often today.
pub async fn handle(deps: Arc<BookingDeps>, request: Request) -> Answer {
    let reference = path_reference(&request)?;
    let open = || deps.open(&request, &reference);
    let booking = open().await?;
    let wanted = MoveRequest::parse(&body(&request)?)?;
    let command = deps.command(&request, "reschedule-booking", &reference, &wanted).await?;
    let (deps, wanted, command) = (&deps, &wanted, &command);
    let attempt = |booking, now| async move { attempt(deps, (wanted, command), booking, now).await };
    deps.shown(&deps.attempt(command, booking, open, attempt).await?).await
}

/// Moves the booking as it was read. Returns `None` if another request changed it in the meantime.
async fn attempt(
    deps: &BookingDeps,
    (wanted, command): (&MoveRequest, &Command),
    booking: Booking,
    now: Instant,
) -> Result<Option<Booking>, Problem> {
    // Moving a booking to its current slot changes nothing and produces no event.
    if booking.status.is_live() && wanted.is_of(&booking) {
        return deps.keep(booking, command).await;
    }
    let rules = deps.rules().await?;
    rules.movable(&booking, now)?;
    let same = ConsultantChoice::One(booking.consultant.id.clone());
    let slot_request = SlotRequest {
        consultant: wanted.consultant.as_ref().unwrap_or(&same),
        start: wanted.start,
        duration: wanted.duration.unwrap_or_else(|| booking.duration()),
        meeting_type: Some(booking.meeting_type),
        moving: Some(&booking),
        ties: TieBreak::of(booking.reference.as_str(), wanted.start),
        waive: None,
    };
    let mut available = match scheduling::find(&deps.table, &slot_request).await {
        Ok(available) => available,
        Err(refused) => return Err(Problem::refused(&deps.table, &slot_request, refused, deps.clock.now()).await),
    };
    let mut refusal = Reason::Booked;
    while let Some(available) = available.next(&deps.table, &slot_request).await? {
        let changed = booking.reschedule(&available.offer(), Actor::Client, &command.request_id, now);
        let change = ChangeRequest {
            before: &booking,
            changed: &changed,
            daily_limit: available.daily_limit(),
            idempotency: command.idempotency.as_ref(),
            client: ClientCheck { is_exclusive: rules.settings.limits.one_meeting_at_once(), name: None },
        };
        match deps.table.change(&change).await {
            Ok(()) => return Ok(Some(changed.booking)),
            Err(ChangeError::SlotTaken(reason)) => refusal = reason,
            Err(ChangeError::ClientBusy) => return Err(Problem::client_limit(&*deps.table.settings().await?)),
            Err(ChangeError::Stale | ChangeError::KeyUsed) => return Ok(None),
            Err(ChangeError::Table(error)) => return Err(error.into()),
        }
    }
    Err(Problem::refused(&deps.table, &slot_request, Unavailable::Time(refusal), deps.clock.now()).await)
}
