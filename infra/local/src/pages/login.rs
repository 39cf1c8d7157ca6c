use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use domain::ids::ConsultantId;
use emulator::{ids, store::PoolUser};
use lambda_http::http::StatusCode;
use serde_json::{Value, json};

use super::{Pages, broken, form, html, identities, json_page, problem, see_other, session};
use crate::issuer::{KeyError, LogIn, User};

/// The fields of a log-in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LoginRequest {
    email: String,
    /// `None`: those that the user pool has.
    groups: Option<Vec<String>>,
    consultant_id: Option<String>,
    /// The browser's destination after the log-in.
    redirect: Option<String>,
}

/// `GET /_local/login`: a page that accepts any identity; with `?redirect=/path` it then goes there, with
/// `#id_token=…`.
pub(super) async fn show(State(pages): State<Arc<Pages>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let redirect = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "redirect");
    let hidden: Vec<_> = redirect.map(|(_, value)| ("redirect".to_owned(), value.into_owned())).into_iter().collect();
    identities::page(&pages, "/_local/login", &hidden).await
}

/// `POST /_local/login`: issues a token; answers JSON with JSON, and a form with a page or a redirect. A form also begins
/// a session, so that a log-in of the console asks for nothing more.
pub(super) async fn log_in(State(pages): State<Arc<Pages>>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = form(&headers, &body);
    let login = match &fields {
        Some(fields) => Ok(of_form(fields)),
        None => {
            serde_json::from_slice(&body).map_err(|_| "the body is not JSON".to_owned()).and_then(|it| of_json(&it))
        }
    };
    let login = match login.and_then(|login| check(login, &pages.aws.system.user_groups)) {
        Ok(login) => login,
        Err(detail) => return invalid(&detail),
    };
    let Some(client) = pages.aws.system.user_clients.first() else {
        return problem(StatusCode::NOT_FOUND, "no_user_pool", "the template has no client of a user pool");
    };
    let user = match user_of(&pages, &login).await {
        Ok(user) => user,
        Err(refusal) => return refusal,
    };
    let now = pages.time.clock().now().timestamp();
    let token = match pages.issuer.tokens(&user, client, &LogIn::new(now, "openid email profile", None), now).await {
        Ok(tokens) => tokens,
        Err(error) => return keyless(&error),
    };
    let response = match (&fields, login.redirect) {
        (None, _) => return json_page(&json!({ "token": token.id, "accessToken": token.access })),
        (Some(_), Some(path)) => see_other(&format!("{path}#id_token={}", token.id)),
        (Some(_), None) => {
            let content = "<p><a href=\"/console\">console</a></p><p>The ID token:</p>";
            html::page("Logged in", &format!("{content}<pre>{}</pre>", token.id))
        }
    };
    session::begin(&pages, &user, response)
}

/// The answer to a log-in that can't be.
pub(super) fn invalid(detail: &str) -> Response {
    problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid_login", detail)
}

/// Returns the user of a checked log-in, after adding a new one to the user pool.
pub(super) async fn user_of(pages: &Pages, login: &LoginRequest) -> Result<User, Response> {
    let found = pages.aws.store.user(&login.email).map_err(|error| broken(&error))?;
    if found.as_ref().is_some_and(|user| !user.is_enabled) {
        return Err(problem(StatusCode::FORBIDDEN, "user_disabled", "an administrator disabled this account"));
    }
    let consultant = match &login.consultant_id {
        Some(id) => Some(id.clone()),
        None => {
            let of_profile = consultant_of(pages, &login.email)
                .await
                .map_err(|error| problem(StatusCode::INTERNAL_SERVER_ERROR, "table", &error.to_string()))?;
            of_profile.map(|id| id.to_string())
        }
    };
    let known = found.unwrap_or_else(|| PoolUser {
        sub: ids::of_address(&login.email),
        email: login.email.to_lowercase(),
        is_enabled: true,
        status: String::new(),
        groups: Vec::new(),
        consultant_id: None,
        created_at: pages.time.clock().now_millis(),
        signed_out_at: 0,
    });
    let user = PoolUser {
        status: "CONFIRMED".to_owned(),
        groups: login.groups.clone().unwrap_or_else(|| known.groups.clone()),
        consultant_id: consultant.or_else(|| known.consultant_id.clone()),
        ..known.clone()
    };
    if user != known {
        pages.aws.store.put_user(&user).map_err(|error| broken(&error))?;
    }
    Ok(user.into())
}

impl From<PoolUser> for User {
    fn from(user: PoolUser) -> Self {
        Self { sub: user.sub, email: user.email, groups: user.groups, consultant_id: user.consultant_id }
    }
}

