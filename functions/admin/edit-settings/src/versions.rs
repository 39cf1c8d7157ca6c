//! The settings as they were.

use domain::{
    fault::{Faults, Rule},
    fields::Fields,
    settings::Document,
    time::Instant,
};
use http_api::{Answer, Problem, Query, Staff, body, json};
use lambda_http::{Request, RequestExt, http::StatusCode};
use serde::Serialize;
use serde_json::Value;
use table::SavedVersion;

use crate::{Deps, hide_addresses, save};

/// Versions in one answer.
const PAGE: usize = 25;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<&'a str>,
    /// The sections that differ from the version before.
    sections: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page<'a> {
    items: Vec<Listed<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// The versions, the newest first.
pub(crate) async fn list(deps: &Deps, request: &Request) -> Answer {
    let mut query = Query::of(request);
    let before = query.parsed("cursor", |text| text.parse::<u64>().map_err(|_| Rule::Cursor));
    let before = query.or(Some(before))?;
    // One more, for the difference of the last.
    let found = deps.table.settings_versions(before, PAGE as i32 + 1).await?;
    let nothing = Value::Object(Document::new());
    let items = found.iter().take(PAGE).enumerate().map(|(index, version)| Listed {
        version: version.number,
        changed_at: version.changed_at,
        changed_by: version.changed_by.as_deref(),
        sections: differing(&version.body, found.get(index + 1).map_or(&nothing, |older| &older.body)),
    });
    let items: Vec<Listed<'_>> = items.collect();
    let is_more = found.len() > PAGE;
    let next_cursor = items.last().filter(|_| is_more).map(|last| last.version.to_string());
    json(StatusCode::OK, &Page { items, next_cursor })
}

fn differing<'a>(newer: &'a Value, older: &'a Value) -> Vec<&'a str> {
    let (Some(new), Some(old)) = (newer.as_object(), older.as_object()) else { return Vec::new() };
    let changed = new.iter().filter(|(name, section)| old.get(*name) != Some(section)).map(|(name, _)| name.as_str());
    let gone = old.keys().filter(|name| !new.contains_key(*name)).map(String::as_str);
    changed.chain(gone).collect()
}

/// One version with its document.
pub(crate) async fn one(deps: &Deps, staff: &Staff, request: &Request) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Shown {
        version: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        changed_at: Option<Instant>,
        #[serde(skip_serializing_if = "Option::is_none")]
        changed_by: Option<String>,
        settings: Value,
    }
    let parameters = request.path_parameters();
    let number = parameters.first("version").and_then(|text| text.parse().ok()).ok_or_else(Problem::no_version)?;
    let SavedVersion { number, changed_at, changed_by, mut body } = saved(deps, number).await?;
    hide_addresses(staff, &mut body);
    json(StatusCode::OK, &Shown { version: number, changed_at, changed_by, settings: body })
}

/// Saves the document of an earlier version again, as a new one.
pub(crate) async fn restore(deps: &Deps, staff: &Staff, request: &Request) -> Answer {
    let body = body(request)?;
    let mut faults = Faults::new();
    let number = Fields::root(&body).number("version", 1..=u32::MAX, &mut faults);
    if number.is_none() && faults.is_empty() {
        faults.add("/version", Rule::Required);
    }
    let number = faults.or(number)?;
    let document = match saved(deps, u64::from(number)).await?.body {
        Value::Object(document) => document,
        _ => return Err(Problem::bug("a version of the settings is no object")),
    };
    save(deps, staff, request, document, "").await
}

async fn saved(deps: &Deps, number: u64) -> Result<SavedVersion, Problem> {
    deps.table.settings_version(number).await?.ok_or_else(Problem::no_version)
}
