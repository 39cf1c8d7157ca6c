//! Files by the addresses that functions give out: each is signed, and ends.

use std::sync::Arc;

use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use chrono::NaiveDateTime;
use lambda_http::http::{HeaderValue, StatusCode, header};

use super::{Pages, respond};

/// The longest life of a signature, in seconds: the bucket's policy in `template.yaml` says so.
const MAX_SECONDS: i64 = 60;

/// The signature itself isn't computed again here: an address is as unguessable as the name of its file.
pub(super) async fn fetch(
    State(pages): State<Arc<Pages>>,
    Path((bucket, key)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Response {
    let refused = || respond(StatusCode::FORBIDDEN, "application/xml", "<Error><Code>AccessDenied</Code></Error>");
    let now = pages.aws.clock.now();
    // Signature Version 4 in the query.
    let query = query.unwrap_or_default();
    let parameter = |wanted: &str| {
        form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
    };
    let begun = parameter("X-Amz-Date").and_then(|at| NaiveDateTime::parse_from_str(&at, "%Y%m%dT%H%M%SZ").ok());
    let expires = parameter("X-Amz-Expires").and_then(|seconds| seconds.parse::<i64>().ok());
    let (Some(begun), Some(expires), Some(_)) = (begun, expires, parameter("X-Amz-Signature")) else {
        return refused();
    };
    let age = (now - begun.and_utc()).num_seconds();
    if !(-5..=expires.min(MAX_SECONDS)).contains(&age) {
        return refused();
    }
    let Ok(content) = pages.aws.objects.read(&bucket, &key) else {
        return respond(StatusCode::NOT_FOUND, "application/xml", "<Error><Code>NoSuchKey</Code></Error>");
    };
    let mut response = respond(StatusCode::OK, "text/csv; charset=utf-8", content);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(Ok(disposition)) = parameter("response-content-disposition").as_deref().map(HeaderValue::from_str) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
