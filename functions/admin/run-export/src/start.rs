//! Accepting an export.

use domain::{
    access::Capability,
    audit::AuditKind,
    bulk::BulkActor,
    export::{Export, ExportRequest, ExportState, Separator},
    language::Language,
};
use http_api::{Answer, Problem, Staff, accept_language, body, idempotency, with_header};
use lambda_http::{Request, http::StatusCode};
use serde_json::{Map, Value, json};
use table::Idempotency;
use ulid::Ulid;

use crate::{Deps, may_export_contact, shown};

pub(crate) async fn start(deps: &Deps, staff: &Staff, request: &Request) -> Answer {
    let object = body(request)?;
    let zone = deps.settings.now(&deps.table).await?.timezone;
    let wanted = ExportRequest::parse(&object, zone, deps.clock.now())?;
    // Refused at once; the file is limited when it is written, by the rights of then.
    staff.restrict(Capability::SeeBookings, &mut wanted.list.clone())?;
    if wanted.is_personal && !may_export_contact(staff) {
        return Err(Problem::forbidden());
    }
    let key = idempotency(request, &deps.client_keys, "start-export", staff.id(), &object).await?;
    if let Some(export) = made_before(deps, key.as_ref()).await? {
        return answer(deps, &export).await;
    }
    let separator = wanted.separator.unwrap_or_else(|| usual_separator(request));
    let export = new_export(deps, staff, (object, separator, zone));
    let audit = staff.audit(AuditKind::BookingsExported, format!("export:{}", export.id));
    let audit = audit.changed(&Value::Null, &summary(&wanted)).map_err(Problem::bug)?;
    if !deps.table.put_export(&export, (key.as_ref(), &audit)).await? {
        let export = made_before(deps, key.as_ref()).await?;
        return answer(deps, &export.ok_or_else(|| Problem::busy("the idempotency key has expired"))?).await;
    }
    answer(deps, &export).await
}

/// Queues the export, also when its request comes again: its message may never have been put.
async fn answer(deps: &Deps, export: &Export) -> Answer {
    if export.is_free(deps.clock.now()) {
        deps.queue.put(&export.id).await.map_err(Problem::busy)?;
    }
    let response = shown(deps, export, None, StatusCode::ACCEPTED)?;
    Ok(with_header(response, "location", &format!("/v1/admin/exports/{}", export.id)))
}

fn new_export(
    deps: &Deps,
    staff: &Staff,
    (object, separator, zone): (Map<String, Value>, Separator, domain::zone::Tz),
) -> Export {
    let now = deps.clock.now();
    let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or(0);
    let id = Ulid::from_parts(milliseconds, u128::from_le_bytes(deps.random.bytes()));
    Export {
        id: id.to_string(),
        request: Some(object),
        separator,
        zone,
        actor: BulkActor::new(staff.id(), &staff.account),
        created_at: now,
        state: ExportState::Waiting,
        key: format!("{}.csv", deps.random.hex::<16>()),
        upload: None,
        claimed_until: None,
        file: None,
        failure: None,
        fetched_at: None,
        version: 1,
    }
}

/// What spreadsheets of the reader's language expect.
fn usual_separator(request: &Request) -> Separator {
    match accept_language(request).unwrap_or_default() {
        Language::De | Language::Ru => Separator::Semicolon,
        _ => Separator::Comma,
    }
}

/// The part of the request that its record has: a search may name a person.
fn summary(wanted: &ExportRequest) -> Value {
    let columns: Vec<&str> = wanted.columns.iter().map(|column| column.as_str()).collect();
    json!({
        "personal": wanted.is_personal,
        "columns": columns,
        "consultants": wanted.list.filter.consultants,
        "from": wanted.list.period.map(|period| period.start),
        "to": wanted.list.period.map(|period| period.end),
        "search": wanted.list.search.is_some(),
    })
}

/// The export that the same request with the same key has made.
async fn made_before(deps: &Deps, key: Option<&Idempotency>) -> Result<Option<Export>, Problem> {
    let Some(id) = http_api::made_before(&deps.table, key).await? else { return Ok(None) };
    let export = deps.table.export(&id).await?;
    export.map(Some).ok_or_else(|| Problem::bug("a replayed export is gone"))
}
