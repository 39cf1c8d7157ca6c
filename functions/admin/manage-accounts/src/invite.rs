use domain::access::Invitation;
use http_api::{Answer, Problem, Staff, body, json, with_etag, with_header};
use lambda_http::{Request, http::StatusCode};

use crate::{
    Deps,
    change::{apply, write},
    check_consultants,
    pool::{Created, User},
    view::AccountView,
};

/// 201 with the new account, which is invited by mail. Repeating an invitation that failed halfway completes it.
pub(crate) async fn invite(deps: &Deps, staff: &Staff, request: &Request) -> Answer {
    let invitation = Invitation::parse(&body(request)?)?;
    let rights = &invitation.rights;
    check_consultants(deps, rights).await?;
    let user = new_user(deps, invitation.email.as_str()).await?;
    let record = write(deps, staff, &user, None, rights).await?;
    apply(deps, &user, None, rights).await?;
    let location = format!("/v1/admin/accounts/{}", user.id);
    let user = User { roles: rights.roles.clone(), is_enabled: !rights.disabled, ..user };
    let response = json(StatusCode::CREATED, &AccountView::new(&user, Some(&record)))?;
    Ok(with_header(with_etag(response, record.version), "location", &location))
}

/// Returns the user of this address, new or still without a record.
///
/// # Errors
/// 409 if the account is complete.
async fn new_user(deps: &Deps, email: &str) -> Result<User, Problem> {
    let user = match deps.pool.create(email).await? {
        Created::New(user) => return Ok(*user),
        Created::Exists => deps.pool.user(email).await?.ok_or_else(|| Problem::busy("the user appears in a moment"))?,
    };
    match deps.table.account(&user.id, true).await? {
        Some(_) => Err(Problem::account_exists()),
        None => Ok(user),
    }
}
