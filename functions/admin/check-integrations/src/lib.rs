//! `/v1/admin/integrations`: the queues between the system and others, the work that is late, and dead letters sent again.

mod queues;
mod redrive;
mod show;

use std::sync::Arc;

use http_api::{Answer, Problem, Staff, StaffDeps, route};
use lambda_http::Request;
use platform::{Clock, FromEnv};
use table::Table;

use crate::queues::Queues;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    queues: Queues,
    clock: Clock,
}

/// Answers an operation by its route.
///
/// # Errors
/// 401; 403 without the right; 404 for an unknown integration or queue; 422 for an invalid body; 503 if a queue is out of
/// reach.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    match route(&request).as_str() {
        "GET /v1/admin/integrations" => show::show(&deps, &staff).await,
        "POST /v1/admin/integrations/{name}/redrive" => redrive::redrive(&deps, &staff, &request).await,
        _ => Err(Problem::no_operation()),
    }
}
