use aws_lambda_events::apigw::{
    ApiGatewayRequestAuthorizer, ApiGatewayRequestAuthorizerJwtDescription, ApiGatewayV2httpRequest,
    ApiGatewayV2httpRequestContext, ApiGatewayV2httpRequestContextHttpDescription,
};
use axum::{body::Body as AxumBody, response::Response as AxumResponse};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use emulator::ids;
use lambda_http::{
    Body, Request, Response,
    http::{HeaderMap, HeaderValue, header, request::Parts},
    request::LambdaRequest,
};

use super::{authorizer::JwtClaims, routes::RouteMatch};

/// Builds the event that API Gateway would send and turns it into a request by the same code that runs on Lambda, so
/// that a function can't detect where it runs.
pub(super) fn request(
    head: &Parts,
    body: &[u8],
    found: &RouteMatch<'_>,
    claims: Option<JwtClaims>,
    now: DateTime<Utc>,
) -> Request {
    let mut event = ApiGatewayV2httpRequest::default();
    event.route_key = Some(found.key.to_owned());
    event.raw_path = Some(head.uri.path().to_owned());
    event.raw_query_string = Some(head.uri.query().unwrap_or_default().to_owned());
    event.headers = joined(&head.headers);
    event.path_parameters = found.parameters.clone();
    event.request_context = context(head, found, now);
    event.request_context.authorizer = claims.map(authorizer);
    (event.body, event.is_base64_encoded) = encoded(&head.headers, body);
    LambdaRequest::ApiGatewayV2(event).into()
}

fn context(head: &Parts, found: &RouteMatch<'_>, now: DateTime<Utc>) -> ApiGatewayV2httpRequestContext {
    let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let mut http = ApiGatewayV2httpRequestContextHttpDescription::default();
    http.method = head.method.clone();
    http.path = Some(head.uri.path().to_owned());
    http.protocol = Some("HTTP/1.1".to_owned());
    // The server listens on loopback only.
    http.source_ip = Some("127.0.0.1".to_owned());
    http.user_agent = text(header::USER_AGENT);
    let mut context = ApiGatewayV2httpRequestContext::default();
    context.route_key = Some(found.key.to_owned());
    context.stage = Some("$default".to_owned());
    context.request_id = Some(ids::request());
    context.domain_name = text(header::HOST);
    context.time = Some(now.format("%d/%b/%Y:%H:%M:%S +0000").to_string());
    context.time_epoch = now.timestamp_millis();
    context.http = http;
    context
}

fn authorizer(claims: JwtClaims) -> ApiGatewayRequestAuthorizer {
    let mut jwt = ApiGatewayRequestAuthorizerJwtDescription::default();
    jwt.claims = claims;
    let mut authorizer = ApiGatewayRequestAuthorizer::default();
    authorizer.jwt = Some(jwt);
    authorizer
}

/// API Gateway joins the values of a header that comes more than once.
fn joined(headers: &HeaderMap) -> HeaderMap {
    let mut joined = HeaderMap::with_capacity(headers.keys_len());
    for name in headers.keys() {
        let values: Vec<&[u8]> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
        if let Ok(value) = HeaderValue::from_bytes(&values.join(&b","[..])) {
            joined.insert(name.clone(), value);
        }
    }
    joined
}

/// Text passes unchanged, everything else as base64.
fn encoded(headers: &HeaderMap, body: &[u8]) -> (Option<String>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_text =
        kind.starts_with("text/") || kind.contains("json") || kind.contains("xml") || kind.contains("javascript");
    match std::str::from_utf8(body) {
        Ok(text) if is_text => (Some(text.to_owned()), false),
        _ => (Some(STANDARD.encode(body)), true),
    }
}

/// Converts the function's answer into the client's response.
pub(super) fn response(response: Response<Body>) -> AxumResponse {
    let (head, body) = response.into_parts();
    let body = match body {
        Body::Empty => AxumBody::empty(),
        Body::Text(text) => AxumBody::from(text),
        Body::Binary(bytes) => AxumBody::from(bytes),
        other => AxumBody::from(other.to_vec()),
    };
    AxumResponse::from_parts(head, body)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use lambda_http::{Body, RequestExt, http::Request, request::RequestContext};

    use super::{RouteMatch, request};

    #[test]
    fn a_function_sees_what_api_gateway_would_show_it() {
        let sent = Request::post("/v1/bookings/VLT%2D1/cancel?a=1&a=2&b=x%20y")
            .header("host", "127.0.0.1:8080")
            .header("content-type", "application/json")
            .header("x-twice", "1")
            .header("x-twice", "2")
            .header("user-agent", "test")
            .body(())
            .unwrap();
        let (head, ()) = sent.into_parts();
        let parameters = HashMap::from([("reference".to_owned(), "VLT-1".to_owned())]);
        let found = RouteMatch { key: "POST /v1/bookings/{reference}/cancel", function: "F", guard: None, parameters };
        let claims = HashMap::from([("cognito:groups".to_owned(), "[admin]".to_owned())]);
        let seen =
            request(&head, br#"{"reason":"ill"}"#, &found, Some(claims), "2026-11-23T08:00:00Z".parse().unwrap());

        assert_eq!(seen.method(), "POST");
        assert_eq!(seen.uri().path(), "/v1/bookings/VLT%2D1/cancel");
        assert_eq!(seen.path_parameters().first("reference"), Some("VLT-1"));
        assert_eq!(seen.query_string_parameters().all("a"), Some(vec!["1", "2"]));
        assert_eq!(seen.query_string_parameters().first("b"), Some("x y"));
        assert_eq!(seen.headers()["x-twice"], "1,2");
        assert!(matches!(seen.body(), Body::Text(text) if text == r#"{"reason":"ill"}"#));
        let RequestContext::ApiGatewayV2(context) = seen.request_context() else { panic!("another context") };
        assert_eq!(context.http.source_ip.as_deref(), Some("127.0.0.1"));
        assert_eq!(context.http.user_agent.as_deref(), Some("test"));
        assert_eq!(context.time.as_deref(), Some("23/Nov/2026:08:00:00 +0000"));
        assert_eq!(context.request_id.map(|id| id.len()), Some(16));
        assert_eq!(context.authorizer.unwrap().jwt.unwrap().claims["cognito:groups"], "[admin]");
    }

    #[test]
    fn body_without_text_type_is_binary() {
        let (head, ()) = Request::post("/v1/bookings").body(()).unwrap().into_parts();
        let found = RouteMatch { key: "POST /v1/bookings", function: "F", guard: None, parameters: HashMap::new() };
        let seen = request(&head, b"\xff\x00", &found, None, chrono::DateTime::UNIX_EPOCH);
        assert!(matches!(seen.body(), Body::Binary(bytes) if bytes == b"\xff\x00"));
    }
}
