//! What is under `/_local`: the mailbox, the clock, the jobs to come, the queues and the bus, for people and for tests.

mod clock;
mod html;
mod index;
mod jobs;
mod mail;
mod state;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    response::Response,
    routing::{get, post},
};
use lambda_http::http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::{store::StoreError, template::System, time::TimeMachine};

/// What the pages show.
pub struct Pages {
    /// The queues there are.
    pub system: Arc<System>,
    /// What was sent, queued and published.
    pub store: crate::store::Store,
    /// The clock.
    pub time: TimeMachine,
    /// Who to wake after a redrive.
    pub activity: crate::activity::Activity,
}

/// The routes under `/_local`.
pub fn router(pages: Arc<Pages>) -> Router {
    Router::new()
        .route("/_local", get(index::show))
        .route("/_local/", get(index::show))
        .route("/_local/mail", get(mail::list))
        .route("/_local/mail.json", get(mail::list_json))
        .route("/_local/mail/{id}", get(mail::show))
        .route("/_local/mail/{id}/html", get(mail::html_part))
        .route("/_local/mail/{id}/attachments/{index}", get(mail::attachment))
        .route("/_local/clock", get(clock::show).post(clock::change))
        .route("/_local/jobs", get(jobs::list))
        .route("/_local/events", get(state::events))
        .route("/_local/queues", get(state::queues))
        .route("/_local/queues/{name}/redrive", post(state::redrive))
        .route("/_local/failures", get(state::failures))
        .with_state(pages)
}

fn respond(status: StatusCode, media_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn json_page(body: &Value) -> Response {
    respond(StatusCode::OK, "application/json", body.to_string())
}

fn problem(status: StatusCode, code: &str, detail: &str) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "code": code,
        "detail": detail,
    });
    respond(status, "application/problem+json", body.to_string())
}

fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, "not_found", "there is no such thing here")
}

fn broken(error: &StoreError) -> Response {
    problem(StatusCode::INTERNAL_SERVER_ERROR, "store", &error.to_string())
}
