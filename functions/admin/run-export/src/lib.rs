//! `POST /v1/admin/exports` and `GET /v1/admin/exports/{id}`: bookings as a file.

mod start;

use std::sync::Arc;

use domain::{
    access::{Capability, Reach, Subject},
    audit::AuditKind,
    export::{Export, ExportState},
    time::Instant,
};
use exports::{Address, Files};
use http_api::{Answer, MAX_ATTEMPTS, Problem, Settings, Staff, StaffDeps, json as answer, route};
use lambda_http::{Request, RequestExt, http::StatusCode};
use platform::{Clock, FromEnv, Random};
use serde::Serialize;
use serde_json::{Value, json};
use table::{ClientKeys, Table};
use worker::ExportQueue;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    clock: Clock,
    random: Random,
    settings: Settings,
    client_keys: ClientKeys,
    queue: ExportQueue,
    files: Files,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExportView<'a> {
    id: &'a str,
    state: ExportState,
    created_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url_expires_at: Option<Instant>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<&'a str>,
}

/// Answers the two operations.
///
/// # Errors
/// 401; 403 without the right; 404 for an unknown export, or another account's; 422.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    // As of now: a file leaves the console.
    let staff = Staff::of_now(&request, &deps.staff).await?;
    match route(&request).as_str() {
        "POST /v1/admin/exports" => start::start(&deps, &staff, &request).await,
        "GET /v1/admin/exports/{id}" => fetch(&deps, &staff, &request).await,
        _ => Err(Problem::no_operation()),
    }
}

/// Shows an export and, once it is written, an address of its file; giving it out is recorded.
async fn fetch(deps: &Deps, staff: &Staff, request: &Request) -> Answer {
    staff.reach(Capability::SeeBookings)?;
    if staff.viewed.is_some() {
        return Err(Problem::view_as_reads());
    }
    for _ in 0..MAX_ATTEMPTS {
        let export = opened(deps, staff, request).await?;
        let now = deps.clock.now();
        if export.state_at(now) != ExportState::Done {
            return shown(deps, &export, None, StatusCode::OK);
        }
        let given = Export { fetched_at: export.fetched_at.or(Some(now)), version: export.version + 1, ..export };
        let audit = staff.audit(AuditKind::BookingsExported, format!("export:{}", given.id));
        let facts = json!({ "fetched": true, "rows": given.file.as_ref().map(|file| file.rows) });
        let audit = audit.changed(&Value::Null, &facts).map_err(Problem::bug)?;
        // Recorded before it is given out.
        if deps.table.save_export(&given, Some(&audit)).await? {
            let name = format!("bookings-{}.csv", given.created_at.format("%Y-%m-%d"));
            let address = deps.files.address(&given.key, &name, now).await.map_err(Problem::bug)?;
            return shown(deps, &given, Some(address), StatusCode::OK);
        }
    }
    Err(Problem::busy("the export keeps changing"))
}

/// The export of the path, if the account asked for it or is an administrator's.
async fn opened(deps: &Deps, staff: &Staff, request: &Request) -> Result<Export, Problem> {
    let parameters = request.path_parameters();
    let export = deps.table.export(parameters.first("id").unwrap_or_default()).await?;
    let may_see_others = staff.may(Capability::SeeAudit, Subject::Company).is_ok();
    match export {
        Some(export) if export.actor.id == staff.id() || may_see_others => Ok(export),
        _ => {
            // An account without the right doesn't learn that there is none.
            staff.may(Capability::SeeBookings, Subject::Company)?;
            Err(Problem::no_export())
        }
    }
}

fn shown(deps: &Deps, export: &Export, address: Option<Address>, status: StatusCode) -> Answer {
    let (url, url_expires_at) = address.map(|address| (address.url, address.ends)).unzip();
    let file = export.file.as_ref();
    answer(
        status,
        &ExportView {
            id: &export.id,
            state: export.state_at(deps.clock.now()),
            created_at: export.created_at,
            rows: file.map(|file| file.rows),
            bytes: file.map(|file| file.bytes),
            url,
            url_expires_at,
            failure: export.failure.as_deref(),
        },
    )
}

/// Whether an account exports contact data of all consultants' clients.
fn may_export_contact(staff: &Staff) -> bool {
    staff.account.reach(Capability::ExportBookings) == Reach::All
}
