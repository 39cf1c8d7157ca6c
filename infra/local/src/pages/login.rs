use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::Response,
};
use domain::ids::ConsultantId;
use lambda_http::http::StatusCode;
use serde_json::{Value, json};

use super::{Pages, form, html, json_page, problem, see_other};
use crate::issuer::{KeyError, User};

/// The fields of a log-in.
#[derive(Debug, PartialEq, Eq)]
struct LoginRequest {
    email: String,
    groups: Vec<String>,
    consultant_id: Option<String>,
    /// The browser's destination after the log-in.
    redirect: Option<String>,
}

/// `GET /_local/login`: a page that accepts any identity; with `?redirect=/path` it then goes there, with
/// `#id_token=…`.
pub(super) async fn show(State(pages): State<Arc<Pages>>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let redirect = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "redirect");
    let redirect = redirect.map_or_else(String::new, |(_, value)| html::escaped(&value));
    let group = |name: &String| {
        let name = html::escaped(name);
        format!("<label><input type=\"checkbox\" name=\"groups\" value=\"{name}\"> {name}</label> ")
    };
    let groups: String = pages.aws.system.user_groups.iter().map(group).collect();
    let content = format!(
        "<p>Nobody is asked for a password here. The groups decide what one may do; a consultant is who has the \
         address in their profile, unless an id is given.</p>\
         <form method=\"post\" action=\"/_local/login\"><input type=\"hidden\" name=\"redirect\" value=\"{redirect}\">\
         <p><label>e-mail <input type=\"email\" name=\"email\" required autofocus></label></p><p>{groups}</p>\
         <p><label>consultant's id <input name=\"consultantId\"></label></p><p><button>log in</button></p></form>"
    );
    html::page("Log in", &content)
}

/// `POST /_local/login`: issues a token; answers JSON with JSON, and a form with a page or a redirect.
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
        Err(detail) => return problem(StatusCode::UNPROCESSABLE_ENTITY, "invalid_login", &detail),
    };
    let Some(client) = pages.aws.system.user_clients.first() else {
        return problem(StatusCode::NOT_FOUND, "no_user_pool", "the template has no client of a user pool");
    };
    let consultant_id = match login.consultant_id {
        Some(id) => Some(id),
        None => match consultant_of(&pages, &login.email).await {
            Ok(id) => id.map(|id| id.to_string()),
            Err(error) => return problem(StatusCode::INTERNAL_SERVER_ERROR, "table", &error.to_string()),
        },
    };
    let user = User { email: login.email, groups: login.groups, consultant_id };
    let token = match pages.issuer.id_token(&user, client, pages.time.clock().now().timestamp()).await {
        Ok(token) => token,
        Err(error) => return keyless(&error),
    };
    match (fields, login.redirect) {
        (None, _) => json_page(&json!({ "token": token })),
        (Some(_), Some(path)) => see_other(&format!("{path}#id_token={token}")),
        (Some(_), None) => html::page("Logged in", &format!("<p>The ID token:</p><pre>{token}</pre>")),
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

fn keyless(error: &KeyError) -> Response {
    problem(StatusCode::INTERNAL_SERVER_ERROR, "issuer", &error.to_string())
}

fn of_form(fields: &[(String, String)]) -> LoginRequest {
    let all = |wanted: &str| {
        let values = fields.iter().filter(|(name, value)| name == wanted && !value.is_empty());
        values.map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    LoginRequest {
        email: all("email").into_iter().next().unwrap_or_default(),
        groups: all("groups"),
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
        Value::Null => Vec::new(),
        Value::Array(items) => {
            let names = items.iter().map(|item| item.as_str().map(str::to_owned));
            names.collect::<Option<_>>().ok_or("groups is not a list of strings")?
        }
        _ => return Err("groups is not a list of strings".to_owned()),
    };
    let email = text("email")?.unwrap_or_default();
    Ok(LoginRequest { email, groups, consultant_id: text("consultantId")?, redirect: None })
}

fn check(login: LoginRequest, groups: &[String]) -> Result<LoginRequest, String> {
    if !login.email.contains('@') {
        return Err("email is needed, as an address".to_owned());
    }
    if let Some(unknown) = login.groups.iter().find(|group| !groups.contains(group)) {
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
        assert_eq!(checked(json!({"email": "a@b.c", "groups": ["admin"]})).unwrap().groups, ["admin"]);
        assert!(checked(json!({"email": "a@b.c"})).unwrap().groups.is_empty());
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
