//! `GET /v1/availability/check`: checks one slot; if it isn't available, returns the reason and nearby slots.

use std::sync::Arc;

use domain::{
    availability::Reason,
    time::{Instant, Interval},
};
use http_api::{Answer, AvailabilityDeps, In, Problem, Query, SlotView, json_cached, slot_views};
use lambda_http::Request;
use scheduling::{CheckQuery, SlotCheck};
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CheckView {
    is_available: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    conflicts: Vec<ConflictView>,
    suggested_alternatives: Vec<SlotView>,
}

/// A busy part of the slot, buffers included. The booking behind it stays private.
#[derive(Serialize)]
struct ConflictView {
    start: Instant,
    end: Instant,
    reason: Reason,
}

fn parse(request: &Request) -> Result<CheckQuery, Problem> {
    let mut query = Query::of(request);
    let start = query.required("start", Query::instant);
    let duration = query.parsed("duration", Query::duration);
    let start = query.or(start)?;
    Ok(CheckQuery { consultant: query.consultant()?, start, duration })
}

/// Checks one slot.
///
/// # Errors
/// 404 for an unknown consultant, 422 for invalid parameters or a duration without any consultant.
pub async fn handle(deps: Arc<AvailabilityDeps>, request: Request) -> Answer {
    let query = parse(&request)?;
    let check = scheduling::check(&deps.table, &query, deps.clock.now()).await;
    let check = check.map_err(|refused| Problem::unavailable(refused, In::Query))?;
    json_cached(&request, "no-cache", &CheckView::from(check))
}

impl From<SlotCheck> for CheckView {
    fn from(check: SlotCheck) -> Self {
        let conflicts = check.conflicts.into_iter();
        let view = |(busy, reason): (Interval, Reason)| ConflictView { start: busy.start, end: busy.end, reason };
        Self {
            is_available: check.reason.is_none(),
            reason: check.reason,
            conflicts: conflicts.map(view).collect(),
            suggested_alternatives: slot_views(&check.alternatives),
        }
    }
}
