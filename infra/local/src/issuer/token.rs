use emulator::ids;
use sam::UserClient;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A user who logs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The user's id.
    pub sub: String,
    pub email: String,
    /// Their groups, as `admin`.
    pub groups: Vec<String>,
    /// The consultant's id, if the user is one.
    pub consultant_id: Option<String>,
}

/// One log-in, which its tokens and their renewals share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogIn {
    /// The instant of the log-in, in seconds.
    pub auth_time: i64,
    /// Names the log-in in each of its tokens.
    pub origin_jti: String,
    /// The scopes, separated by spaces.
    pub scope: String,
    /// The client's own value, which the ID token repeats.
    pub nonce: Option<String>,
}

impl LogIn {
    /// A log-in now, in seconds, with these scopes.
    pub fn new(now: i64, scope: impl Into<String>, nonce: Option<String>) -> Self {
        Self { auth_time: now, origin_jti: ids::uuid(), scope: scope.into(), nonce }
    }
}

/// The claims of both kinds of token; `now` in seconds.
fn common(user: &User, issuer: &str, login: &LogIn, now: i64) -> Value {
    let mut claims = json!({
        "iss": issuer,
        "sub": user.sub,
        "origin_jti": login.origin_jti,
        "event_id": ids::uuid(),
        "auth_time": login.auth_time,
        "iat": now,
        "jti": ids::uuid(),
    });
    if !user.groups.is_empty() {
        claims["cognito:groups"] = json!(user.groups);
    }
    claims
}

/// The claims of an ID token, as Cognito writes them.
pub(super) fn id_claims(user: &User, issuer: &str, client: &UserClient, login: &LogIn, now: i64) -> Value {
    let mut claims = common(user, issuer, login, now);
    claims["aud"] = client.id.as_str().into();
    claims["token_use"] = "id".into();
    claims["cognito:username"] = user.sub.as_str().into();
    claims["email"] = user.email.as_str().into();
    claims["email_verified"] = true.into();
    claims["exp"] = now.saturating_add(seconds(client.id_token_validity)).into();
    if let Some(nonce) = &login.nonce {
        claims["nonce"] = nonce.as_str().into();
    }
    if let Some(id) = &user.consultant_id {
        claims["custom:consultant_id"] = id.as_str().into();
    }
    claims
}

/// The claims of an access token, as Cognito writes them: no audience, no address, no attributes.
pub(super) fn access_claims(user: &User, issuer: &str, client: &UserClient, login: &LogIn, now: i64) -> Value {
    let mut claims = common(user, issuer, login, now);
    claims["client_id"] = client.id.as_str().into();
    claims["token_use"] = "access".into();
    claims["version"] = 2.into();
    claims["scope"] = login.scope.as_str().into();
    claims["username"] = user.sub.as_str().into();
    claims["exp"] = now.saturating_add(seconds(client.access_token_validity)).into();
    claims
}

fn seconds(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sam::UserClient;

    use super::{LogIn, User, access_claims, id_claims};

    fn client() -> UserClient {
        UserClient {
            id: "Console".to_owned(),
            id_token_validity: Duration::from_secs(3_600),
            access_token_validity: Duration::from_secs(600),
            refresh_token_validity: Duration::from_secs(86_400),
            callback_urls: Vec::new(),
            logout_urls: Vec::new(),
            scopes: Vec::new(),
        }
    }

    #[test]
    fn tokens_have_cognitos_claims() {
        let (sub, email) = ("s".to_owned(), "ada@example.com".to_owned());
        let user = User { sub, email, groups: Vec::new(), consultant_id: Some("ada".to_owned()) };
        let login = LogIn::new(5, "openid email", Some("n".to_owned()));
        let id = id_claims(&user, "http://x", &client(), &login, 7);
        assert_eq!((&id["aud"], &id["token_use"], &id["nonce"]), (&"Console".into(), &"id".into(), &"n".into()));
        assert_eq!((&id["auth_time"], &id["iat"], &id["exp"]), (&5.into(), &7.into(), &3_607.into()));
        assert_eq!(id["custom:consultant_id"], "ada");
        assert!(id.get("cognito:groups").is_none());
        let access = access_claims(&user, "http://x", &client(), &login, 7);
        assert_eq!((&access["client_id"], &access["token_use"]), (&"Console".into(), &"access".into()));
        assert_eq!((&access["scope"], &access["exp"]), (&"openid email".into(), &607.into()));
        for absent in ["aud", "email", "custom:consultant_id", "nonce"] {
            assert!(access.get(absent).is_none(), "{absent}");
        }
        assert_eq!(id["origin_jti"], access["origin_jti"]);
        assert_ne!(id["jti"], access["jti"]);
    }
}
