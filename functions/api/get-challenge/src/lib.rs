//! `GET /v1/challenge`: a proof-of-work challenge, and the start of a form. Stores nothing.

use std::sync::Arc;

use http_api::{Answer, json};
use lambda_http::{Request, http::StatusCode};
use platform::FromEnv;
use protection::{Challenges, FormStarts};
use serde::Serialize;
use serde_json::Value;
use table::Table;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    challenges: Challenges,
    form_starts: FormStarts,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ChallengeView {
    /// As ALTCHA's widget takes it.
    challenge: Value,
    form_start: String,
}

/// Issues a challenge as hard as the settings say.
///
/// # Errors
/// 503 if the store is busy.
pub async fn handle(deps: Arc<Deps>, _: Request) -> Answer {
    let company = deps.table.settings().await?;
    let challenge = deps.challenges.issue(company.protection.effort()).await?;
    json(StatusCode::OK, &ChallengeView { challenge, form_start: deps.form_starts.issue().await? })
}
