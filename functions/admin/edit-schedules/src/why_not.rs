//! `GET /v1/admin/why-not`: why a time is or isn't on offer, by the check that sells.

use domain::{
    access::{Capability, Subject},
    availability::AskedSlot,
    consultant::MeetingType,
    fault::Rule,
    ids::ConsultantId,
};
use http_api::{Answer, BookingBrief, Problem, Query, accept_language, json, slot_views};
use lambda_http::http::StatusCode;
use scheduling::SlotExplanation;
use serde_json::{Value, json};

use crate::Call;

/// Facts that an answer about the past leaves out. Days don't have the bookings that were moved away or cancelled since.
const NOT_KEPT: [&str; 3] = ["holds", "outside_calendars", "bookings_gone_since"];

pub(crate) async fn why_not(call: Call<'_>) -> Answer {
    let now = call.deps.clock.now();
    let mut query = Query::of(call.request);
    let id = query.required("consultantId", ConsultantId::parse);
    let start = query.required("start", Query::instant);
    let duration = query.parsed("duration", Query::duration);
    let meeting_type = query.parsed("meetingType", MeetingType::parse);
    let at = query.parsed("at", Query::instant);
    if at.is_some_and(|at| at > now) {
        query.fault("at", Rule::NotInFuture);
    }
    let (id, start) = query.or(id.zip(start))?;
    let stored = call.consultant(&id, Capability::SeeSchedules).await?;
    let duration = duration.unwrap_or_else(|| stored.consultant.rules.default_duration());
    let asked = AskedSlot { start, duration, meeting_type };
    let table = &call.deps.table;
    let found = match at.filter(|at| *at < now) {
        None => scheduling::why_not(table, &id, asked, now).await?.ok_or_else(Problem::no_consultant)?,
        Some(at) => {
            let then = scheduling::why_not_then(table, &id, asked, at).await?;
            then.ok_or_else(|| Problem::invalid("?at", Rule::KnownSince))?
        }
    };
    let mut shown = view(&call, &found);
    if let Some(row) = held_by(&call, &id, &found).await? {
        shown["heldBy"] = json!(row);
    }
    if found.at < now {
        shown["notKept"] = json!(NOT_KEPT);
    }
    json(StatusCode::OK, &shown)
}

fn view(call: &Call<'_>, found: &SlotExplanation) -> Value {
    let language = accept_language(call.request).unwrap_or_default();
    let steps = found.steps.iter().map(|step| {
        let detail = texts::step_detail(&step.detail, found.timezone, language);
        json!({ "rule": step.rule.as_str(), "ok": step.ok, "detail": detail })
    });
    let mut shown = json!({
        "offered": found.reason().is_none(),
        "at": found.at,
        "timezone": found.timezone,
        "scheduleVersion": found.schedule_version,
        "steps": steps.collect::<Vec<_>>(),
        "nearest": slot_views(&found.nearest),
    });
    if let Some(rule) = found.reason() {
        shown["reason"] = json!(rule.as_str());
    }
    shown
}

/// The booking in the way, for an account that may see it.
async fn held_by(call: &Call<'_>, id: &ConsultantId, found: &SlotExplanation) -> Result<Option<BookingBrief>, Problem> {
    let Some(reference) = found.held_by.first() else { return Ok(None) };
    if call.staff.may(Capability::SeeBookings, Subject::Booking(id)).is_err() {
        return Ok(None);
    }
    let sees_contact = call.staff.may(Capability::SeeContact, Subject::Booking(id)).is_ok();
    let booking = call.deps.table.booking_now(reference).await?;
    Ok(booking.map(|booking| BookingBrief::new(&booking, sees_contact)))
}
