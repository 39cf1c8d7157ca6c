//! `GET /v1/availability/next`: the first free time, of one consultant or of anyone.

use std::sync::Arc;

use domain::{availability::DayPart, booking::ConsultantChoice, consultant::MeetingType, time::Instant};
use http_api::{Answer, ConsultantSlot, Problem, Query, Settings, SlotView, json_cached, refusal};
use lambda_http::Request;
use platform::{Clock, ConfigError, Env};
use scheduling::{NextSlot, NextSlotQuery, Unavailable};
use serde::Serialize;
use table::Table;

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    table: Table,
    clock: Clock,
    settings: Settings,
}

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing or makes no sense.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { table: Table::new(env)?, clock: env.clock.clone(), settings: Settings::new(env)? })
    }
}

#[derive(Serialize)]
struct NextView {
    slot: Option<SlotView>,
}

/// Finds the first free time.
///
/// # Errors
/// 404 for an unknown consultant, 422 for parameters that make no sense or what nobody offers.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let now = deps.clock.now();
    let (who, mut slot_query) = parse(&request, now)?;
    if who == ConsultantChoice::Any {
        slot_query.zone = slot_query.zone.or(Some(deps.settings.timezone));
    }
    let next_slot = match scheduling::next(&deps.table, &who, &slot_query, now).await {
        Ok(next_slot) => next_slot,
        Err(Unavailable::UnknownConsultant) => return Err(Problem::no_consultant()),
        Err(refused) => return Err(refusal(refused, ["?consultantId", "?duration", "?meetingType"], &[])),
    };
    let slot = next_slot.and_then(|next_slot| view_of(next_slot, &who));
    json_cached(&request, "no-cache", &NextView { slot })
}

fn parse(request: &Request, now: Instant) -> Result<(ConsultantChoice, NextSlotQuery), Problem> {
    let mut query = Query::of(request);
    let slot_query = NextSlotQuery {
        duration: query.parsed("duration", Query::duration),
        earliest: query.parsed("earliest", Query::instant).unwrap_or(now),
        part: query.parsed("timePreference", DayPart::parse).flatten(),
        zone: query.parsed("timezone", Query::timezone),
        meeting_type: query.parsed("meetingType", MeetingType::parse),
    };
    let slot_query = query.or(Some(slot_query))?;
    Ok((query.consultant()?, slot_query))
}

/// The slot; asked for anyone, with everyone who is free then.
fn view_of(next_slot: NextSlot, who: &ConsultantChoice) -> Option<SlotView> {
    let consultant_id = next_slot.consultants.first()?.clone();
    let consultant_ids = (*who == ConsultantChoice::Any).then_some(next_slot.consultants);
    Some(SlotView::new(next_slot.slot, ConsultantSlot { consultant_id, consultant_ids }, None))
}
