//! `GET /v1/availability/next`: the next slot of one consultant or of any.

use std::sync::Arc;

use domain::{availability::DayPart, booking::ConsultantChoice, consultant::MeetingType, time::Instant};
use http_api::{Answer, AvailabilityDeps, ConsultantSlot, In, Problem, Query, SlotView, json_cached};
use lambda_http::Request;
use scheduling::{NextSlot, NextSlotQuery};
use serde::Serialize;

#[derive(Serialize)]
struct NextView {
    slot: Option<SlotView>,
}

/// Finds the next slot.
///
/// # Errors
/// 404 for an unknown consultant, 422 for invalid parameters or a meeting that isn't offered.
pub async fn handle(deps: Arc<AvailabilityDeps>, request: Request) -> Answer {
    let now = deps.clock.now();
    let (consultant, mut slot_query) = parse(&request, now)?;
    if consultant == ConsultantChoice::Any {
        slot_query.zone = slot_query.zone.or(Some(deps.settings.now(&deps.table).await?.timezone));
    }
    let next_slot = scheduling::next(&deps.table, &consultant, &slot_query, now).await;
    let next_slot = next_slot.map_err(|refused| Problem::unavailable(refused, In::Query))?;
    let slot = next_slot.and_then(|next_slot| view_of(next_slot, &consultant));
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

/// The slot; for `any`, with every consultant available then.
fn view_of(next_slot: NextSlot, consultant: &ConsultantChoice) -> Option<SlotView> {
    let consultant_id = next_slot.consultants.first()?.clone();
    let consultant_ids = (*consultant == ConsultantChoice::Any).then_some(next_slot.consultants);
    Some(SlotView::new(next_slot.slot, ConsultantSlot::new(consultant_id, consultant_ids), None))
}
