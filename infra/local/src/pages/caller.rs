//! The callers that the pages answer. The pages show every mail and sign any log-in, without a password: a page of another
//! site, open in a browser of this machine, must reach none of them, neither by a form nor by a name of its own that
//! leads here.

use std::net::IpAddr;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Uri},
    middleware::Next,
    response::Response,
};
use lambda_http::http::{StatusCode, header};

use super::problem;

/// Answers requests of this machine's own programs and pages alone.
pub(super) async fn of_this_machine(request: Request, next: Next) -> Response {
    if is_of_this_machine(request.headers()) {
        return next.run(request).await;
    }
    problem(StatusCode::FORBIDDEN, "foreign_caller", "Host or Origin names another machine or site")
}

/// Programs send no `Origin`. Browsers send it with forms and scripts, and their `Host` is the name in the address.
fn is_of_this_machine(headers: &HeaderMap) -> bool {
    let is_host_ours = headers.get(header::HOST).is_some_and(|host| is_ours(host, |text| format!("http://{text}")));
    let is_origin_ours = headers.get_all(header::ORIGIN).iter().all(|origin| is_ours(origin, str::to_owned));
    is_host_ours && is_origin_ours
}

/// Any port: the pages may have a server of their own while they are worked on.
fn is_ours(value: &HeaderValue, address: impl Fn(&str) -> String) -> bool {
    let Ok(Ok(uri)) = value.to_str().map(|text| address(text).parse::<Uri>()) else { return false };
    let Some(host) = uri.host() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(host: &str, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_str(host).unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, HeaderValue::from_str(origin).unwrap());
        }
        is_of_this_machine(&headers)
    }

    #[test]
    fn foreign_names_and_sites_are_refused() {
        for host in ["127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080", "127.0.0.1"] {
            assert!(answers(host, None), "{host}");
            assert!(answers(host, Some("http://127.0.0.1:5173")) && answers(host, Some("http://localhost")), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example:8080", "localhost.evil.example", "evil.example@x", "", "/"]
        {
            assert!(!answers(host, None), "{host}");
        }
        for origin in ["https://evil.example", "null", "http://127.0.0.1.evil.example", "http://localhost@evil.example"]
        {
            assert!(!answers("127.0.0.1:8080", Some(origin)), "{origin}");
        }
        assert!(!is_of_this_machine(&HeaderMap::new()), "without a host");
    }
}
