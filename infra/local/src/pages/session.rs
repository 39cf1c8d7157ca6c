//! The log-in's own session in a browser, as Cognito's managed login keeps it for an hour.

use axum::response::Response;
use emulator::store::{Granted, StoreError};
use lambda_http::http::{HeaderMap, HeaderValue, header};
use platform::Random;

use super::{Pages, broken};
use crate::issuer::User;

const COOKIE: &str = "local_login";
const SECONDS: i64 = 3_600;
const KIND: &str = "session";

/// Begins a session for the user in the browser that gets this answer.
pub(super) fn begin(pages: &Pages, user: &User, mut response: Response) -> Response {
    let secret = Random::system().hex::<16>();
    let expires_at = pages.time.clock().now_millis() + SECONDS * 1_000;
    let granted = Granted { kind: KIND.to_owned(), body: user.sub.clone(), expires_at };
    if let Err(error) = pages.aws.store.put_grant(&secret, &granted) {
        return broken(&error);
    }
    set(&mut response, &secret, SECONDS);
    response
}

/// Returns the user of the session, if they may still log in.
pub(super) fn user(pages: &Pages, headers: &HeaderMap) -> Result<Option<User>, StoreError> {
    let Some(secret) = secret(headers) else { return Ok(None) };
    let Some(granted) = pages.aws.store.granted(&secret, KIND, pages.time.clock().now_millis())? else {
        return Ok(None);
    };
    let user = pages.aws.store.user(&granted.body)?;
    Ok(user.filter(|user| user.is_enabled).map(User::from))
}

/// Ends the session.
pub(super) fn end(pages: &Pages, headers: &HeaderMap, mut response: Response) -> Response {
    if let Some(secret) = secret(headers)
        && let Err(error) = pages.aws.store.take_grant(&secret)
    {
        return broken(&error);
    }
    set(&mut response, "", 0);
    response
}

fn set(response: &mut Response, secret: &str, seconds: i64) {
    let cookie = format!("{COOKIE}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

fn secret(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == COOKIE).map(|(_, value)| value.to_owned())
}
