//! Accounts of the console and their rights.
//!
//! [`may`] is the only decision, and `grants` its only table.

mod change;
mod grants;
mod record;
mod role;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use crate::ids::ConsultantId;
pub use change::{AccountRights, Invitation};
pub use grants::Capability;
use grants::{Grant, grants};
pub use record::{AccountRecord, TokenFacts};
pub use role::{Role, mapped_roles, roles_of_claim};

/// The company's settings of rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AccessSettings {
    /// Consultants edit their own schedule.
    pub consultants_may_edit_schedule: bool,
    /// Consultants hand their own meetings to a colleague.
    pub consultants_may_reassign: bool,
    /// Consultants see the numbers of all consultants together.
    pub consultants_see_team_totals: bool,
    /// Managers export bookings with contact data.
    pub managers_may_export: bool,
}

/// Another log-in provider.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SingleSignOn {
    /// The roles of its groups; groups that aren't named give none.
    #[serde(deserialize_with = "known_values")]
    pub groups: BTreeMap<String, Role>,
}

/// A role of a later release is left out.
fn known_values<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Role>, D::Error> {
    let all: BTreeMap<String, String> = BTreeMap::deserialize(deserializer)?;
    Ok(all.into_iter().filter_map(|(name, role)| Some((name, Role::of_group(&role)?))).collect())
}

impl Default for AccessSettings {
    fn default() -> Self {
        Self {
            consultants_may_edit_schedule: true,
            consultants_may_reassign: true,
            consultants_see_team_totals: false,
            managers_may_export: false,
        }
    }
}

/// An account of the console, with all that its rights depend on.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The user pool's id of it, the claim `sub`.
    pub id: String,
    pub roles: BTreeSet<Role>,
    /// The consultant that it belongs to.
    pub consultant: Option<ConsultantId>,
    /// The consultants with bookings that it handles as its own.
    pub assists: BTreeSet<ConsultantId>,
    /// A viewer sees contact data.
    pub sees_contact: bool,
    pub is_disabled: bool,
    pub email: Option<String>,
    /// The address belongs to the account; mail to any other would reach strangers.
    pub email_verified: bool,
    pub settings: AccessSettings,
}

// Without the ids: logs don't say which person acted.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("roles", &self.roles).finish_non_exhaustive()
    }
}

/// The thing that an account acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// The company: all consultants together, or a thing that belongs to none of them.
    Company,
    /// A booking with this consultant, or all of them.
    Booking(&'a ConsultantId),
    /// The recorded outcome of a booking with this consultant.
    Outcome {
        consultant: &'a ConsultantId,
        /// The consultant recorded it, at most [`OUTCOME_MINUTES`] ago.
        is_recent_and_own: bool,
    },
    /// A consultant: profile, schedule, numbers.
    Consultant(&'a ConsultantId),
}

/// Minutes in which consultants correct the outcome that they recorded.
pub const OUTCOME_MINUTES: i64 = 15;

impl<'a> Subject<'a> {
    fn consultant(self) -> Option<&'a ConsultantId> {
        match self {
            Self::Company => None,
            Self::Booking(consultant) | Self::Outcome { consultant, .. } | Self::Consultant(consultant) => {
                Some(consultant)
            }
        }
    }

    fn is_booking(self) -> bool {
        matches!(self, Self::Booking(_) | Self::Outcome { .. })
    }
}

/// The reason for a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// For this account there is no such booking.
    Hidden,
    /// The account lacks the capability, at least on this subject.
    Forbidden,
    /// An administrator disabled the account.
    Disabled,
}

/// Returns whether an account may do something.
///
/// # Errors
/// A booking that the account may not see is hidden for every capability. Everything else that isn't granted is
/// forbidden, and everything is for a disabled account.
pub fn may(account: &Account, capability: Capability, subject: Subject<'_>) -> Result<(), Refusal> {
    if account.is_disabled {
        return Err(Refusal::Disabled);
    }
    let granted = |capability| account.grants(capability).any(|grant| grant.covers(account, subject));
    if granted(capability) {
        Ok(())
    } else if subject.is_booking() && !account.roles.is_empty() && !granted(Capability::SeeBookings) {
        Err(Refusal::Hidden)
    } else {
        Err(Refusal::Forbidden)
    }
}

/// The part of the company that a capability of an account covers; for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    All,
    /// These consultants' things alone, at least one.
    Only(BTreeSet<ConsultantId>),
    Nothing,
}

impl Account {
    /// Returns the consultants that a capability covers. It is [`may`] for every consultant's bookings at once; for
    /// capabilities on bookings that includes the assisted ones.
    pub fn reach(&self, capability: Capability) -> Reach {
        if may(self, capability, Subject::Company).is_ok() {
            return Reach::All;
        }
        let candidates = self.consultant.iter().chain(&self.assists);
        let covered = |id: &&ConsultantId| may(self, capability, Subject::Booking(id)).is_ok();
        let covered: BTreeSet<_> = candidates.filter(covered).cloned().collect();
        if covered.is_empty() { Reach::Nothing } else { Reach::Only(covered) }
    }

    /// Whether it is an administrator's, for limits; rights are [`may`]'s.
    pub fn is_admin(&self) -> bool {
        self.roles.contains(&Role::Admin)
    }

    /// The capabilities that the account has on anything at all.
    pub fn can(&self) -> Vec<Capability> {
        let has = |capability: &Capability| self.reach(*capability) != Reach::Nothing || self.may_correct(*capability);
        Capability::ALL.iter().copied().filter(has).collect()
    }

    fn may_correct(&self, capability: Capability) -> bool {
        let outcome = |consultant| Subject::Outcome { consultant, is_recent_and_own: true };
        self.consultant.as_ref().is_some_and(|own| may(self, capability, outcome(own)).is_ok())
    }

    fn grants(&self, capability: Capability) -> impl Iterator<Item = Grant> {
        let all = grants(capability, self.settings, self.sees_contact);
        Role::ALL.into_iter().zip(all).filter(|(role, _)| self.roles.contains(role)).map(|(_, grant)| grant)
    }
}
