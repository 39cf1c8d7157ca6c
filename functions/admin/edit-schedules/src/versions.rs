//! Earlier versions of a working time: which account saved them when, and going back to one.

use domain::{
    access::Capability,
    changed_fields::changed_fields,
    consultant::WorkingTime,
    fault::{Faults, Rule},
    fields::Fields,
};
use http_api::{Answer, Problem, Query, body, json, path_consultant};
use lambda_http::http::StatusCode;
use serde_json::{Value, json};
use table::WorkingTimeVersion;

use crate::{Call, document};

/// Versions of a page: each is read whole, to find what changed.
const PAGE: usize = 20;

pub(crate) async fn list(call: Call<'_>) -> Answer {
    let id = path_consultant(call.request)?;
    call.consultant(&id, Capability::SeeSchedules).await?;
    let mut query = Query::of(call.request);
    let before = query.parsed("cursor", version_number);
    query.or(Some(()))?;
    // One more: the change of the last one is the difference to it.
    let versions = call.deps.table.working_time_versions(&id, before, PAGE + 1).await?;
    let shown: Vec<Value> =
        versions.iter().enumerate().take(PAGE).map(|(index, version)| view(version, versions.get(index + 1))).collect();
    let mut answer = json!({ "versions": shown });
    if let (Some(last), true) = (versions.get(PAGE - 1), versions.len() > PAGE) {
        answer["nextCursor"] = json!(last.version.number.to_string());
    }
    json(StatusCode::OK, &answer)
}

fn version_number(text: &str) -> Result<u64, Rule> {
    text.parse().map_err(|_| Rule::WholeNumber { from: 1, to: u32::MAX })
}

fn view(version: &WorkingTimeVersion, older: Option<&WorkingTimeVersion>) -> Value {
    let fields = older.map(|older| changed_fields(&older.time.document(), &version.time.document()));
    let mut shown = json!({ "version": version.version.number, "fields": fields.unwrap_or_default() });
    if let Some(at) = version.version.changed_at {
        shown["changedAt"] = json!(at);
    }
    if let Some(by) = &version.version.changed_by {
        shown["changedBy"] = json!(by);
    }
    shown
}

/// Saves an earlier version anew. Days closed for the team stay closed.
pub(crate) async fn restore(call: Call<'_>) -> Answer {
    let id = path_consultant(call.request)?;
    call.consultant(&id, Capability::EditSchedules).await?;
    let object = body(call.request)?;
    let (mut faults, fields) = (Faults::new(), Fields::root(&object));
    if fields.get("version").is_none() {
        fields.missing("version", &mut faults);
    }
    let number = fields.number("version", 1..=u32::MAX, &mut faults);
    let number = faults.or(number)?;
    let version = call.deps.table.working_time_version(&id, number.into()).await?;
    let kept = version.ok_or_else(|| Problem::invalid("/version", Rule::KnownVersion))?.time;
    document::edited(call, |before| {
        Ok(WorkingTime { schedule: kept.schedule.with_absences_of(&before.schedule), rules: kept.rules.clone() })
    })
    .await
}
