//! `/v1/admin/consultants` and `/v1/admin/consultants/{id}`: the consultants as the company's staff sees and edits them.

mod archive;
mod create;
mod list;
mod profile;

use std::sync::Arc;

use http_api::{Answer, Problem, Staff, StaffDeps, route};
use lambda_http::Request;
use platform::{Clock, FromEnv};
use table::{ClientKeys, Table};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    clock: Clock,
    client_keys: ClientKeys,
}

/// Answers an operation by its route.
///
/// # Errors
/// 401, 403 without the right, 404 for an unknown consultant, 422 for an invalid body; for a changed profile 428 without
/// `If-Match` and 412 if another account changed it since.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    let call = Call { deps: &deps, staff: &staff, request: &request };
    match route(&request).as_str() {
        "GET /v1/admin/consultants" => list::list(call).await,
        "POST /v1/admin/consultants" => create::create(call).await,
        "GET /v1/admin/consultants/{id}" => profile::show(call).await,
        "PUT /v1/admin/consultants/{id}" => profile::put(call).await,
        "POST /v1/admin/consultants/{id}/archive" => archive::archive(call).await,
        "POST /v1/admin/consultants/{id}/unarchive" => archive::unarchive(call).await,
        _ => Err(Problem::no_operation()),
    }
}

/// A request with its account.
#[derive(Clone, Copy)]
struct Call<'a> {
    deps: &'a Deps,
    staff: &'a Staff,
    request: &'a Request,
}
