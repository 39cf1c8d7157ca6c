//! Builds answers.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use lambda_http::{
    Body, Request, Response,
    http::{HeaderValue, StatusCode, header},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Answer, Problem,
    response::{no_store, with_header, with_status},
};

/// JSON with personal data, or for one request only: never cached.
///
/// # Errors
/// If the value can't be serialised, which is a bug.
pub fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    let body = serde_json::to_string(value).map_err(Problem::bug)?;
    let response = Response::new(Body::Text(body));
    let response = with_status(response, status);
    Ok(no_store(with_header(response, "content-type", "application/json")))
}

/// JSON that is the same for all clients, with an `ETag`; 304 if the client has it already.
///
/// # Errors
/// If the value can't be serialised, which is a bug.
pub fn json_cached(request: &Request, cache_control: &str, value: &impl Serialize) -> Answer {
    let body = serde_json::to_string(value).map_err(Problem::bug)?;
    let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(&body)[..12]));
    let response = if has_it(request, &etag) {
        with_status(Response::new(Body::Empty), StatusCode::NOT_MODIFIED)
    } else {
        with_header(Response::new(Body::Text(body)), "content-type", "application/json")
    };
    Ok(with_header(with_header(response, "etag", &etag), "cache-control", cache_control))
}

/// `If-None-Match` compares weakly (RFC 9110, 13.1.2).
fn has_it(request: &Request, etag: &str) -> bool {
    let matches = |value: &HeaderValue| {
        let value = value.to_str().unwrap_or_default();
        value.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == etag)
    };
    request.headers().get_all(header::IF_NONE_MATCH).iter().any(matches)
}
