use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// A role at the console: a group of the user pool with the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything.
    Admin,
    /// The front desk: all bookings and schedules, no settings.
    Manager,
    /// Their own bookings, and those of the consultants that they assist.
    Consultant,
    /// Reads.
    Viewer,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Admin, Self::Manager, Self::Consultant, Self::Viewer];

    /// The group's name.
    pub const fn group(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Consultant => "consultant",
            Self::Viewer => "viewer",
        }
    }

    /// The role of a group with exactly this name.
    pub fn of_group(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.group() == name)
    }
}

/// The roles in the claim `cognito:groups`, which API Gateway passes as `[admin consultant]`.
///
/// Only whole names count: Cognito puts federated users into a group named after their provider, and a group's name may
/// contain any punctuation but no space.
pub fn roles_of_claim(claim: &str) -> BTreeSet<Role> {
    let list = claim.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    list.unwrap_or_default().split(' ').filter_map(Role::of_group).collect()
}

/// The roles that a provider's groups are mapped to; unknown groups give none.
///
/// Cognito keeps a list of a provider in one attribute, as `[one, two]` from SAML and as `["one","two"]` from OpenID
/// Connect; a single group comes as it is.
pub fn mapped_roles(groups: &str, mapping: &BTreeMap<String, Role>) -> BTreeSet<Role> {
    let list = groups.trim();
    let list = list.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(list);
    let names = list.split(',').map(|name| name.trim().trim_matches('"'));
    names.filter_map(|name| mapping.get(name)).copied().collect()
}
