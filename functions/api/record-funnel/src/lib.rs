//! `POST /v1/funnel`: counts a step of the booking funnel. Stores no personal data; visit ids expire.

use std::sync::Arc;

use domain::{fault::Rule, funnel::FunnelStep, time::local_date};
use http_api::{Answer, Problem, Settings, body, json};
use lambda_http::{Request, http::StatusCode};
use platform::{Clock, FromEnv};
use table::Table;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    clock: Clock,
    settings: Settings,
}

/// Counts a step on the current date in the company's zone; a visit counts each step once.
///
/// # Errors
/// 422 for invalid fields, 503 if the store is busy.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let step = FunnelStep::parse(&body(&request)?)?;
    if let Some(id) = &step.consultant
        && deps.table.card(id).await?.is_none()
    {
        return Err(Problem::invalid("/consultantId", Rule::KnownConsultant));
    }
    let today = local_date(deps.settings.now(&deps.table).await?.timezone, deps.clock.now());
    deps.table.count_step(&step, today).await?;
    json(StatusCode::ACCEPTED, &serde_json::json!({}))
}
