//! `/v1/admin/accounts`: the accounts of the console. The user pool has log-ins and groups, the table the rest.

mod change;
mod invite;
mod list;
mod pool;
mod view;

use std::sync::Arc;

use domain::{
    access::{AccountRights, Capability, Subject},
    fault::{Faults, Rule},
};
use http_api::{Answer, Problem, Staff, StaffDeps, route};
use lambda_http::Request;
use platform::{Clock, FromEnv};
use table::{ClientKeys, Table};

use crate::pool::UserPool;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    pool: UserPool,
    clock: Clock,
    client_keys: ClientKeys,
}

/// Answers an operation by its route.
///
/// # Errors
/// 401; 403 without the right to manage accounts; 404 for an unknown account; 409 for an address or a consultant that has
/// an account, and for the last administrator; 412 and 428 as `If-Match` demands; 422 for an invalid body; 503 if the
/// user pool is busy.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    staff.may(Capability::ManageAccounts, Subject::Company)?;
    match route(&request).as_str() {
        "GET /v1/admin/accounts" => list::list(&deps).await,
        "POST /v1/admin/accounts" => invite::invite(&deps, &staff, &request).await,
        "GET /v1/admin/accounts/{id}" => list::show(&deps, &request).await,
        "PUT /v1/admin/accounts/{id}" => change::change(&deps, &staff, &request).await,
        _ => Err(Problem::no_operation()),
    }
}

/// Checks that the consultants exist.
///
/// # Errors
/// 422 with the field that names an unknown one.
async fn check_consultants(deps: &Deps, rights: &AccountRights) -> Result<(), Problem> {
    let mut faults = Faults::new();
    for (pointer, id) in rights.consultants() {
        if deps.table.card(id).await?.is_none() {
            faults.add(pointer, Rule::KnownConsultant);
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}
