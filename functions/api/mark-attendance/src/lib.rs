//! `POST /v1/attendance/{reference}`: a consultant says who came.

use std::sync::Arc;

use domain::booking::{Actor, Outcome};
use http_api::{
    Answer, AttendanceView, ChangeDeps, Marking, Problem, authorise_for, body, idempotency, json, outcome,
    path_reference, request_id, token_of,
};
use lambda_http::{Request, http::StatusCode};
use links::Purpose;
use platform::{ConfigError, Env};

/// What the function needs.
#[derive(Debug)]
pub struct Deps(ChangeDeps);

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing or makes no sense.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        ChangeDeps::new(env).map(Self)
    }
}

/// Marks the meeting; one that is marked so already stays so.
///
/// # Errors
/// 401 without the attendance token, 409 if it hasn't begun, is cancelled or marked otherwise, 422 for another outcome
/// or if the key stands for another request.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let deps = &deps.0;
    let reference = path_reference(&request).map_err(|_| Problem::unauthorized_for(Purpose::Attendance))?;
    let token = token_of(&request);
    let open = || async {
        let booking = deps.table.booking_now(&reference).await?;
        let (tokens, now) = (&deps.links.tokens, deps.clock.now());
        authorise_for(Purpose::Attendance, tokens, &reference, booking, token.as_deref(), now).await
    };
    open().await?;
    let outcome: Outcome = outcome(&body(&request)?)?;
    let idempotency = idempotency(&request, "mark-attendance", reference.as_str(), &outcome)?;
    let (actor, request_id) = (Actor::Consultant, &request_id(&request));
    let marked =
        deps.record_outcome(&Marking { outcome, actor, request_id, idempotency: idempotency.as_ref() }, open).await?;
    json(StatusCode::OK, &AttendanceView::from(&marked))
}
