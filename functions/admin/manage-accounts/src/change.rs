use domain::{
    access::{AccountRecord, AccountRights, Role},
    audit::AuditKind,
};
use futures::future::try_join_all;
use http_api::{Answer, Current, IfMatch, Problem, Staff, body, json, with_etag};
use lambda_http::{Request, http::StatusCode};
use table::{AccountError, AccountWrite, Idempotency};

use crate::{Deps, check_consultants, list::user_of, pool::User, view::AccountView};

/// Attempts to change an account while other administrators change others.
const MAX_ATTEMPTS: usize = 5;

/// 200 with the account and its new rights. The table has them first: rights that are taken away end at once, and those
/// that are given come with the next token. Repeating a change that failed halfway completes it.
pub(crate) async fn change(deps: &Deps, staff: &Staff, request: &Request) -> Answer {
    let (rights, if_match) = (AccountRights::parse(&body(request)?)?, IfMatch::of(request)?);
    let user = user_of(deps, request).await?;
    check_consultants(deps, &rights).await?;
    let record = deps.table.account(&user.id, true).await?;
    let version = record.as_ref().map_or(0, |record| record.version);
    if !if_match.is(version) {
        return Err(Problem::changed_meanwhile(Current::new(version, None, None, Vec::new())));
    }
    let after = write(deps, staff, (&user, None), record.as_ref(), &rights).await?;
    apply(deps, &user, record.as_ref(), &rights).await?;
    let user = User { roles: rights.roles.clone(), is_enabled: !rights.disabled, ..user };
    Ok(with_etag(json(StatusCode::OK, &AccountView::new(&user, Some(&after)))?, after.version))
}

/// Writes the record with the audit's. Returns the record as it is then.
///
/// # Errors
/// 409 for the last administrator, and if the consultant has another account; 412 if the account was changed meanwhile.
pub(crate) async fn write(
    deps: &Deps,
    staff: &Staff,
    (user, idempotency): (&User, Option<&Idempotency>),
    record: Option<&AccountRecord>,
    rights: &AccountRights,
) -> Result<AccountRecord, Problem> {
    let before = AccountRights::now(record, user.roles.clone());
    if record.is_some() && before == *rights {
        return Ok(record.cloned().unwrap_or_else(|| blank(user)));
    }
    let base = AccountRecord {
        email: user.email.clone(),
        email_verified: user.email_verified,
        ..record.cloned().unwrap_or_else(|| blank(user))
    };
    let after = rights.applied(&base, &user.roles, deps.clock.now());
    let audit = staff.audit(AuditKind::AccountChanged, format!("account:{}", user.id));
    let audit = audit.changed(&before, rights).map_err(Problem::bug)?;
    for _ in 0..MAX_ATTEMPTS {
        let admins_version = match before.is_admin() && !rights.is_admin() {
            true => Some(another_admin(deps, user).await?),
            false => None,
        };
        let write =
            AccountWrite { id: &user.id, before: record, after: &after, admins_version, audit: &audit, idempotency };
        match deps.table.put_account(&write).await {
            Ok(()) => return Ok(after),
            Err(AccountError::AdminsChanged) => {}
            Err(AccountError::Stale) => {
                return Err(Problem::changed_meanwhile(Current::new(after.version, None, None, Vec::new())));
            }
            Err(AccountError::ConsultantTaken) => return Err(Problem::consultant_linked()),
            Err(AccountError::Table(error)) => return Err(error.into()),
        }
    }
    Err(Problem::busy("the administrators keep changing"))
}

/// Brings the user pool in line with the rights.
pub(crate) async fn apply(
    deps: &Deps,
    user: &User,
    record: Option<&AccountRecord>,
    rights: &AccountRights,
) -> Result<(), Problem> {
    deps.pool.set_roles(user, &rights.roles).await?;
    deps.pool.set_enabled(user, !rights.disabled).await?;
    if rights.takes_from(&AccountRights::now(record, user.roles.clone())) {
        deps.pool.sign_out(user).await?;
    }
    Ok(())
}

/// Checks that another administrator is left. Returns the number that guards the answer until the write.
///
/// # Errors
/// 409 if there is none.
async fn another_admin(deps: &Deps, user: &User) -> Result<u64, Problem> {
    // Before the count: a change in between is noticed.
    let version = deps.table.admins_version().await?;
    let others = deps.pool.members(Role::Admin).await?.into_iter().filter(|id| *id != user.id).collect::<Vec<_>>();
    let records = try_join_all(others.iter().map(|id| deps.table.account(id, true))).await?;
    // Its group may be a moment behind the record.
    let is_admin = |record: &Option<AccountRecord>| {
        record.as_ref().is_none_or(|record| record.disabled_at.is_none() && record.roles.contains(&Role::Admin))
    };
    if records.iter().any(is_admin) { Ok(version) } else { Err(Problem::last_admin()) }
}

fn blank(user: &User) -> AccountRecord {
    AccountRecord::new(user.email.clone(), user.email_verified, user.created_at)
}
