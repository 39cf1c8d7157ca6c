use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use axum::response::Response;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use lambda_http::http::{HeaderMap, HeaderValue, StatusCode, header};
use sam::{Authorizer, Guard};
use serde_json::{Map, Value};

use super::message;
use crate::issuer::Issuer;

/// The claims of a token as API Gateway hands them over: every value a string.
pub(super) type JwtClaims = HashMap<String, String>;

/// Checks tokens on guarded routes, as API Gateway's JWT authorizers do.
pub(super) struct Authorizers {
    authorizers: BTreeMap<String, Authorizer>,
    issuer: Arc<Issuer>,
}

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum AuthError {
    /// There is no token.
    Missing,
    /// The token is invalid.
    Invalid(&'static str),
    /// The token is valid, and has none of these scopes.
    Scope(Vec<String>),
}

impl Authorizers {
    pub(super) fn new(authorizers: BTreeMap<String, Authorizer>, issuer: Arc<Issuer>) -> Self {
        Self { authorizers, issuer }
    }

    /// Returns the claims of a valid token, or the refusal; `now` in seconds.
    pub(super) async fn check(&self, guard: &Guard, headers: &HeaderMap, now: i64) -> Result<JwtClaims, AuthError> {
        let token = token(headers).ok_or(AuthError::Missing)?;
        let authorizer =
            self.authorizers.get(&guard.authorizer).ok_or(AuthError::Invalid("there is no such authorizer"))?;
        if authorizer.issuer != self.issuer.url() {
            return Err(AuthError::Invalid("the issuer's keys can't be fetched"));
        }
        let keys = self.issuer.jwks().await.ok().and_then(|keys| serde_json::from_value(keys).ok());
        let keys = keys.ok_or(AuthError::Invalid("the issuer's keys can't be fetched"))?;
        let claims = verified(token, &keys).map_err(AuthError::Invalid)?;
        said(&claims, authorizer, now).map_err(AuthError::Invalid)?;
        if guard.scopes.is_empty() || has_scope(&claims, &guard.scopes) {
            return Ok(claims.iter().map(|(name, value)| (name.clone(), plain(value))).collect());
        }
        Err(AuthError::Scope(guard.scopes.clone()))
    }
}

impl AuthError {
    /// API Gateway's answer to it.
    pub(super) fn response(&self) -> Response {
        let (mut response, challenge) = match self {
            Self::Missing => (message(StatusCode::UNAUTHORIZED, "Unauthorized"), "Bearer".to_owned()),
            Self::Invalid(why) => {
                let challenge = format!(r#"Bearer scope="" error="invalid_token" error_description="{why}""#);
                (message(StatusCode::UNAUTHORIZED, "Unauthorized"), challenge)
            }
            Self::Scope(scopes) => {
                let challenge = format!(r#"Bearer scope="{}" error="insufficient_scope""#, scopes.join(" "));
                (message(StatusCode::FORBIDDEN, "Forbidden"), challenge)
            }
        };
        if let Ok(value) = HeaderValue::from_str(&challenge) {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}

/// The token, with or without its usual prefix.
fn token(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim();
    let token = match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => value,
    };
    (!token.is_empty()).then_some(token)
}

/// Returns the claims of a token signed by one of these keys. Their values are not checked here: the library would
/// compare instants with the machine's clock.
fn verified(token: &str, keys: &JwkSet) -> Result<Map<String, Value>, &'static str> {
    let head = decode_header(token).map_err(|_| "the token is malformed or its algorithm is not supported")?;
    let key = head.kid.and_then(|id| keys.find(&id).cloned()).ok_or("no key of the issuer signed the token")?;
    let key = DecodingKey::from_jwk(&key).map_err(|_| "the issuer's keys can't be used")?;
    // RSA alone, regardless of the token's header.
    let mut validation = Validation::new(Algorithm::RS256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    let decoded = decode::<Map<String, Value>>(token, &key, &validation);
    decoded.map(|it| it.claims).map_err(|_| "the token's signature is not valid")
}

/// Whether a token is meant for this API and valid now.
fn said(claims: &Map<String, Value>, authorizer: &Authorizer, now: i64) -> Result<(), &'static str> {
    if claims.get("iss").and_then(Value::as_str) != Some(&authorizer.issuer) {
        return Err("the token does not have a valid issuer");
    }
    // `client_id` counts only where there is no `aud`.
    let audience = claims.get("aud").or_else(|| claims.get("client_id"));
    let is_ours = |value: &Value| value.as_str().is_some_and(|text| authorizer.audience.iter().any(|it| it == text));
    if !audience.is_some_and(|value| is_ours(value) || value.as_array().is_some_and(|all| all.iter().any(is_ours))) {
        return Err("the token does not have a valid audience");
    }
    let instant = |name: &str| claims.get(name).map(|value| value.as_f64().unwrap_or(f64::NAN));
    let now = now as f64;
    if !instant("exp").is_some_and(|expires| expires > now) {
        return Err("the token has expired");
    }
    let not_yet = |name: &str| instant(name).is_some_and(|from| from.is_nan() || from > now);
    if not_yet("nbf") || not_yet("iat") {
        return Err("the token is not valid yet");
    }
    Ok(())
}

fn has_scope(claims: &Map<String, Value>, scopes: &[String]) -> bool {
    let wanted = |scope: &str| scopes.iter().any(|it| it == scope);
    ["scope", "scp"].iter().filter_map(|name| claims.get(*name)).any(|value| match value {
        Value::String(text) => text.split(' ').any(wanted),
        Value::Array(all) => all.iter().filter_map(Value::as_str).any(wanted),
        _ => false,
    })
}

/// A claim as API Gateway writes it: lists as `[a b]`.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(" ")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use lambda_http::http::{HeaderMap, HeaderValue, header};
    use sam::Authorizer;
    use serde_json::{Value, json};

    use super::{plain, said, token};

    fn authorizer() -> Authorizer {
        Authorizer { issuer: "http://issuer".to_owned(), audience: vec!["console".to_owned()] }
    }

    fn judged(change: &Value) -> Result<(), &'static str> {
        let mut claims = json!({ "iss": "http://issuer", "aud": "console", "exp": 2_000, "iat": 900 });
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        said(claims.as_object().unwrap(), &authorizer(), 1_000)
    }

    #[test]
    fn token_needs_audience_and_valid_time() {
        for good in [json!({}), json!({"aud": ["x", "console"]}), json!({"aud": null, "client_id": "console"})] {
            assert_eq!(judged(&good), Ok(()), "{good}");
        }
        for (bad, why) in [
            (json!({"iss": "http://else"}), "issuer"),
            (json!({"iss": null}), "issuer"),
            (json!({"aud": "else"}), "audience"),
            (json!({"aud": "else", "client_id": "console"}), "audience"),
            (json!({"aud": null}), "audience"),
            (json!({"exp": 1_000}), "expired"),
            (json!({"exp": null}), "expired"),
            (json!({"exp": "2000"}), "expired"),
            (json!({"iat": 1_001}), "not valid yet"),
            (json!({"nbf": 1_001}), "not valid yet"),
            (json!({"nbf": "x"}), "not valid yet"),
        ] {
            assert!(judged(&bad).is_err_and(|said| said.contains(why)), "{bad}");
        }
    }

    #[test]
    fn bearer_prefix_is_optional() {
        let read = |text: &'static str| {
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::from_static(text))]);
            token(&headers).map(str::to_owned)
        };
        assert_eq!(read("Bearer a.b.c").as_deref(), Some("a.b.c"));
        assert_eq!(read("bearer  a.b.c").as_deref(), Some("a.b.c"));
        assert_eq!(read("a.b.c").as_deref(), Some("a.b.c"));
        assert_eq!(read("  "), None);
        assert_eq!(token(&HeaderMap::new()), None);
    }

    #[test]
    fn claims_are_passed_as_strings() {
        assert_eq!(plain(&json!(["admin", "consultant"])), "[admin consultant]");
        assert_eq!(plain(&json!(["admin"])), "[admin]");
        assert_eq!(plain(&json!(true)), "true");
        assert_eq!(plain(&json!(1_795_424_400)), "1795424400");
        assert_eq!(plain(&json!("a")), "a");
    }
}
