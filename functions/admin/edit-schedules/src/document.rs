//! The document `{timezone, schedule, rules}`, and views on parts of it.

use chrono::{Days, NaiveDate};
use domain::{
    access::Capability,
    consultant::{WorkingTime, parse_working_time},
    fault::Faults,
    ids::ConsultantId,
    time::local_date,
};
use http_api::{Answer, Problem, body_up_to, json, path_consultant, with_etag};
use lambda_http::http::StatusCode;
use serde::Serialize;
use serde_json::{Value, json};
use table::StoredConsultant;

use crate::{Call, edit::Edited, outside};

/// Bytes of a body: two years of exceptions as a program writes them. The stored document has a limit of its own.
pub(crate) const MAX_BODY: usize = 512 * 1024;
/// Days of listed holidays.
const HOLIDAY_DAYS: u64 = 730;

pub(crate) async fn show(call: Call<'_>) -> Answer {
    let id = path_consultant(call.request)?;
    let stored = call.consultant(&id, Capability::SeeSchedules).await?;
    let answer = json(StatusCode::OK, &view(&call, &stored))?;
    Ok(with_etag(answer, stored.schedule.number))
}

pub(crate) async fn put(call: Call<'_>) -> Answer {
    let body = body_up_to(MAX_BODY, call.request)?;
    edited(call, |_| parse_working_time(&body)).await
}

pub(crate) async fn put_rules(call: Call<'_>) -> Answer {
    let body = body_up_to(MAX_BODY, call.request)?;
    edited(call, |before| before.with_rules(&body)).await
}

pub(crate) async fn put_exception(call: Call<'_>) -> Answer {
    let body = body_up_to(MAX_BODY, call.request)?;
    edited(call, |before| before.with_exception(&body)).await
}

/// Saves a change; answers with the document and the bookings that are outside of it, as read after the write.
pub(crate) async fn edited(call: Call<'_>, change: impl Fn(&WorkingTime) -> Result<WorkingTime, Faults>) -> Answer {
    let id = path_consultant(call.request)?;
    let edited = call.edit(&id, change).await?;
    let shown = with_outside(&call, &id, &edited).await?;
    Ok(with_etag(json(StatusCode::OK, &shown)?, edited.stored.schedule.number))
}

async fn with_outside(call: &Call<'_>, id: &ConsultantId, edited: &Edited) -> Result<Value, Problem> {
    let after = WorkingTime::from(&edited.stored.consultant);
    let now = call.deps.clock.now();
    let outside = scheduling::outside(&call.deps.table, id, (&edited.before, &after), now).await?;
    let mut shown = view(call, &edited.stored);
    outside::add(&mut shown, call, id, outside).await?;
    Ok(shown)
}

fn view(call: &Call<'_>, stored: &StoredConsultant) -> Value {
    let mut shown = WorkingTime::from(&stored.consultant).document();
    let version = &stored.schedule;
    shown["version"] = json!(version.number);
    shown["holidays"] = json!(holidays(call, &stored.consultant.schedule));
    if let Some(at) = version.changed_at {
        shown["changedAt"] = json!(at);
    }
    if let Some(by) = &version.changed_by {
        shown["changedBy"] = json!(by);
    }
    shown
}

/// A holiday with its switch.
#[derive(Serialize)]
pub(crate) struct HolidayView {
    date: NaiveDate,
    name: String,
    kind: &'static str,
    on: bool,
}

/// The holidays of the next two years.
pub(crate) fn holidays(call: &Call<'_>, schedule: &domain::schedule::Schedule) -> Vec<HolidayView> {
    let today = local_date(schedule.timezone, call.deps.clock.now());
    let listed = schedule.holidays_between(today, today + Days::new(HOLIDAY_DAYS));
    let view = |holiday: domain::schedule::ListedHoliday| HolidayView {
        date: holiday.date,
        name: holiday.name,
        kind: if holiday.is_own { "own" } else { "public" },
        on: holiday.is_on,
    };
    listed.into_iter().map(view).collect()
}
