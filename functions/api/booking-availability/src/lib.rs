//! `GET /v1/bookings/{reference}/availability`: slots that a booking could move to, by day. The booking's own time
//! counts as free: half an hour later is the commonest move, and `GET /v1/availability` can't know the caller's
//! booking.

use std::sync::Arc;

use domain::{booking::Booking, ids::ConsultantId, time::Interval};
use http_api::{Answer, Availability, AvailabilityQuery, ChangeDeps, Problem, Who, json, path_reference};
use lambda_http::{Request, http::StatusCode};
use scheduling::MAX_CONSULTANTS;
use table::TimelineSnapshot;

/// Returns slots.
///
/// # Errors
/// 401 without the booking's token, 404 for an unknown consultant, 409 if it can't be moved any more, 422 for invalid
/// parameters.
pub async fn handle(deps: Arc<ChangeDeps>, request: Request) -> Answer {
    let now = deps.clock.now();
    let booking = deps.open(&request, &path_reference(&request)?).await?;
    let mut query = AvailabilityQuery::parse(&request, Who::Named(vec![booking.consultant.id.clone()]))?;
    // A move keeps the meeting type.
    query.meeting_type = Some(booking.meeting_type);
    deps.changeable(&booking, now)?;
    let duration = query.duration_or(booking.duration());
    let timezone = query.timezone_or(booking.timezone);
    let range = query.range(timezone, now)?;
    let calendars = calendars(&deps, &query, &booking, duration, range.interval).await?;
    let offering = query.offering(&calendars, duration, Some(&booking))?;
    json(StatusCode::OK, &Availability::new(&query, &offering, range, timezone, duration))
}

/// Reads the time of the named consultants or, without names, of the booking's consultant and the others.
async fn calendars(
    deps: &ChangeDeps,
    query: &AvailabilityQuery,
    booking: &Booking,
    duration: u32,
    range: Interval,
) -> Result<Vec<TimelineSnapshot>, Problem> {
    let own = &booking.consultant.id;
    let ids: Vec<ConsultantId> = match &query.who {
        Who::Named(ids) => ids.clone(),
        Who::Any => {
            let cards = deps.table.directory().await?;
            let others = cards.into_iter().filter(|card| card.offers(duration, Some(booking.meeting_type)));
            let others = others.map(|card| card.summary.id).filter(|id| id != own);
            std::iter::once(own.clone()).chain(others).take(MAX_CONSULTANTS).collect()
        }
    };
    let calendars = scheduling::calendars_without(&deps.table, &ids, range, booking).await?;
    // A consultant may have left the directory since it was read; then they have no time.
    let is_whole = query.who == Who::Any || calendars.len() == ids.len();
    if is_whole { Ok(calendars) } else { Err(Problem::no_consultant()) }
}
