//! Sets the status and the headers of a response.

use lambda_http::{
    Body, Response,
    http::{HeaderValue, StatusCode},
};

/// Forbids caching of an answer.
pub fn no_store(response: Response<Body>) -> Response<Body> {
    with_header(response, "cache-control", "no-store")
}

/// Sets a header; an invalid value is left out.
pub fn with_header(mut response: Response<Body>, name: &'static str, value: &str) -> Response<Body> {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

pub(crate) fn with_status(mut response: Response<Body>, status: StatusCode) -> Response<Body> {
    *response.status_mut() = status;
    response
}
