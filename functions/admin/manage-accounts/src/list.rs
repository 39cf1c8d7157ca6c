use futures::future::try_join_all;
use http_api::{Answer, Problem, json, with_etag};
use lambda_http::{Request, RequestExt, http::StatusCode};
use serde::Serialize;

use crate::{Deps, pool::User, view::AccountView};

#[derive(Serialize)]
struct Accounts {
    items: Vec<AccountView>,
}

/// 200 with every account, by address.
pub(crate) async fn list(deps: &Deps) -> Answer {
    let mut users = deps.pool.users().await?;
    users.sort_by(|one, other| one.email.cmp(&other.email));
    let records = try_join_all(users.iter().map(|user| deps.table.account(&user.id, false))).await?;
    let items = users.iter().zip(&records).map(|(user, record)| AccountView::new(user, record.as_ref())).collect();
    json(StatusCode::OK, &Accounts { items })
}

/// 200 with an account and its version.
pub(crate) async fn show(deps: &Deps, request: &Request) -> Answer {
    let user = user_of(deps, request).await?;
    let record = deps.table.account(&user.id, true).await?;
    let version = record.as_ref().map_or(0, |record| record.version);
    Ok(with_etag(json(StatusCode::OK, &AccountView::new(&user, record.as_ref()))?, version))
}

/// The user in the path.
///
/// # Errors
/// 404 if there is none.
pub(crate) async fn user_of(deps: &Deps, request: &Request) -> Result<User, Problem> {
    let parameters = request.path_parameters();
    let id = parameters.first("id").unwrap_or_default();
    let user = deps.pool.user(id).await?;
    // An address finds a user too, and isn't an id.
    user.filter(|user| user.id == id).ok_or_else(Problem::no_account)
}
