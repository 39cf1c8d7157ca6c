use std::collections::BTreeSet;

use domain::{
    access::{AccountRecord, AccountRights, Role},
    ids::ConsultantId,
    time::Instant,
};
use serde::Serialize;

use crate::pool::{Status, User};

/// An account for an administrator.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AccountView {
    id: String,
    email: String,
    email_verified: bool,
    status: Status,
    roles: BTreeSet<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    consultant_id: Option<ConsultantId>,
    assists: BTreeSet<ConsultantId>,
    contact: bool,
    disabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    disabled_at: Option<Instant>,
    created_at: Instant,
    version: u64,
}

impl AccountView {
    pub(crate) fn new(user: &User, record: Option<&AccountRecord>) -> Self {
        let rights = AccountRights::now(record, user.roles.clone());
        Self {
            id: user.id.clone(),
            email: user.email.clone(),
            email_verified: user.email_verified,
            status: user.status,
            roles: rights.roles,
            consultant_id: rights.consultant_id,
            assists: rights.assists,
            contact: rights.contact,
            disabled: rights.disabled || !user.is_enabled,
            disabled_at: record.and_then(|record| record.disabled_at),
            created_at: user.created_at,
            version: record.map_or(0, |record| record.version),
        }
    }
}
