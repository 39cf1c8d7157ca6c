//! `GET /v1/availability/check`: checks one slot; if it isn't available, returns the reason and nearby slots.

use std::sync::Arc;

use domain::{
    availability::{Conflict, Reason},
    booking::ConsultantChoice,
    consultant::rules::usual_duration,
    time::{Instant, Interval},
};
use http_api::{Answer, Problem, Query, SlotView, json_cached, refusal, slot_views};
use lambda_http::Request;
use platform::{Clock, FromEnv};
use scheduling::{SlotRequest, Unavailable};
use serde::Serialize;
use table::Table;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    clock: Clock,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Check {
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

struct CheckQuery {
    consultant: ConsultantChoice,
    start: Instant,
    duration: Option<u32>,
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
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let check = parse(&request)?;
    let duration = match check.duration {
        Some(duration) => Some(duration),
        None => default_duration(&deps, &check).await?,
    };
    let Some(duration) = duration else {
        return json_cached(&request, "no-cache", &Check::of_nobody());
    };
    let slot_request =
        SlotRequest { consultant: &check.consultant, start: check.start, duration, meeting_type: None, moving: None };
    let reason = match scheduling::find(&deps.table, &slot_request).await {
        Ok(_) => None,
        Err(Unavailable::Time(reason)) => Some(reason),
        Err(Unavailable::UnknownConsultant) => return Err(Problem::no_consultant()),
        Err(refused) => return Err(refusal(refused, ["?consultantId", "?duration", "?meetingType"], &[])),
    };
    let (conflicts, alternatives) = match reason {
        None => (Vec::new(), Vec::new()),
        Some(_) => {
            let alternatives = scheduling::alternatives(&deps.table, &slot_request, deps.clock.now()).await?;
            (conflicts(&deps, &slot_request).await?, slot_views(&alternatives))
        }
    };
    let check = Check { is_available: reason.is_none(), reason, conflicts, suggested_alternatives: alternatives };
    json_cached(&request, "no-cache", &check)
}

/// The duration if the query has none; `None` without any consultant to take it from.
async fn default_duration(deps: &Deps, check: &CheckQuery) -> Result<Option<u32>, Problem> {
    match &check.consultant {
        ConsultantChoice::Any => Ok(scheduling::duration_of_any(&deps.table.directory().await?, None)),
        ConsultantChoice::One(id) => {
            let card = deps.table.card(id).await?.ok_or_else(Problem::no_consultant)?;
            Ok(usual_duration([card.durations.as_slice()]))
        }
    }
}

impl Check {
    /// Without any consultant no slot is available, which is not the query's fault.
    fn of_nobody() -> Self {
        let reason = Some(Reason::NotAccepting);
        Self { is_available: false, reason, conflicts: Vec::new(), suggested_alternatives: Vec::new() }
    }
}

/// The consultant's conflicts with the slot; `any` consultant has none.
async fn conflicts(deps: &Deps, slot_request: &SlotRequest<'_>) -> Result<Vec<ConflictView>, Problem> {
    let ConsultantChoice::One(id) = slot_request.consultant else { return Ok(Vec::new()) };
    let slot = Interval::from_start(slot_request.start, slot_request.duration);
    let Some(snapshot) = deps.table.snapshot(id, slot).await? else { return Ok(Vec::new()) };
    let wanted = snapshot.timeline().with_buffers(slot);
    let view = |(busy, conflict): (Interval, Conflict)| ConflictView {
        start: busy.start,
        end: busy.end,
        reason: match conflict {
            Conflict::Booked => Reason::Booked,
            Conflict::External => Reason::Blocked,
        },
    };
    Ok(snapshot.busy.conflicts(wanted).into_iter().map(view).collect())
}
