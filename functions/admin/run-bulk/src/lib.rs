//! `POST /v1/admin/bookings/bulk`, `GET /v1/admin/bulk/{id}` and `POST /v1/admin/bulk/{id}/stop`: one action on many
//! bookings.

mod start;
mod view;

use std::sync::Arc;

use domain::{
    access::{Capability, Subject},
    bulk::Bulk,
};
use http_api::{Answer, Problem, Staff, json, optional_body, route};
use lambda_http::{Request, RequestExt, http::StatusCode};
use platform::{Clock, FromEnv};
use staff_actions::BulkDeps;
use table::Table;
use worker::BulkQueue;

#[derive(Debug, FromEnv)]
pub struct Deps {
    bulk: BulkDeps,
    queue: BulkQueue,
    clock: Clock,
}

impl Deps {
    fn table(&self) -> &Table {
        &self.bulk.actions.booking.table
    }
}

/// Answers the three operations.
///
/// # Errors
/// 401; 403 without the right; 404 for an unknown order, or another account's; 422; 429 after very many messages of the
/// account.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.bulk.staff).await?;
    match route(&request).as_str() {
        "POST /v1/admin/bookings/bulk" => start::start(&deps, &staff, &request).await,
        "GET /v1/admin/bulk/{id}" => shown(&deps, &opened(&deps, &staff, &request).await?.id, StatusCode::OK).await,
        "POST /v1/admin/bulk/{id}/stop" => stop(&deps, &staff, &request).await,
        _ => Err(Problem::no_operation()),
    }
}

/// Stops an order: what was done stays done, the rest stays as it is. A second time it changes nothing.
async fn stop(deps: &Deps, staff: &Staff, request: &Request) -> Answer {
    let bulk = opened(deps, staff, request).await?;
    optional_body(request)?;
    if bulk.state.is_open() {
        deps.bulk.stop(&bulk, staff).await?;
    }
    shown(deps, &bulk.id, StatusCode::OK).await
}

/// The order of the path, if the account gave it or sees everything.
async fn opened(deps: &Deps, staff: &Staff, request: &Request) -> Result<Bulk, Problem> {
    let parameters = request.path_parameters();
    let bulk = deps.table().bulk(parameters.first("id").unwrap_or_default()).await?;
    match bulk {
        Some(bulk) if bulk.actor.id == staff.id() || staff.may(Capability::SeeAudit, Subject::Company).is_ok() => {
            Ok(bulk)
        }
        _ => {
            // An account without the right doesn't learn that there is none.
            staff.may(Capability::ChangeMany, Subject::Company)?;
            Err(Problem::no_bulk())
        }
    }
}

/// An order with its results so far.
async fn shown(deps: &Deps, id: &str, status: StatusCode) -> Answer {
    let bulk = deps.table().bulk(id).await?.ok_or_else(Problem::no_bulk)?;
    let chunks = deps.table().bulk_chunks(id).await?;
    json(status, &view::BulkView::new(&bulk, &chunks))
}
