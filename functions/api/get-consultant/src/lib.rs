//! `GET /v1/consultants/{id}`: a consultant's full profile.

use std::sync::Arc;

use http_api::{Answer, ConsultantView, Problem, json_cached, path_consultant};
use lambda_http::Request;
use platform::{Clock, FromEnv};
use table::Table;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    clock: Clock,
}

/// Returns one consultant.
///
/// # Errors
/// 404 for an unknown consultant.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let id = path_consultant(&request)?;
    let mut card = deps.table.card(&id).await?.ok_or_else(Problem::no_consultant)?;
    let company = deps.table.settings().await?;
    card.hide(&company.display);
    let summary = scheduling::summary(&deps.table, &id, deps.clock.now()).await?;
    let shown = ConsultantView::new(&card, summary.as_ref(), company.testimonial_on(&id)).shown_as(&company.display);
    json_cached(&request, "public, max-age=60", &shown)
}
