use aws_lc_rs::digest::{SHA256, digest};
use emulator::ids;
use sam::UserClient;
use serde_json::{Value, json};

/// A user who logs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub email: String,
    /// Their groups, as `admin`.
    pub groups: Vec<String>,
    /// The consultant's id, if the user is one.
    pub consultant_id: Option<String>,
}

/// The claims of an ID token, as Cognito writes them; `now` in seconds.
pub(super) fn claims(user: &User, issuer: &str, client: &UserClient, now: i64) -> Value {
    let sub = subject(&user.email);
    let validity = i64::try_from(client.id_token_validity.as_secs()).unwrap_or(i64::MAX);
    let mut claims = json!({
        "iss": issuer,
        "aud": client.id,
        "sub": sub,
        "cognito:username": sub,
        "email": user.email,
        "email_verified": true,
        "token_use": "id",
        "auth_time": now,
        "iat": now,
        "exp": now.saturating_add(validity),
        "jti": ids::uuid(),
    });
    if !user.groups.is_empty() {
        claims["cognito:groups"] = json!(user.groups);
    }
    if let Some(id) = &user.consultant_id {
        claims["custom:consultant_id"] = id.as_str().into();
    }
    claims
}

/// The same user has the same UUID at every log-in.
fn subject(email: &str) -> String {
    let hash = digest(&SHA256, email.to_lowercase().as_bytes());
    ids::uuid_of(hash.as_ref().first_chunk().unwrap_or(&[0; 16]))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use sam::UserClient;

    use super::{User, claims};

    #[test]
    fn user_id_is_stable() {
        let client = UserClient { id: "Console".to_owned(), id_token_validity: Duration::from_secs(3_600) };
        let user = |email: &str| User { email: email.to_owned(), groups: Vec::new(), consultant_id: None };
        let first = claims(&user("Ada@example.com"), "http://x", &client, 0);
        let second = claims(&user("ada@example.com"), "http://x", &client, 5);
        assert_eq!(first["sub"], second["sub"]);
        assert_ne!(first["jti"], second["jti"]);
        assert_ne!(first["sub"], claims(&user("bob@example.com"), "http://x", &client, 0)["sub"]);
        assert_eq!(first["exp"], 3_600);
        assert!(first.get("cognito:groups").is_none() && first.get("custom:consultant_id").is_none());
    }
}
