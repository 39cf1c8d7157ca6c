//! The HTTP API: the template's routes and authorizers, CORS, and requests as API Gateway hands them to Lambda.

mod authorizer;
mod cors;
mod exchange;
mod files;
mod page_list;
mod routes;

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    response::Response,
};
use lambda_http::http::{HeaderValue, Method, StatusCode, header};

pub use files::Files;
pub use routes::Routes;

use authorizer::Authorizers;
use emulator::{clock::LocalClock, registry::Functions};
use sam::{Cors, System};

use crate::issuer::Issuer;

/// API Gateway's limit of a body; the functions' own limits are lower.
const MAX_BODY: usize = 10 * 1024 * 1024;
/// Lambda's limit of a function's answer ("Response payload size exceeded maximum allowed payload size").
const MAX_ANSWER: usize = 6 * 1024 * 1024;

/// The HTTP API with the pages beside it.
pub struct Gateway {
    routes: Routes,
    cors: Option<Cors>,
    functions: Functions,
    authorizers: Authorizers,
    files: Files,
    clock: LocalClock,
}

impl Gateway {
    /// Creates a gateway that answers with these functions and, without a route, with these pages.
    pub fn new(system: &System, functions: Functions, issuer: Arc<Issuer>, files: Files, clock: LocalClock) -> Self {
        let authorizers = Authorizers::new(system.authorizers.clone(), issuer);
        Self { routes: Routes::new(&system.routes), cors: system.cors.clone(), functions, authorizers, files, clock }
    }

    pub async fn answer(self: Arc<Self>, request: Request) -> Response {
        let origin = request.headers().get(header::ORIGIN).cloned();
        if let Some(cors) = &self.cors
            && let Some(preflight) = cors::preflight(cors, &request)
        {
            return preflight;
        }
        let mut response = self.route(request).await;
        if let Some(cors) = &self.cors {
            cors::allow(cors, origin.as_ref(), response.headers_mut());
        }
        // The clock here can be moved, and the pages take the time from the server.
        if let Ok(date) = HeaderValue::from_str(&self.clock.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string()) {
            response.headers_mut().insert(header::DATE, date);
        }
        response
    }

    async fn route(&self, request: Request) -> Response {
        let path = request.uri().path().to_owned();
        let is_api = path == "/v1" || path.starts_with("/v1/");
        let found = self.routes.find(request.method(), &path);
        let is_page = found.is_none() && !is_api && matches!(*request.method(), Method::GET | Method::HEAD);
        if is_page && let Some(page) = self.files.find(&path).await {
            return page;
        }
        let Some(found) = found.or_else(|| self.routes.default()) else {
            return message(StatusCode::NOT_FOUND, "Not Found");
        };
        let Some((handler, timeout)) = self.functions.http(found.function) else {
            return message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
        };
        let now = self.clock.now();
        let claims = match found.guard {
            None => None,
            Some(guard) => match self.authorizers.check(guard, request.headers(), now.timestamp()).await {
                Ok(claims) => Some(claims),
                Err(refusal) => return refusal.response(),
            },
        };
        let (head, body) = request.into_parts();
        let Ok(body) = to_bytes(body, MAX_BODY).await else {
            return message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
        };
        // A task of its own: a client that hangs up does not end the function, as on Lambda.
        let mut invocation = tokio::spawn(handler(exchange::request(&head, &body, &found, claims, now)));
        match tokio::time::timeout(timeout, &mut invocation).await {
            Ok(Ok(response)) if response.body().len() > MAX_ANSWER => {
                tracing::error!(function = found.function, "a function's answer is larger than Lambda returns");
                message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
            }
            Ok(Ok(response)) => exchange::response(response),
            // The function has logged it. A panic's message may quote anything.
            Ok(Err(_)) => message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
            Err(_) => {
                invocation.abort();
                tracing::error!(function = found.function, "a function took longer than the template allows");
                message(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
            }
        }
    }
}

/// API Gateway's own message, without a function.
fn message(status: StatusCode, text: &str) -> Response {
    let mut response = Response::new(Body::from(format!(r#"{{"message":"{text}"}}"#)));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
