use domain::access::{AccountRecord, AccountRights, Invitation};
use http_api::{Answer, Problem, Staff, body, idempotency, json, made_before, with_etag, with_header};
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
    let object = body(request)?;
    let invitation = Invitation::parse(&object)?;
    let key = idempotency(request, &deps.client_keys, "invite-account", staff.id(), &object).await?;
    if let Some(id) = made_before(&deps.table, key.as_ref()).await? {
        return invited_before(deps, &id).await;
    }
    let rights = &invitation.rights;
    check_consultants(deps, rights).await?;
    let (user, before) = invited(deps, invitation.email.as_str()).await?;
    let record = write(deps, staff, (&user, key.as_ref()), before.as_ref(), rights).await?;
    apply(deps, &user, before.as_ref(), rights).await?;
    created(user, &record, rights)
}

/// Answers a repeated request. Groups that it left out are those of the record, which may have changed since.
async fn invited_before(deps: &Deps, id: &str) -> Answer {
    let (user, record) = (deps.pool.user(id).await?, deps.table.account(id, true).await?);
    let (user, record) = user.zip(record).ok_or_else(|| Problem::bug("an invited account is gone"))?;
    let rights = AccountRights::now(Some(&record), record.roles.clone());
    apply(deps, &user, Some(&record), &rights).await?;
    created(user, &record, &rights)
}

fn created(user: User, record: &AccountRecord, rights: &AccountRights) -> Answer {
    let location = format!("/v1/admin/accounts/{}", user.id);
    let user = User { roles: rights.roles.clone(), is_enabled: !rights.disabled, ..user };
    let response = json(StatusCode::CREATED, &AccountView::new(&user, Some(record)))?;
    Ok(with_header(with_etag(response, record.version), "location", &location))
}

/// Returns the user of this address, new or of an invitation that failed halfway, with the record that it has by then.
///
/// # Errors
/// 409 if the account has rights already: only a change of it takes any away.
async fn invited(deps: &Deps, email: &str) -> Result<(User, Option<AccountRecord>), Problem> {
    let user = match deps.pool.create(email).await? {
        Created::New(user) => return Ok((*user, None)),
        Created::Exists => deps.pool.user(email).await?.ok_or_else(|| Problem::busy("the user appears in a moment"))?,
    };
    let record = deps.table.account(&user.id, true).await?;
    // The record comes first, so one with roles beside a user without groups is of an invitation that stopped there.
    let is_halfway = record.as_ref().is_none_or(|record| !record.roles.is_empty());
    if user.roles.is_empty() && is_halfway { Ok((user, record)) } else { Err(Problem::account_exists()) }
}
