//! The pages under `/_local`: the mailbox, short messages and chat, the log-in, the clock, the scheduled jobs, the
//! queues and the bus, for people and for tests.

mod caller;
mod chat;
mod clock;
mod files;
mod html;
mod identities;
mod index;
mod jobs;
mod login;
mod mail;
mod oauth;
mod session;
mod sms;
mod state;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    http::HeaderMap,
    middleware::from_fn,
    response::Response,
    routing::{get, post},
};
use emulator::{aws::Aws, store::StoreError, time::TimeMachine};
use lambda_http::http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use crate::{chat::Chat, issuer::Issuer};

/// Sources of the pages.
pub struct Pages {
    /// The resources, and all sent, queued and published messages.
    pub aws: Arc<Aws>,
    pub time: TimeMachine,
    /// Signs the tokens.
    pub issuer: Arc<Issuer>,
    /// Behaviour of the webhooks.
    pub chat: Chat,
    /// For the lookup of a user's consultant, if the template has a table.
    pub table: Option<table::Table>,
}

/// The routes under `/_local`, and those of the log-in.
pub fn router(pages: Arc<Pages>) -> Router {
    Router::new()
        .route("/_local", get(index::show))
        .route("/_local/", get(index::show))
        .route("/_local/mail", get(mail::list))
        .route("/_local/mail.json", get(mail::list_json))
        .route("/_local/mail/{id}", get(mail::show))
        .route("/_local/mail/{id}/html", get(mail::html_part))
        .route("/_local/mail/{id}/bounce", post(mail::bounce))
        .route("/_local/mail/{id}/complaint", post(mail::complaint))
        .route("/_local/mail/{id}/suppressed", post(mail::suppressed))
        .route("/_local/mail/{id}/attachments/{index}", get(mail::attachment))
        .route("/_local/sms", get(sms::list))
        .route("/_local/sms.json", get(sms::list_json))
        .route("/_local/chat", get(chat::list))
        .route("/_local/chat.json", get(chat::list_json))
        .route("/_local/chat/{name}", post(chat::receive))
        .route("/_local/login", get(login::show).post(login::log_in))
        .route("/oauth2/authorize", get(oauth::show).post(oauth::log_in))
        .route("/oauth2/token", post(oauth::exchange))
        .route("/oauth2/revoke", post(oauth::revoke))
        .route("/logout", get(oauth::log_out))
        .route("/_local/issuer/.well-known/jwks.json", get(login::jwks))
        .route("/_local/issuer/.well-known/openid-configuration", get(login::configuration))
        .route("/_local/clock", get(clock::show).post(clock::change))
        .route("/_local/s3/{bucket}/{key}", get(files::fetch))
        .route("/_local/jobs", get(jobs::list))
        .route("/_local/events", get(state::events))
        .route("/_local/queues", get(state::queues))
        .route("/_local/queues/{name}/redrive", post(state::redrive))
        .route("/_local/failures", get(state::failures))
        .route("/_local/metrics", get(state::metrics))
        .route_layer(from_fn(caller::of_this_machine))
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

/// The fields of a form, if the body is one.
fn form(headers: &HeaderMap, body: &Bytes) -> Option<Vec<(String, String)>> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    is_form.then(|| form_urlencoded::parse(body).into_owned().collect())
}

/// Redirects a browser after a form.
fn see_other(location: &str) -> Response {
    let mut response = respond(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", Body::empty());
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, "not_found", "there is no such thing here")
}

fn broken(error: &StoreError) -> Response {
    problem(StatusCode::INTERNAL_SERVER_ERROR, "store", &error.to_string())
}
