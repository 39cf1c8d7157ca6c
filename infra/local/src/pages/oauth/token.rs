use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use axum::{body::Bytes, extract::State, response::Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use emulator::store::{Granted, StoreError};
use lambda_http::http::StatusCode;
use platform::Random;
use sam::UserClient;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    Fields, Pages,
    authorize::{CODE, CodeFacts},
    client,
};
use crate::{
    issuer::{LogIn, User},
    pages::{broken, json_page, login::keyless, respond},
};

const REFRESH: &str = "refresh";
/// A used refresh token works again for this long, in case the answer with its successor was lost.
const GRACE_MILLIS: i64 = 30_000;

/// A refresh token's content.
#[derive(Debug, Serialize, Deserialize)]
struct RefreshFacts {
    client_id: String,
    sub: String,
    login: LogIn,
    /// The end of the whole log-in, in milliseconds: a renewal doesn't extend it.
    ends_at: i64,
    /// In milliseconds.
    issued_at: i64,
}

/// Why there are no tokens.
enum TokenError {
    /// The error's code in RFC 6749, 5.2.
    Refused(&'static str),
    Store(StoreError),
}

impl From<StoreError> for TokenError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// `POST /oauth2/token`: tokens for a code or a refresh token.
pub(in crate::pages) async fn exchange(State(pages): State<Arc<Pages>>, body: Bytes) -> Response {
    let fields = Fields::parse(&body);
    let granted = match fields.get("grant_type") {
        Some("authorization_code") => of_code(&pages, &fields),
        Some("refresh_token") => of_refresh_token(&pages, &fields),
        Some(_) => Err(TokenError::Refused("unsupported_grant_type")),
        None => Err(TokenError::Refused("invalid_request")),
    };
    match granted {
        Ok((client, user, facts)) => answer(&pages, client, &user, facts).await,
        Err(TokenError::Refused(error)) => refused(error),
        Err(TokenError::Store(error)) => broken(&error),
    }
}

/// `POST /oauth2/revoke`: forgets a refresh token; unknown ones are fine.
pub(in crate::pages) async fn revoke(State(pages): State<Arc<Pages>>, body: Bytes) -> Response {
    let fields = Fields::parse(&body);
    let Some(token) = fields.get("token") else { return refused("invalid_request") };
    match pages.aws.store.take_grant(token) {
        Ok(_) => respond(StatusCode::OK, "application/json", ""),
        Err(error) => broken(&error),
    }
}

type Grant<'a> = (&'a UserClient, User, RefreshFacts);

fn of_code<'a>(pages: &'a Pages, fields: &Fields) -> Result<Grant<'a>, TokenError> {
    let invalid = TokenError::Refused("invalid_grant");
    let code = fields.get("code").ok_or(TokenError::Refused("invalid_request"))?;
    let now = pages.time.clock().now_millis();
    let granted = pages.aws.store.granted(code, CODE, now)?;
    // Once, whether it fits or not.
    if !pages.aws.store.take_grant(code)? {
        return Err(invalid);
    }
    let facts = granted.and_then(|granted| serde_json::from_str::<CodeFacts>(&granted.body).ok());
    let Some(facts) = facts else { return Err(invalid) };
    let client = client(pages, &facts.request.client_id).ok_or(TokenError::Refused("invalid_client"))?;
    let is_theirs = fields.get("client_id") == Some(client.id.as_str())
        && fields.get("redirect_uri") == Some(facts.request.redirect_uri.as_str())
        && is_verified(facts.request.code_challenge.as_deref(), fields.get("code_verifier"));
    if !is_theirs {
        return Err(invalid);
    }
    let user = user(pages, &facts.sub, i64::MAX)?;
    let login = LogIn::new(facts.auth_time, facts.request.scope, facts.request.nonce);
    let validity = i64::try_from(client.refresh_token_validity.as_millis()).unwrap_or(i64::MAX);
    let ends_at = now.saturating_add(validity);
    Ok((client, user, RefreshFacts { client_id: client.id.clone(), sub: facts.sub, login, ends_at, issued_at: now }))
}

fn of_refresh_token<'a>(pages: &'a Pages, fields: &Fields) -> Result<Grant<'a>, TokenError> {
    let token = fields.get("refresh_token").ok_or(TokenError::Refused("invalid_request"))?;
    let now = pages.time.clock().now_millis();
    let granted = pages.aws.store.granted(token, REFRESH, now)?;
    let facts = granted.as_ref().and_then(|granted| serde_json::from_str::<RefreshFacts>(&granted.body).ok());
    let (Some(granted), Some(facts)) = (granted, facts) else { return Err(TokenError::Refused("invalid_grant")) };
    let client = client(pages, &facts.client_id).filter(|client| fields.get("client_id") == Some(client.id.as_str()));
    let client = client.ok_or(TokenError::Refused("invalid_client"))?;
    let user = user(pages, &facts.sub, facts.issued_at)?;
    let grace = Granted { expires_at: granted.expires_at.min(now + GRACE_MILLIS), ..granted };
    pages.aws.store.put_grant(token, &grace)?;
    // A renewed ID token repeats no nonce.
    let login = LogIn { nonce: None, ..facts.login };
    Ok((client, user, RefreshFacts { login, issued_at: now, ..facts }))
}

/// The user, unless they are disabled or were signed out after the token.
fn user(pages: &Pages, sub: &str, issued_at: i64) -> Result<User, TokenError> {
    let user = pages.aws.store.user(sub)?.filter(|user| user.is_enabled && user.signed_out_at < issued_at);
    user.map(User::from).ok_or(TokenError::Refused("invalid_grant"))
}

/// RFC 7636, 4.6.
fn is_verified(challenge: Option<&str>, verifier: Option<&str>) -> bool {
    let hashed = verifier.map(|verifier| URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())));
    hashed.as_deref() == challenge
}

async fn answer(pages: &Pages, client: &UserClient, user: &User, facts: RefreshFacts) -> Response {
    let now = pages.time.clock().now().timestamp();
    let tokens = match pages.issuer.tokens(user, client, &facts.login, now).await {
        Ok(tokens) => tokens,
        Err(error) => return keyless(&error),
    };
    let refresh = Random::system().hex::<32>();
    let body = serde_json::to_string(&facts).unwrap_or_default();
    let granted = Granted { kind: REFRESH.to_owned(), body, expires_at: facts.ends_at };
    if let Err(error) = pages.aws.store.put_grant(&refresh, &granted) {
        return broken(&error);
    }
    json_page(&json!({
        "id_token": tokens.id,
        "access_token": tokens.access,
        "refresh_token": refresh,
        "expires_in": client.access_token_validity.as_secs(),
        "token_type": "Bearer",
    }))
}

fn refused(error: &str) -> Response {
    respond(StatusCode::BAD_REQUEST, "application/json", json!({ "error": error }).to_string())
}
