//! The bookings that an account may list.

use domain::{
    access::{Capability, Reach},
    ids::ConsultantId,
    listing::{ListRequest, Search},
};

use super::Staff;
use crate::Problem;

impl Staff {
    /// Checks that the account may search as it asks: names and addresses are contact data, also in a search.
    ///
    /// # Errors
    /// 403.
    pub fn may_search(&self, asked: &ListRequest) -> Result<(), Problem> {
        let is_open = matches!(asked.search, None | Some(Search::Reference(_)));
        let sees_contact = self.account.reach(Capability::SeeContact) != Reach::Nothing;
        if is_open || sees_contact { Ok(()) } else { Err(Problem::forbidden()) }
    }

    /// Limits consultants to those with bookings that a capability covers. Returns `false` if none is left.
    ///
    /// # Errors
    /// 403 if it covers nothing.
    pub fn restrict(&self, capability: Capability, consultants: &mut Vec<ConsultantId>) -> Result<bool, Problem> {
        match self.reach(capability)? {
            Reach::Only(covered) if consultants.is_empty() => {
                consultants.extend(covered);
                Ok(true)
            }
            Reach::Only(covered) => {
                consultants.retain(|consultant| covered.contains(consultant));
                Ok(!consultants.is_empty())
            }
            Reach::All | Reach::Nothing => Ok(true),
        }
    }
}
