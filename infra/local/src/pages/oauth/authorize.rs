use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    response::Response,
};
use emulator::store::Granted;
use lambda_http::http::{HeaderMap, StatusCode};
use platform::Random;
use serde::{Deserialize, Serialize};

use super::{Fields, Pages, client};
use crate::{
    issuer::User,
    pages::{broken, identities, login, problem, see_other, session},
};

/// A code's validity; Cognito's as well.
const CODE_SECONDS: i64 = 300;
pub(super) const CODE: &str = "code";

/// The fields that a log-in carries through its page.
const CARRIED: [&str; 8] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
];

/// A client's request for a log-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LogInRequest {
    pub(super) client_id: String,
    pub(super) redirect_uri: String,
    pub(super) scope: String,
    state: Option<String>,
    pub(super) nonce: Option<String>,
    /// The SHA-256 of the verifier, in base64url.
    pub(super) code_challenge: Option<String>,
}

/// A code's content.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct CodeFacts {
    pub(super) request: LogInRequest,
    /// The user's id.
    pub(super) sub: String,
    /// The instant of the log-in, in seconds.
    pub(super) auth_time: i64,
}

/// `GET /oauth2/authorize`: asks for an identity, unless the browser has a session, and returns to the client with a
/// code.
pub(in crate::pages) async fn show(
    State(pages): State<Arc<Pages>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let request = match parse(&pages, &fields) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    match session::user(&pages, &headers) {
        Ok(Some(user)) if fields.get("prompt") != Some("login") => returned(&pages, request, &user),
        Ok(_) => identities::page(&pages, "/oauth2/authorize", &carried(&fields)).await,
        Err(error) => broken(&error),
    }
}

/// `POST /oauth2/authorize`: the form of that page.
pub(in crate::pages) async fn log_in(State(pages): State<Arc<Pages>>, body: Bytes) -> Response {
    let fields = Fields::parse(&body);
    let request = match parse(&pages, &fields) {
        Ok(request) => request,
        Err(refusal) => return *refusal,
    };
    let login = match login::check(login::of_form(&fields.0), &pages.aws.system.user_groups) {
        Ok(login) => login,
        Err(detail) => return login::invalid(&detail),
    };
    match login::user_of(&pages, &login).await {
        Ok(user) => session::begin(&pages, &user, returned(&pages, request, &user)),
        Err(refusal) => refusal,
    }
}

/// `GET /logout`: ends the session, and returns to one of the client's addresses for that.
pub(in crate::pages) async fn log_out(
    State(pages): State<Arc<Pages>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let client = fields.get("client_id").and_then(|id| client(&pages, id));
    let back = fields.get("logout_uri");
    match (client, back) {
        (Some(client), Some(back)) if client.logout_urls.iter().any(|url| url == back) => {
            session::end(&pages, &headers, see_other(back))
        }
        _ => bad("client_id and logout_uri must be a client of the template and one of its LogoutURLs"),
    }
}

fn carried(fields: &Fields) -> Vec<(String, String)> {
    fields.0.iter().filter(|(name, _)| CARRIED.contains(&name.as_str())).cloned().collect()
}

/// Parses a request. A wrong client or address is shown here; every other fault goes back to the client.
fn parse(pages: &Pages, fields: &Fields) -> Result<LogInRequest, Box<Response>> {
    let (id, redirect) = (fields.get("client_id").unwrap_or_default(), fields.get("redirect_uri").unwrap_or_default());
    let known = client(pages, id).filter(|client| client.callback_urls.iter().any(|url| url == redirect));
    let Some(known) = known else {
        return Err(Box::new(bad(
            "client_id and redirect_uri must be a client of the template and one of its CallbackURLs",
        )));
    };
    let owned = |name: &str| fields.get(name).map(str::to_owned);
    let request = LogInRequest {
        client_id: id.to_owned(),
        redirect_uri: redirect.to_owned(),
        scope: owned("scope").unwrap_or_else(|| known.scopes.join(" ")),
        state: owned("state"),
        nonce: owned("nonce"),
        code_challenge: owned("code_challenge"),
    };
    let fault = if fields.get("response_type") != Some("code") {
        Some("unsupported_response_type")
    } else if request.scope.split(' ').any(|scope| !known.scopes.iter().any(|it| it == scope)) {
        Some("invalid_scope")
    } else if request.code_challenge.is_some() != (fields.get("code_challenge_method") == Some("S256")) {
        Some("invalid_request")
    } else {
        None
    };
    match fault {
        Some(error) => Err(Box::new(back(&request, &[("error", error)]))),
        None => Ok(request),
    }
}

/// Gives out a code.
fn returned(pages: &Pages, request: LogInRequest, user: &User) -> Response {
    let code = Random::system().hex::<16>();
    let now = pages.time.clock().now_millis();
    let facts = CodeFacts { request: request.clone(), sub: user.sub.clone(), auth_time: now / 1_000 };
    let body = serde_json::to_string(&facts).unwrap_or_default();
    let granted = Granted { kind: CODE.to_owned(), body, expires_at: now + CODE_SECONDS * 1_000 };
    match pages.aws.store.put_grant(&code, &granted) {
        Ok(()) => back(&request, &[("code", &code)]),
        Err(error) => broken(&error),
    }
}

/// Returns to the client, with its state.
fn back(request: &LogInRequest, fields: &[(&str, &str)]) -> Response {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields.iter());
    if let Some(state) = &request.state {
        query.append_pair("state", state);
    }
    let separator = if request.redirect_uri.contains('?') { '&' } else { '?' };
    see_other(&format!("{}{separator}{}", request.redirect_uri, query.finish()))
}

fn bad(detail: &str) -> Response {
    problem(StatusCode::BAD_REQUEST, "invalid_request", detail)
}
