//! `POST /v1/attendance/{reference}`: a consultant records whether the client came.

use std::sync::Arc;

use domain::booking::{Actor, Outcome};
use http_api::{
    Answer, AttendanceView, ChangeDeps, Marking, Problem, authorise_for, body, idempotency, json, outcome,
    path_reference, request_id, token_of,
};
use lambda_http::{Request, http::StatusCode};
use links::Purpose;
use platform::{ConfigError, Env};

#[derive(Debug)]
pub struct Deps(ChangeDeps);

impl Deps {
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        ChangeDeps::new(env).map(Self)
    }
}

/// Records the outcome; repeating it changes nothing.
///
/// # Errors
/// 401 without the attendance token, 409 if the meeting hasn't begun, is cancelled or has another outcome, 422 for an
/// unknown outcome or if the key belongs to another request.
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
