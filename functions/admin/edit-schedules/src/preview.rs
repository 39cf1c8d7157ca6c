//! The effects of a draft. Nothing is written.

use domain::{
    access::Capability,
    consultant::{WorkingTime, parse_working_time},
    preview::{Preview, PreviewDay},
    time::Interval,
};
use http_api::{Answer, accept_language, body_up_to, json, path_consultant};
use lambda_http::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    Call,
    document::{MAX_BODY, holidays},
    outside,
};

pub(crate) async fn preview(call: Call<'_>) -> Answer {
    let id = path_consultant(call.request)?;
    let stored = call.consultant(&id, Capability::EditSchedules).await?;
    let draft = parse_working_time(&body_up_to(MAX_BODY, call.request)?)?;
    let before = WorkingTime::from(&stored.consultant);
    let now = call.deps.clock.now();
    let Preview { duration, days, outside, warnings } =
        scheduling::preview(&call.deps.table, &id, (&before, &draft), now).await?;
    let language = accept_language(call.request).unwrap_or_default();
    let warnings = warnings.iter().map(|warning| {
        let mut shown = json!({ "code": warning.code(), "message": texts::schedule_warning(warning, language) });
        if let Some(day) = warning.day() {
            shown["day"] = json!(day);
        }
        shown
    });
    let count = |slots: fn(&PreviewDay) -> &Vec<Interval>| days.iter().map(|day| slots(day).len()).sum::<usize>();
    let mut shown = json!({
        "timezone": draft.schedule.timezone,
        "duration": duration,
        "slots": days.iter().map(day_view).collect::<Vec<_>>(),
        "slotsBefore": count(|day| &day.before),
        "slotsAfter": count(|day| &day.after),
        "warnings": warnings.collect::<Vec<_>>(),
        "holidays": holidays(&call, &draft.schedule),
    });
    outside::add(&mut shown, &call, &id, outside).await?;
    json(StatusCode::OK, &shown)
}

fn day_view(day: &PreviewDay) -> Value {
    json!({ "date": day.date, "before": day.before, "after": day.after })
}
