use axum::response::Response;
use chrono::{DateTime, SecondsFormat};
use lambda_http::http::{HeaderValue, StatusCode, header};

pub(super) use emulator::markup::escaped;

use super::respond;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}\
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ccc;\
vertical-align:top}pre{white-space:pre-wrap;background:#f5f5f5;padding:1rem}\
iframe{width:100%;height:32rem;border:1px solid #ccc}a{color:#0645ad}";

/// A page; its content is escaped already. No script may run on it, in any mail.
pub(super) fn page(title: &str, content: &str) -> Response {
    let title = escaped(title);
    let body = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style>\
         <main><p><a href=\"/_local\">local system</a></p><h1>{title}</h1>{content}</main></html>"
    );
    let mut response = respond(StatusCode::OK, "text/html; charset=utf-8", body);
    let policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'";
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// An instant in milliseconds as RFC 3339.
pub(super) fn instant(millis: i64) -> String {
    DateTime::from_timestamp_millis(millis).unwrap_or_default().to_rfc3339_opts(SecondsFormat::Millis, true)
}
