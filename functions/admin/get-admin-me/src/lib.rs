//! `GET /v1/admin/me`: the logged-in account, and its rights.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    access::{AccessSettings, Capability, Role},
    ids::ConsultantId,
    zone::Tz,
};
use http_api::{Answer, Settings, Staff, StaffDeps, json};
use lambda_http::{Request, http::StatusCode};
use platform::FromEnv;
use serde::Serialize;
use table::Table;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    settings: Settings,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Me<'a> {
    account_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    roles: &'a BTreeSet<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consultant_id: Option<&'a ConsultantId>,
    assists: &'a BTreeSet<ConsultantId>,
    /// The consultant with the rights shown, if an administrator views the console as them.
    #[serde(skip_serializing_if = "Option::is_none")]
    viewed_as: Option<&'a ConsultantId>,
    can: Vec<Capability>,
    settings: AccessSettings,
    /// The company's zone.
    timezone: Tz,
}

/// Returns the account.
///
/// # Errors
/// 401, 403 without any role or for a disabled account; 404 for an unknown consultant in `X-View-As`.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    let settings = deps.settings.now(&deps.table).await?;
    let account = &staff.account;
    let me = Me {
        account_id: staff.id(),
        email: account.email.as_deref(),
        roles: &account.roles,
        consultant_id: account.consultant.as_ref(),
        assists: &account.assists,
        viewed_as: staff.viewed.as_ref(),
        can: account.can(),
        settings: account.settings,
        timezone: settings.timezone,
    };
    json(StatusCode::OK, &me)
}
