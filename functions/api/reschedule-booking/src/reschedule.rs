//! Moving a booking to a slot that the client chose.

use domain::{
    availability::{Reason, TieBreak},
    booking::{Actor, Booking, ConsultantChoice, MoveRequest},
    ids::Reference,
    time::Instant,
};
use http_api::{Answer, BookingDeps, Command, Problem, Rules, body};
use lambda_http::Request;
use scheduling::{SlotRequest, Unavailable};
use table::{ChangeError, ChangeRequest, ClientCheck};

pub(crate) async fn reschedule(deps: &BookingDeps, request: &Request, reference: &Reference) -> Answer {
    let open = || deps.open(request, reference);
    let booking = open().await?;
    let wanted = MoveRequest::parse(&body(request)?)?;
    let command = deps.command(request, "reschedule-booking", reference, &wanted).await?;
    let (wanted, command) = (&wanted, &command);
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
    match take(deps, (&booking, command, now), &slot_request, &rules).await? {
        Take::Moved(booking) => Ok(Some(*booking)),
        Take::Overtaken => Ok(None),
        Take::Refused(refused) => Err(Problem::refused(&deps.table, &slot_request, refused, deps.clock.now()).await),
    }
}

/// The result of an attempt to take a slot.
pub(crate) enum Take {
    Moved(Box<Booking>),
    /// Another request changed the booking in the meantime.
    Overtaken,
    Refused(Unavailable),
}

/// Moves the booking to the first consultant with the slot.
pub(crate) async fn take(
    deps: &BookingDeps,
    (booking, command, now): (&Booking, &Command, Instant),
    slot_request: &SlotRequest<'_>,
    rules: &Rules,
) -> Result<Take, Problem> {
    let mut available = match scheduling::find(&deps.table, slot_request).await {
        Ok(available) => available,
        Err(refused) => return Ok(Take::Refused(refused)),
    };
    let mut refusal = Reason::Booked;
    while let Some(available) = available.next(&deps.table, slot_request).await? {
        let mut changed = booking.reschedule(&available.offer(), Actor::Client, &command.request_id, now);
        changed.event.waived = available.waived().to_vec();
        let change = ChangeRequest {
            before: booking,
            changed: &changed,
            daily_limit: available.daily_limit(),
            idempotency: command.idempotency.as_ref(),
            client: ClientCheck { is_exclusive: rules.settings.limits.one_meeting_at_once(), name: None },
        };
        match deps.table.change(&change).await {
            Ok(()) => return Ok(Take::Moved(Box::new(changed.booking))),
            Err(ChangeError::SlotTaken(reason)) => refusal = reason,
            Err(ChangeError::ClientBusy) => return Err(Problem::client_limit(&*deps.table.settings().await?)),
            Err(ChangeError::Stale | ChangeError::KeyUsed) => return Ok(Take::Overtaken),
            Err(ChangeError::Table(error)) => return Err(error.into()),
        }
    }
    Ok(Take::Refused(Unavailable::Time(refusal)))
}