/// `GET /_local/issuer/.well-known/jwks.json`: the keys that tokens can be checked with.
pub(super) async fn jwks(State(pages): State<Arc<Pages>>) -> Response {
    match pages.issuer.jwks().await {
        Ok(keys) => json_page(&keys),
        Err(error) => keyless(&error),
    }
}

/// `GET /_local/issuer/.well-known/openid-configuration`: where the keys are.
pub(super) async fn configuration(State(pages): State<Arc<Pages>>) -> Response {
    json_page(&pages.issuer.configuration())
}

pub(super) fn keyless(error: &KeyError) -> Response {
    problem(StatusCode::INTERNAL_SERVER_ERROR, "issuer", &error.to_string())
}

pub(super) fn of_form(fields: &[(String, String)]) -> LoginRequest {
    let all = |wanted: &str| {
        let values = fields.iter().filter(|(name, value)| name == wanted && !value.is_empty());
        values.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    LoginRequest {
        email: all("email").into_iter().next().unwrap_or_default(),
        groups: Some(all("groups")).filter(|groups| !groups.is_empty()),
        consultant_id: all("consultantId").into_iter().next(),
        redirect: all("redirect").into_iter().next(),
    }
}

fn of_json(body: &Value) -> Result<LoginRequest, String> {
    let text = |name: &str| match &body[name] {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        _ => Err(format!("{name} is not a string")),
    };
    let groups = match &body["groups"] {
        Value::Null => None,
        Value::Array(items) => {
            let names = items.iter().map(|item| item.as_str().map(str::to_owned));
            Some(names.collect::<Option<_>>().ok_or("groups is not a list of strings")?)
        }
        _ => return Err("groups is not a list of strings".to_owned()),
    };
    let email = text("email")?.unwrap_or_default();
    Ok(LoginRequest { email, groups, consultant_id: text("consultantId")?, redirect: None })
}

pub(super) fn check(login: LoginRequest, groups: &[String]) -> Result<LoginRequest, String> {
    if !login.email.contains('@') {
        return Err("email is needed, as an address".to_owned());
    }
    if let Some(unknown) = login.groups.iter().flatten().find(|group| !groups.contains(group)) {
        return Err(format!("{unknown:?} is none of the groups {groups:?}"));
    }
    // A foreign page must not get the token: a path, and nothing that browsers read as a host.
    if let Some(path) = &login.redirect
        && (!path.starts_with('/') || path[1..].starts_with(['/', '\\']) || path.contains(['#', '\r', '\n', '\t']))
    {
        return Err("redirect is not a path of this origin".to_owned());
    }
    Ok(login)
}

/// Finds the consultant with this address. All profiles are read: there are few, and this is no request of a client.
async fn consultant_of(pages: &Pages, email: &str) -> Result<Option<ConsultantId>, table::TableError> {
    let Some(table) = &pages.table else { return Ok(None) };
    for card in table.directory().await? {
        let profile = table.profile(&card.summary.id).await?;
        if profile.is_some_and(|profile| profile.email.eq_ignore_ascii_case(email)) {
            return Ok(Some(card.summary.id));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{check, of_form, of_json};

    #[test]
    fn login_needs_address_and_known_groups() {
        let groups = ["admin".to_owned(), "consultant".to_owned()];
        let checked = |body| of_json(&body).and_then(|login| check(login, &groups));
        assert_eq!(
            checked(json!({"email": "a@b.c", "groups": ["admin"]})).unwrap().groups,
            Some(vec!["admin".to_owned()])
        );
        assert_eq!(checked(json!({"email": "a@b.c"})).unwrap().groups, None);
        for bad in [
            json!({}),
            json!({"email": "a"}),
            json!({"email": 5}),
            json!({"email": "a@b.c", "groups": "admin"}),
            json!({"email": "a@b.c", "groups": [1]}),
            json!({"email": "a@b.c", "groups": ["root"]}),
            json!({"email": "a@b.c", "consultantId": 5}),
        ] {
            assert!(checked(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn redirect_stays_on_this_origin() {
        let to = |path: &str| {
            check(of_form(&[("email".to_owned(), "a@b.c".to_owned()), ("redirect".to_owned(), path.to_owned())]), &[])
        };
        for good in ["/", "/console", "/console/bookings?x=1"] {
            assert_eq!(to(good).unwrap().redirect.as_deref(), Some(good));
        }
        for bad in ["//evil.example", "/\\evil.example", "/\t/evil.example", "https://evil.example", "console", "/a#b"]
        {
            assert!(to(bad).is_err(), "{bad}");
        }
    }
}
