//! `GET /v1/availability/suggestions`: available slots near a requested one.

use std::sync::Arc;

use domain::{booking::ConsultantChoice, fault::Rule, time::Instant};
use http_api::{Answer, AvailabilityDeps, In, Problem, Query, SlotView, json_cached};
use lambda_http::Request;
use scheduling::{Alternative, NearbySlotsQuery};
use serde::Serialize;

const DEFAULT_LIMIT: usize = 5;
const MOST: u32 = 20;

#[derive(Serialize)]
struct Suggestions {
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Suggestion {
    #[serde(flatten)]
    slot: SlotView,
    /// The slot belongs to a consultant other than the requested one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    other_consultant: bool,
}

struct SuggestQuery {
    consultant: ConsultantChoice,
    start: Instant,
    duration: Option<u32>,
    limit: usize,
}

/// Returns suggestions.
///
/// # Errors
/// 404 for an unknown consultant, 422 for invalid parameters or a duration without any consultant.
pub async fn handle(deps: Arc<AvailabilityDeps>, request: Request) -> Answer {
    let suggest = parse(&request)?;
    let query = NearbySlotsQuery {
        consultant: &suggest.consultant,
        start: suggest.start,
        duration: suggest.duration,
        most: suggest.limit,
    };
    let found = scheduling::nearby(&deps.table, &query, deps.clock.now()).await;
    let found = found.map_err(|refused| Problem::unavailable(refused, In::Query))?;
    let suggestions = found.iter().map(|found| suggestion(found, &suggest.consultant)).collect();
    json_cached(&request, "no-cache", &Suggestions { suggestions })
}

fn parse(request: &Request) -> Result<SuggestQuery, Problem> {
    let mut query = Query::of(request);
    let start = query.required("start", Query::instant);
    let duration = query.parsed("duration", Query::duration);
    let limit = query.parsed("limit", limit).unwrap_or(DEFAULT_LIMIT);
    let start = query.or(start)?;
    Ok(SuggestQuery { consultant: query.consultant()?, start, duration, limit })
}

fn limit(text: &str) -> Result<usize, Rule> {
    match text.parse::<i64>() {
        Ok(limit) => match u32::try_from(limit) {
            Ok(limit) if (1..=MOST).contains(&limit) => Ok(limit as usize),
            _ => Err(Rule::WholeNumberWithin { from: 1, to: MOST }),
        },
        Err(_) => Err(Rule::WholeNumber { from: 1, to: MOST }),
    }
}

fn suggestion((consultant, slot): &Alternative, asked_for: &ConsultantChoice) -> Suggestion {
    let other_consultant = matches!(asked_for, ConsultantChoice::One(id) if id != consultant);
    Suggestion { slot: SlotView::free(*slot, consultant), other_consultant }
}
