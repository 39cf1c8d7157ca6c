use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::{DateTime, SecondsFormat};
use emulator::store::Schedule;
use serde_json::{Value, json};

use super::{Pages, broken, json_page};

/// `GET /_local/jobs`: the schedules that have not fired yet, by their instant.
pub(super) async fn list(State(pages): State<Arc<Pages>>) -> Response {
    match pages.aws.store.schedules() {
        Ok(schedules) => json_page(&schedules.iter().map(to_json).collect()),
        Err(error) => broken(&error),
    }
}

fn to_json(schedule: &Schedule) -> Value {
    let input: Value = serde_json::from_str(&schedule.input).unwrap_or_default();
    let at = DateTime::from_timestamp_millis(schedule.at).unwrap_or_default();
    json!({
        "name": schedule.name,
        "at": at.to_rfc3339_opts(SecondsFormat::Secs, true),
        "job": input["job"],
        "reference": input["reference"],
    })
}
