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
    let (card, profile) = tokio::try_join!(deps.table.card(&id), deps.table.profile(&id))?;
    let (mut card, profile) = card.zip(profile).ok_or_else(Problem::no_consultant)?;
    let company = deps.table.settings().await?;
    card.hide(&company.display);
    let summary = scheduling::summary(&deps.table, &id, deps.clock.now()).await?;
    let shown = ConsultantView::new(&card, summary.as_ref());
    let shown = shown.in_full(&profile, company.testimonial_on(&id)).shown_as(&company.display);
    json_cached(&request, "public, max-age=60", &shown)
}
