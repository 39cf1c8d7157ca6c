//! `POST /v1/bookings/{reference}/cancel`: cancels a booking and frees its time.

use std::sync::Arc;

use domain::booking::{Actor, Booking, Status, cancellation_reason};
use http_api::{Answer, ChangeDeps, MAX_ATTEMPTS, Problem, idempotency, optional_body, path_reference, request_id};
use lambda_http::Request;
use platform::{ConfigError, Env};
use table::Idempotency;

#[derive(Debug)]
pub struct Deps(ChangeDeps);

impl Deps {
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        ChangeDeps::new(env).map(Self)
    }
}

/// A parsed request with its path, key and request id.
struct CancelCommand {
    reason: Option<String>,
    request_id: String,
    idempotency: Option<Idempotency>,
}

/// Cancels a booking; repeating it changes nothing.
///
/// # Errors
/// 401 without its token, 409 if it can't be changed any more, 422 if the key belongs to another request.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let deps = &deps.0;
    let reference = path_reference(&request)?;
    let mut booking = deps.open(&request, &reference).await?;
    let reason = cancellation_reason(&optional_body(&request)?)?;
    let command = CancelCommand {
        idempotency: idempotency(&request, "cancel-booking", reference.as_str(), &reason)?,
        request_id: request_id(&request),
        reason,
    };
    for _ in 0..MAX_ATTEMPTS {
        let key = command.idempotency.as_ref();
        if deps.was_done(key).await? {
            return deps.shown(&deps.open(&request, &reference).await?).await;
        }
        if booking.status == Status::Cancelled {
            if deps.changes_nothing(&booking, key).await? {
                return deps.shown(&booking).await;
            }
        } else if let Some(cancelled) = attempt(deps, &command, &booking).await? {
            return deps.shown(&cancelled).await;
        }
        booking = deps.open(&request, &reference).await?;
    }
    Err(Problem::busy("the booking keeps changing"))
}

/// Cancels the booking as it was read. Returns `None` if another request changed it in the meantime.
async fn attempt(deps: &ChangeDeps, command: &CancelCommand, booking: &Booking) -> Result<Option<Booking>, Problem> {
    let now = deps.clock.now();
    deps.changeable(booking, now)?;
    let changed = booking.cancel(command.reason.clone(), Actor::Client, &command.request_id, now);
    deps.record(booking, changed, command.idempotency.as_ref()).await
}
