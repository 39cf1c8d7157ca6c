//! `POST /v1/bookings/{reference}/feedback`: the client rates the meeting, and may correct the rating for 30 days.

use std::sync::Arc;

use domain::booking::FeedbackRequest;
use http_api::{Answer, ChangeDeps, MAX_ATTEMPTS, Problem, body, idempotency, path_reference, request_id};
use lambda_http::Request;
use platform::{ConfigError, Env};

#[derive(Debug)]
pub struct Deps(ChangeDeps);

impl Deps {
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        ChangeDeps::new(env).map(Self)
    }
}

/// Stores the feedback; repeating it changes nothing.
///
/// # Errors
/// 401 without its token, 409 before the meeting's end or if it didn't take place, 422 for an invalid rating.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let deps = &deps.0;
    let reference = path_reference(&request)?;
    let mut booking = deps.open(&request, &reference).await?;
    let said = FeedbackRequest::parse(&body(&request)?)?;
    let key = idempotency(&request, "give-feedback", reference.as_str(), &said)?;
    for _ in 0..MAX_ATTEMPTS {
        if deps.was_done(key.as_ref()).await? {
            return deps.shown(&deps.open(&request, &reference).await?).await;
        }
        if said.is_said(&booking) {
            if deps.changes_nothing(&booking, key.as_ref()).await? {
                return deps.shown(&booking).await;
            }
        } else {
            let now = deps.clock.now();
            booking.takes_feedback(now)?;
            let changed = booking.with_feedback(&said, &request_id(&request), now);
            if let Some(booking) = deps.record(&booking, changed, key.as_ref()).await? {
                return deps.shown(&booking).await;
            }
        }
        booking = deps.open(&request, &reference).await?;
    }
    Err(Problem::busy("the booking keeps changing"))
}
