//! `POST /v1/bookings/{reference}/reschedule`: moves a booking to another slot, in one transaction.

use std::sync::Arc;

use domain::{
    availability::Reason,
    booking::{Actor, Booking, ConsultantChoice, MoveRequest},
};
use http_api::{Answer, ChangeDeps, MAX_ATTEMPTS, Problem, body, idempotency, path_reference, request_id};
use lambda_http::Request;
use platform::{ConfigError, Env};
use scheduling::{SlotRequest, Unavailable};
use table::{ChangeError, ChangeRequest, Idempotency};

#[derive(Debug)]
pub struct Deps(ChangeDeps);

impl Deps {
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        ChangeDeps::new(env).map(Self)
    }
}

/// A parsed request with its path, key and request id.
struct RescheduleCommand {
    request: MoveRequest,
    request_id: String,
    idempotency: Option<Idempotency>,
}

/// The outcome of one attempt.
enum Attempt {
    Moved(Box<Booking>),
    Stale,
}

/// Moves a booking.
///
/// # Errors
/// 401 without its token, 409 if it can't be changed any more or the slot is unavailable (with alternatives).
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let deps = &deps.0;
    let reference = path_reference(&request)?;
    let mut booking = deps.open(&request, &reference).await?;
    let parsed = MoveRequest::parse(&body(&request)?)?;
    let command = RescheduleCommand {
        idempotency: idempotency(&request, "reschedule-booking", reference.as_str(), &parsed)?,
        request_id: request_id(&request),
        request: parsed,
    };
    for _ in 0..MAX_ATTEMPTS {
        if deps.was_done(command.idempotency.as_ref()).await? {
            return deps.shown(&deps.open(&request, &reference).await?).await;
        }
        match attempt(deps, &command, &booking).await {
            Ok(Attempt::Moved(moved)) => return deps.shown(&moved).await,
            Ok(Attempt::Stale) => booking = deps.open(&request, &reference).await?,
            Err(problem) => {
                // The same request may have succeeded in the meantime and taken the very slot that this one was
                // refused.
                return if deps.was_done(command.idempotency.as_ref()).await? {
                    deps.shown(&deps.open(&request, &reference).await?).await
                } else {
                    Err(problem)
                };
            }
        }
    }
    Err(Problem::busy("the booking keeps changing"))
}

async fn attempt(deps: &ChangeDeps, command: &RescheduleCommand, booking: &Booking) -> Result<Attempt, Problem> {
    let now = deps.clock.now();
    let duration = command.request.duration.unwrap_or_else(|| booking.duration());
    if booking.status.is_live() && is_there_already(command, booking, duration) {
        let is_all = deps.changes_nothing(booking, command.idempotency.as_ref()).await?;
        return Ok(if is_all { Attempt::Moved(Box::new(booking.clone())) } else { Attempt::Stale });
    }
    deps.changeable(booking, now)?;
    let same = ConsultantChoice::One(booking.consultant.id.clone());
    let slot_request = SlotRequest {
        consultant: command.request.consultant.as_ref().unwrap_or(&same),
        start: command.request.start,
        duration,
        meeting_type: Some(booking.meeting_type),
        moving: Some(booking),
    };
    let available = match scheduling::find(&deps.table, &slot_request).await {
        Ok(available) => available,
        Err(refused) => return Err(Problem::refused(&deps.table, &slot_request, refused, deps.clock.now()).await),
    };
    let mut refusal = Reason::Booked;
    for available in &available {
        let changed = booking.reschedule(&available.offer(), Actor::Client, &command.request_id, now);
        let change = ChangeRequest {
            before: booking,
            changed: &changed,
            daily_limit: available.daily_limit(),
            idempotency: command.idempotency.as_ref(),
        };
        match deps.table.change(&change).await {
            Ok(()) => return Ok(Attempt::Moved(Box::new(changed.booking))),
            Err(ChangeError::SlotTaken(reason)) => refusal = reason,
            Err(ChangeError::Stale | ChangeError::KeyUsed) => return Ok(Attempt::Stale),
            Err(ChangeError::Table(error)) => return Err(error.into()),
        }
    }
    Err(Problem::refused(&deps.table, &slot_request, Unavailable::Time(refusal), deps.clock.now()).await)
}

/// Moving a booking to its current slot changes nothing and produces no event.
fn is_there_already(command: &RescheduleCommand, booking: &Booking, duration: u32) -> bool {
    let stays = match &command.request.consultant {
        None | Some(ConsultantChoice::Any) => true,
        Some(ConsultantChoice::One(id)) => *id == booking.consultant.id,
    };
    stays && command.request.start == booking.slot.start && duration == booking.duration()
}
