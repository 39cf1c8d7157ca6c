//! Bookings for the console: `GET /v1/admin/bookings`, `POST /v1/admin/bookings/search` and `GET /v1/admin/calendar`.

mod calendar;
mod list;

use std::sync::Arc;

use http_api::{Answer, Problem, Settings, Staff, StaffDeps, at_parameters, body, query_object};
use lambda_http::{Request, http::Method};
use platform::{Clock, FromEnv};
use table::{ClientKeys, Table};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    clock: Clock,
    settings: Settings,
    client_keys: ClientKeys,
}

/// Answers the three operations.
///
/// # Errors
/// 401; 403 for an account without bookings, and for a viewer without contact data who searches by name or address; 422
/// with all faults at once, also for another list's cursor.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    // As of now: a search finds persons.
    let staff = Staff::of_now(&request, &deps.staff).await?;
    let zone = deps.settings.now(&deps.table).await?.timezone;
    if request.uri().path().ends_with("/calendar") {
        return calendar::show(&deps, &staff, &request, zone).await;
    }
    let (object, is_body) = match *request.method() {
        Method::POST => (body(&request)?, true),
        _ => (query_object(&request, |name| matches!(name, "pageSize" | "visit")), false),
    };
    let asked = domain::listing::ListRequest::parse(&object, zone, deps.clock.now());
    let asked = asked.map_err(|faults| Problem::from(if is_body { faults } else { at_parameters(faults) }))?;
    list::show(&deps, &staff, asked, if is_body { "/cursor" } else { "?cursor" }).await
}
