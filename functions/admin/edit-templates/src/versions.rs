//! A mail's sentences as they were.

use domain::{fault::Rule, template::Sentences, time::Instant};
use http_api::{Answer, Problem, Query, json};
use lambda_http::{Request, RequestExt, http::StatusCode};
use serde::Serialize;
use table::SavedVersion;

use crate::{Deps, address::Address};

/// Versions in one answer.
const PAGE: usize = 25;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<String>,
    /// Whether it goes back to the built-in sentences.
    is_reset: bool,
    /// The edited sentences; only of a single version.
    #[serde(skip_serializing_if = "Option::is_none")]
    sentences: Option<Sentences>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    items: Vec<Listed>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

fn listed(version: &SavedVersion) -> Listed {
    Listed {
        version: version.number,
        changed_at: version.changed_at,
        changed_by: version.changed_by.clone(),
        is_reset: version.body.as_object().is_some_and(serde_json::Map::is_empty),
        sentences: None,
    }
}

/// The versions, the newest first.
pub(crate) async fn list(deps: &Deps, request: &Request, address: Address) -> Answer {
    let mut query = Query::of(request);
    let before = query.parsed("cursor", |text| text.parse::<u64>().map_err(|_| Rule::Cursor));
    let before = query.or(Some(before))?;
    let found = deps.table.mail_versions((address.name, address.language), before, PAGE as i32 + 1).await?;
    let items: Vec<Listed> = found.iter().take(PAGE).map(listed).collect();
    let is_more = found.len() > PAGE;
    let next_cursor = items.last().filter(|_| is_more).map(|last| last.version.to_string());
    json(StatusCode::OK, &Page { items, next_cursor })
}

/// One version with its sentences.
pub(crate) async fn one(deps: &Deps, request: &Request, address: Address) -> Answer {
    let parameters = request.path_parameters();
    let number = parameters.first("version").and_then(|text| text.parse().ok()).ok_or_else(Problem::no_version)?;
    let (version, sentences) = saved(deps, address, number).await?;
    json(StatusCode::OK, &Listed { sentences: Some(sentences), ..listed(&version) })
}

/// # Errors
/// 404 for an unknown version.
pub(crate) async fn saved(deps: &Deps, address: Address, number: u64) -> Result<(SavedVersion, Sentences), Problem> {
    let found = deps.table.mail_version((address.name, address.language), number).await?;
    let version = found.ok_or_else(Problem::no_version)?;
    let sentences = serde_json::from_value(version.body.clone()).map_err(Problem::bug)?;
    Ok((version, sentences))
}
