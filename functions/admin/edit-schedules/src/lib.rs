//! `/v1/admin/consultants/{id}/schedule` and below, `/v1/admin/absences`, `/v1/admin/why-not`: working times and offers of
//! consultants, as one document with one version.

mod absences;
mod document;
mod edit;
mod outside;
mod preview;
mod versions;
mod why_not;

use std::sync::Arc;

use http_api::{Answer, Problem, Staff, StaffDeps, route};
use lambda_http::Request;
use platform::{Clock, FromEnv, Random};
use table::{ClientKeys, Table};
use worker::BulkQueue;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    clock: Clock,
    random: Random,
    bulk: BulkQueue,
    client_keys: ClientKeys,
}

/// Answers an operation by its route.
///
/// # Errors
/// 401, 403 without the right, 404 for an unknown consultant or absence, 422 for an invalid body; for changes 428 without
/// `If-Match` and 412 if another account changed the schedule since.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    let call = Call { deps: &deps, staff: &staff, request: &request };
    match route(&request).as_str() {
        "GET /v1/admin/consultants/{id}/schedule" => document::show(call).await,
        "PUT /v1/admin/consultants/{id}/schedule" => document::put(call).await,
        "PUT /v1/admin/consultants/{id}/rules" => document::put_rules(call).await,
        "POST /v1/admin/consultants/{id}/exceptions" => document::put_exception(call).await,
        "POST /v1/admin/consultants/{id}/schedule/preview" => preview::preview(call).await,
        "GET /v1/admin/consultants/{id}/schedule/versions" => versions::list(call).await,
        "POST /v1/admin/consultants/{id}/schedule/restore" => versions::restore(call).await,
        "GET /v1/admin/absences" => absences::list(call).await,
        "POST /v1/admin/absences" => absences::create(call).await,
        "POST /v1/admin/absences/preview" => absences::preview(call).await,
        "GET /v1/admin/absences/{id}" => absences::show(call).await,
        "POST /v1/admin/absences/{id}/remove" => absences::remove(call).await,
        "GET /v1/admin/why-not" => why_not::why_not(call).await,
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
