use axum::{body::Body, extract::Request, response::Response};
use lambda_http::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use sam::Cors;

/// The answer to a preflight, which API Gateway gives without asking a function.
pub(super) fn preflight(cors: &Cors, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let asks = request.method() == Method::OPTIONS && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let origin = headers.get(header::ORIGIN).filter(|_| asks)?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if let Some(allowed) = allowed_origin(cors, origin) {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
        set(headers, header::ACCESS_CONTROL_ALLOW_METHODS, &cors.methods.join(","));
        set(headers, header::ACCESS_CONTROL_ALLOW_HEADERS, &cors.headers.join(",").to_ascii_lowercase());
        set(headers, header::ACCESS_CONTROL_MAX_AGE, &cors.max_age_seconds.to_string());
    }
    Some(response)
}

/// Adds the headers that let a script of another origin read the answer. They replace the function's own, as in API
/// Gateway.
pub(super) fn allow(cors: &Cors, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
    let Some(allowed) = origin.and_then(|origin| allowed_origin(cors, origin)) else { return };
    if allowed != "*" {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, &cors.exposed.join(",").to_ascii_lowercase());
}

fn allowed_origin(cors: &Cors, origin: &HeaderValue) -> Option<HeaderValue> {
    if cors.origins.iter().any(|allowed| allowed == "*") {
        return Some(HeaderValue::from_static("*"));
    }
    cors.origins.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()).then(|| origin.clone())
}

fn set(headers: &mut HeaderMap, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value)
        && !value.is_empty()
    {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::Body, extract::Request};
    use lambda_http::http::{HeaderMap, HeaderValue};
    use sam::Cors;

    use super::{allow, preflight};

    fn cors(origin: &str) -> Cors {
        Cors {
            origins: vec![origin.to_owned()],
            methods: vec!["GET".to_owned(), "POST".to_owned()],
            headers: vec!["Content-Type".to_owned()],
            exposed: vec!["ETag".to_owned()],
            max_age_seconds: 600,
        }
    }

    #[test]
    fn a_preflight_is_answered_for_an_allowed_origin() {
        let ask = Request::options("/v1/bookings")
            .header("origin", "https://a.example")
            .header("access-control-request-method", "POST")
            .body(Body::empty())
            .unwrap();
        let answer = preflight(&cors("https://a.example"), &ask).unwrap();
        assert_eq!(answer.status(), 204);
        assert_eq!(answer.headers()["access-control-allow-origin"], "https://a.example");
        assert_eq!(answer.headers()["access-control-allow-methods"], "GET,POST");
        let answer = preflight(&cors("https://b.example"), &ask).unwrap();
        assert!(!answer.headers().contains_key("access-control-allow-origin"));
    }

    #[test]
    fn options_without_method_is_no_preflight() {
        let ask = Request::options("/v1/bookings").header("origin", "https://a.example").body(Body::empty()).unwrap();
        assert!(preflight(&cors("*"), &ask).is_none());
    }

    #[test]
    fn cors_headers_need_an_origin() {
        let mut headers = HeaderMap::new();
        allow(&cors("*"), None, &mut headers);
        assert!(headers.is_empty());
        allow(&cors("*"), Some(&HeaderValue::from_static("https://a.example")), &mut headers);
        assert_eq!(headers["access-control-allow-origin"], "*");
        assert_eq!(headers["access-control-expose-headers"], "etag");
    }
}
