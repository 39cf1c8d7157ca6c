//! The bookings that an account may list.

use domain::{
    access::{Capability, Reach},
    ids::ConsultantId,
    listing::{ListRequest, Search},
};

use super::Staff;
use crate::Problem;

impl Staff {
    /// Limits a list to the consultants with bookings that a capability covers and, in a search by name or address, to those
    /// with contact data that the account sees: what it finds says whose booking it is. Returns `false` if none is left.
    ///
    /// # Errors
    /// 403 if it covers nothing.
    pub fn restrict(&self, capability: Capability, asked: &mut ListRequest) -> Result<bool, Problem> {
        let is_by_contact = matches!(asked.search, Some(Search::Email(_) | Search::Words(_)));
        let consultants = &mut asked.filter.consultants;
        let is_left = self.limit(capability, consultants)?;
        Ok(if is_by_contact { self.limit(Capability::SeeContact, consultants)? && is_left } else { is_left })
    }

    /// Limits consultants, all of them if none is named. Returns `false` if none is left.
    fn limit(&self, capability: Capability, consultants: &mut Vec<ConsultantId>) -> Result<bool, Problem> {
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
