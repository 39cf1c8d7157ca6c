use std::sync::Arc;

use axum::{body::Bytes, extract::State, response::Response};
use chrono::{DateTime, SecondsFormat, Utc};
use emulator::time::MoveError;
use lambda_http::http::StatusCode;
use serde_json::{Value, json};

use super::{Pages, json_page, problem};
use crate::duration;

/// `GET /_local/clock`: the local time.
pub(super) async fn show(State(pages): State<Arc<Pages>>) -> Response {
    now(&pages)
}

/// `POST /_local/clock`: moves the clock, and answers when all work that fell due has run.
pub(super) async fn change(State(pages): State<Arc<Pages>>, body: Bytes) -> Response {
    let Ok(request) = serde_json::from_slice::<Value>(&body) else {
        return problem(StatusCode::BAD_REQUEST, "malformed_body", "the body is not JSON");
    };
    let target = match target(&request, pages.time.clock().now()) {
        Ok(target) => target,
        Err(detail) => return problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid_clock", &detail),
    };
    // A task of its own: a client that gives up waiting does not leave the clock half way.
    let time = pages.time.clone();
    match tokio::spawn(async move { time.move_to(target).await }).await {
        Ok(Ok(())) => now(&pages),
        Ok(Err(error @ MoveError::Backward)) => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, "clock_moves_forward_only", &error.to_string())
        }
        Ok(Err(error)) => problem(StatusCode::SERVICE_UNAVAILABLE, "restless", &error.to_string()),
        Err(error) => problem(StatusCode::INTERNAL_SERVER_ERROR, "clock", &error.to_string()),
    }
}

fn now(pages: &Pages) -> Response {
    json_page(&json!({ "now": pages.time.clock().now().to_rfc3339_opts(SecondsFormat::Millis, true) }))
}

fn target(request: &Value, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    match (&request["advance"], &request["set"]) {
        (Value::String(text), Value::Null) => {
            let by = duration::parse(text).ok_or_else(|| format!("{text:?} is not a duration like PT24H or P3D"))?;
            now.checked_add_signed(by).ok_or_else(|| format!("{text:?} is too far"))
        }
        (Value::Null, Value::String(text)) => {
            let instant = DateTime::parse_from_rfc3339(text).map(|it| it.to_utc());
            instant.map_err(|_| format!("{text:?} is not an instant like 2026-11-23T08:00:00Z"))
        }
        _ => Err("one of advance and set is needed, as a string".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::target;

    #[test]
    fn advance_and_set() {
        let now = "2026-11-23T08:00:00Z".parse().unwrap();
        let to = |request| target(&request, now).map(|it| it.to_rfc3339());
        assert_eq!(to(json!({"advance": "PT24H"})).unwrap(), "2026-11-24T08:00:00+00:00");
        assert_eq!(to(json!({"set": "2026-12-01T10:00:00+01:00"})).unwrap(), "2026-12-01T09:00:00+00:00");
        for wrong in [json!({}), json!({"advance": 5}), json!({"advance": "1h"}), json!({"set": "tomorrow"}), json!([])]
        {
            assert!(to(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
