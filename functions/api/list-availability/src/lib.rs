//! `GET /v1/availability`: available slots by day, for one consultant, several or any.

use std::sync::Arc;

use domain::ids::ConsultantId;
use http_api::{Answer, Availability, AvailabilityQuery, Problem, Settings, Who, json_cached};
use lambda_http::Request;
use platform::{Clock, FromEnv};
use scheduling::MAX_CONSULTANTS;
use table::{Table, TimelineSnapshot};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    clock: Clock,
    settings: Settings,
}

/// Returns slots.
///
/// # Errors
/// 404 for an unknown consultant, 422 for invalid parameters.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let query = AvailabilityQuery::parse(&request, Who::Any)?;
    let now = deps.clock.now();
    let (calendars, duration) = match &query.who {
        Who::Named(ids) => {
            let calendars = named(&deps, &query, ids, now).await?;
            let duration = query.duration_of(&calendars);
            (calendars, duration)
        }
        Who::Any => anyone(&deps, &query, now).await?,
    };
    let only = match calendars.as_slice() {
        [only] if query.who != Who::Any => Some(only),
        _ => None,
    };
    let timezone = query.timezone_or(only.map_or(deps.settings.timezone, |only| only.schedule.timezone));
    let offering = query.offering(&calendars, duration, None)?;
    let range = query.range(timezone, now)?;
    json_cached(&request, "no-cache", &Availability::new(&query, &offering, range, timezone, duration))
}

/// Reads the time of named consultants; all of them must exist.
async fn named(
    deps: &Deps,
    query: &AvailabilityQuery,
    ids: &[ConsultantId],
    now: domain::time::Instant,
) -> Result<Vec<TimelineSnapshot>, Problem> {
    let range = query.range_to_read(now)?;
    let calendars = scheduling::calendars(&deps.table, ids, range).await?;
    match ids.iter().find(|id| !calendars.iter().any(|snapshot| snapshot.consultant.id == **id)) {
        None => Ok(calendars),
        Some(_) => Err(Problem::no_consultant()),
    }
}

/// Reads the time of every consultant with matching meetings, and determines the duration.
async fn anyone(
    deps: &Deps,
    query: &AvailabilityQuery,
    now: domain::time::Instant,
) -> Result<(Vec<TimelineSnapshot>, u32), Problem> {
    let range = query.range_to_read(now)?;
    let cards = deps.table.directory().await?;
    let duration = query.duration_of_any(&cards);
    let ids = cards.iter().filter(|card| card.offers(duration, query.meeting_type)).map(|card| &card.summary.id);
    Ok((scheduling::calendars(&deps.table, ids.take(MAX_CONSULTANTS), range).await?, duration))
}
