use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{AccessSettings, Account, Role};
use crate::{ids::ConsultantId, time::Instant};

/// The stored part of an account. The user pool has the rest: its groups come with each token.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant_id: Option<ConsultantId>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub assists: BTreeSet<ConsultantId>,
    /// A viewer sees contact data.
    #[serde(default)]
    pub contact: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<Instant>,
    /// For test mails and messages about the account.
    pub email: String,
    /// Federated addresses are often unverified; those get no mail.
    #[serde(default)]
    pub email_verified: bool,
    pub created_at: Instant,
    /// The groups as last changed at the console. They limit tokens from before that change.
    #[serde(default)]
    pub roles: BTreeSet<Role>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles_changed_at: Option<Instant>,
    #[serde(default)]
    pub version: u64,
}

impl AccountRecord {
    /// The record of an account without any.
    pub fn new(email: String, email_verified: bool, created_at: Instant) -> Self {
        Self {
            consultant_id: None,
            assists: BTreeSet::new(),
            contact: false,
            disabled_at: None,
            email,
            email_verified,
            created_at,
            roles: BTreeSet::new(),
            roles_changed_at: None,
            version: 0,
        }
    }
}

// Without the address.
impl std::fmt::Debug for AccountRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountRecord").field("version", &self.version).finish_non_exhaustive()
    }
}

/// The facts about an account in a token.
#[derive(Clone)]
pub struct TokenFacts {
    /// The claim `sub`.
    pub id: String,
    pub roles: BTreeSet<Role>,
    /// The claim `custom:consultant_id`; only ID tokens have it.
    pub consultant: Option<ConsultantId>,
    pub issued_at: Instant,
    /// The claim `email`; only ID tokens have it.
    pub email: Option<String>,
}

impl Account {
    /// Puts token and record together. A record replaces the token's consultant, so that unlinking an account is
    /// final. A role taken away is gone from older tokens at once.
    pub fn new(token: TokenFacts, record: Option<&AccountRecord>, settings: AccessSettings) -> Self {
        let mut roles = token.roles;
        let Some(record) = record else {
            let consultant = token.consultant.filter(|_| roles.contains(&Role::Consultant));
            return Self {
                id: token.id,
                roles,
                consultant,
                assists: BTreeSet::new(),
                sees_contact: false,
                is_disabled: false,
                email: token.email,
                email_verified: false,
                settings,
            };
        };
        if record.roles_changed_at.is_some_and(|changed| token.issued_at <= changed) {
            roles.retain(|role| record.roles.contains(role));
        }
        Self {
            id: token.id,
            roles,
            consultant: record.consultant_id.clone(),
            assists: record.assists.clone(),
            sees_contact: record.contact,
            is_disabled: record.disabled_at.is_some(),
            email: Some(record.email.clone()),
            email_verified: record.email_verified,
            settings,
        }
    }
}
