//! `…/v1/admin/settings`: the company's settings in sections, with their versions.

mod versions;

use std::sync::Arc;

use domain::{
    access::{Capability, Subject},
    audit::{AuditEntry, AuditKind},
    changed_fields::changed_fields,
    fault::{Faults, Rule},
    settings::{self, CompanySettings, Document},
};
use http_api::{Answer, Current, IfMatch, Problem, Staff, StaffDeps, body, json, route, with_etag};
use lambda_http::{
    Request, RequestExt,
    http::{Method, StatusCode},
};
use platform::FromEnv;
use serde_json::Value;
use table::{SaveError, Table};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
}

/// A document with its version.
struct Stored {
    document: Document,
    version: u64,
}

/// Shows, changes and restores the settings.
///
/// # Errors
/// 401, 403; 404 for an unknown section or version; 412 and 428 by `If-Match`; 422 with every fault.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    let is_reading = request.method() == Method::GET;
    staff.may(if is_reading { Capability::SeeSettings } else { Capability::EditSettings }, Subject::Company)?;
    match route(&request).as_str() {
        "GET /v1/admin/settings" => shown(&staff, &stored(&deps).await?),
        "PUT /v1/admin/settings" => {
            let wanted = body(&request)?;
            save(&deps, &staff, &request, settings::parse(&wanted)?, "").await
        }
        "PUT /v1/admin/settings/{section}" => put_section(&deps, &staff, &request).await,
        "GET /v1/admin/settings/versions" => versions::list(&deps, &request).await,
        "GET /v1/admin/settings/versions/{version}" => versions::one(&deps, &staff, &request).await,
        "POST /v1/admin/settings/restore" => versions::restore(&deps, &staff, &request).await,
        _ => Err(Problem::no_operation()),
    }
}

async fn stored(deps: &Deps) -> Result<Stored, Problem> {
    let (document, version) = deps.table.settings_document().await?;
    Ok(Stored { document, version })
}

/// Every section: those that were never saved are the built-in ones.
fn shown(staff: &Staff, stored: &Stored) -> Answer {
    let settings = CompanySettings::of(&stored.document).map_err(Problem::bug)?;
    let mut settings = serde_json::to_value(settings).map_err(Problem::bug)?;
    hide_addresses(staff, &mut settings);
    Ok(with_etag(json(StatusCode::OK, &settings)?, stored.version))
}

fn may_edit(staff: &Staff) -> bool {
    staff.may(Capability::EditSettings, Subject::Company).is_ok()
}

/// Leaves clients' addresses to the accounts that edit them.
pub(crate) fn hide_addresses(staff: &Staff, settings: &mut Value) {
    if !may_edit(staff)
        && let Some(sections) = settings.as_object_mut()
    {
        sections.remove(settings::SHARED_ADDRESSES);
    }
}

async fn put_section(deps: &Deps, staff: &Staff, request: &Request) -> Answer {
    let parameters = request.path_parameters();
    let name = parameters.first("section").unwrap_or_default();
    if !settings::is_section(name) {
        return Err(Problem::no_section());
    }
    let section = settings::parse_section(name, &body(request)?)?;
    let mut document = stored(deps).await?.document;
    document.insert(name.to_owned(), section);
    save(deps, staff, request, document, name).await
}

/// Saves a whole document, of which the request changes one section, or all.
async fn save(deps: &Deps, staff: &Staff, request: &Request, document: Document, section: &str) -> Answer {
    let based_on = IfMatch::of(request)?;
    let before = stored(deps).await?;
    if !based_on.is(before.version) {
        return Err(stale(deps, &based_on, before).await);
    }
    if document == before.document {
        return shown(staff, &before);
    }
    check(&before.document, &document, section)?;
    check_version(deps, &document, section).await?;
    let subject = if section.is_empty() { "settings".to_owned() } else { format!("settings:{section}") };
    let audit = record(staff, subject, &before.document, &document)?;
    match deps.table.replace_settings(document.clone(), before.version, &audit).await {
        Ok(version) => shown(staff, &Stored { document, version }),
        Err(SaveError::Stale) => Err(stale(deps, &based_on, stored(deps).await?).await),
        Err(SaveError::Table(error)) => Err(error.into()),
    }
}

fn record(staff: &Staff, subject: String, before: &Document, after: &Document) -> Result<AuditEntry, Problem> {
    let (before, after) = settings::for_audit(before, after);
    staff.audit(AuditKind::SettingsChanged, subject).changed(&before, &after).map_err(Problem::bug)
}

/// Checks the change against the former version.
fn check(before: &Document, after: &Document, section: &str) -> Result<(), Problem> {
    let read = |document: &Document| CompanySettings::of(document).map_err(Problem::bug);
    let is_changed = before.get("consents") != after.get("consents");
    match settings::check_consents(&read(before)?, &read(after)?) {
        Err(_) if is_changed && section == "consents" => Err(Faults::one("/version", Rule::NewVersion).into()),
        Err(faults) if is_changed => Err(faults.into()),
        _ => Ok(()),
    }
}

/// Checks that no earlier version of the consents had this name and other texts: bookings name it as what was shown.
async fn check_version(deps: &Deps, after: &Document, section: &str) -> Result<(), Problem> {
    let consents = CompanySettings::of(after).map_err(Problem::bug)?.consents;
    let earlier = deps.table.consent_texts(&consents.version).await?;
    let pointer = if section == "consents" { "/version" } else { "/consents/version" };
    match earlier {
        Some(earlier) if earlier != consents && after.contains_key("consents") => {
            Err(Faults::one(pointer, Rule::NewVersion).into())
        }
        _ => Ok(()),
    }
}

/// 412 with what others changed since.
async fn stale(deps: &Deps, based_on: &IfMatch, now: Stored) -> Problem {
    let newest = deps.table.settings_version(now.version).await.ok().flatten();
    let seen = match based_on.version() {
        Some(0) => Some(Value::Object(Document::new())),
        Some(version) => deps.table.settings_version(version).await.ok().flatten().map(|seen| seen.body),
        None => None,
    };
    let fields = seen.map(|seen| changed_fields(&seen, &Value::Object(now.document))).unwrap_or_default();
    let (by, at) = newest.map(|newest| (newest.changed_by, newest.changed_at)).unwrap_or_default();
    Problem::changed_meanwhile(Current::new(now.version, by, at, fields))
}
