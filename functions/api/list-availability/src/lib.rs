//! `GET /v1/availability`: available slots by day, for one consultant, several or any.

use std::sync::Arc;

use http_api::{Answer, Availability, AvailabilityDeps, In, Problem, json_cached, list_query};
use lambda_http::Request;
use scheduling::Who;

/// Returns slots.
///
/// # Errors
/// 404 for an unknown consultant, 422 for invalid parameters.
pub async fn handle(deps: Arc<AvailabilityDeps>, request: Request) -> Answer {
    let query = list_query(&request, Who::Any)?;
    let settings = deps.settings.now(&deps.table).await?;
    let listing = scheduling::list(&deps.table, &query, settings.timezone, deps.clock.now()).await;
    let listing = listing.map_err(|error| Problem::unlisted(error, In::Query))?;
    json_cached(&request, "no-cache", &Availability::from(listing))
}
