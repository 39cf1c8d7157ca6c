//! The identities that a log-in offers: one of each role, each consultant, and the other users of the pool.

use axum::response::Response;

use super::{Pages, broken, html, problem};

/// Demo accounts with one role each.
const DEMO: [(&str, &str); 3] =
    [("admin@magnetiq.example", "admin"), ("desk@magnetiq.example", "manager"), ("reader@magnetiq.example", "viewer")];

struct Identity {
    email: String,
    /// Empty: those of the pool.
    groups: Vec<String>,
    label: String,
}

/// A page with a button for each identity, and a form for any other. `hidden` are the fields that go along.
pub(super) async fn page(pages: &Pages, action: &str, hidden: &[(String, String)]) -> Response {
    let identities = match all(pages).await {
        Ok(identities) => identities,
        Err(refusal) => return refusal,
    };
    let input = |name: &str, value: &str| {
        format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", html::escaped(name), html::escaped(value))
    };
    let carried: String = hidden.iter().map(|(name, value)| input(name, value)).collect();
    let button = |identity: &Identity| {
        let groups: String = identity.groups.iter().map(|group| input("groups", group)).collect();
        format!(
            "<form method=\"post\" action=\"{action}\">{carried}{}{groups}<p><button>{}</button></p></form>",
            input("email", &identity.email),
            html::escaped(&identity.label)
        )
    };
    let buttons: String = identities.iter().map(button).collect();
    let group = |name: &String| {
        let name = html::escaped(name);
        format!("<label><input type=\"checkbox\" name=\"groups\" value=\"{name}\"> {name}</label> ")
    };
    let groups: String = pages.aws.system.user_groups.iter().map(group).collect();
    html::page(
        "Log in",
        &format!(
            "<p>No password is needed here.</p>{buttons}<h2>Another account</h2>\
             <p>The groups decide the rights; an address in a consultant's profile makes the account theirs, unless an id \
             is given.</p><form method=\"post\" action=\"{action}\">{carried}\
             <p><label>e-mail <input type=\"email\" name=\"email\" required></label></p><p>{groups}</p>\
             <p><label>consultant's id <input name=\"consultantId\"></label></p><p><button>log in</button></p></form>"
        ),
    )
}

async fn all(pages: &Pages) -> Result<Vec<Identity>, Response> {
    let known = |group: &str| pages.aws.system.user_groups.iter().any(|it| it == group);
    let demo = DEMO.iter().filter(|(_, group)| known(group));
    let mut identities: Vec<_> = demo
        .map(|(email, group)| Identity {
            email: (*email).to_owned(),
            groups: vec![(*group).to_owned()],
            label: format!("{group} ({email})"),
        })
        .collect();
    identities.extend(
        consultants(pages).await.map_err(|error| {
            problem(lambda_http::http::StatusCode::INTERNAL_SERVER_ERROR, "table", &error.to_string())
        })?,
    );
    for user in pages.aws.store.users().map_err(|error| broken(&error))? {
        if user.is_enabled && !identities.iter().any(|it| it.email.eq_ignore_ascii_case(&user.email)) {
            let label = format!("{} ({})", user.email, user.groups.join(", "));
            identities.push(Identity { email: user.email, groups: Vec::new(), label });
        }
    }
    Ok(identities)
}

async fn consultants(pages: &Pages) -> Result<Vec<Identity>, table::TableError> {
    let Some(table) = &pages.table else { return Ok(Vec::new()) };
    let mut identities = Vec::new();
    for card in table.directory().await? {
        if let Some(profile) = table.profile(&card.summary.id).await? {
            let label = format!("consultant {} ({})", card.summary.id, profile.email);
            identities.push(Identity { email: profile.email, groups: vec!["consultant".to_owned()], label });
        }
    }
    Ok(identities)
}
