//! Accounts of the console as originators of changes.

use super::{Actor, Booking};
use crate::{
    access::{Account, Role, Subject},
    ids::ConsultantId,
};

impl<'a> From<&'a Booking> for Subject<'a> {
    fn from(booking: &'a Booking) -> Self {
        Self::Booking(&booking.consultant.id)
    }
}

impl Account {
    /// The originator of its changes of a booking. Colleagues and assistants act as users of the console.
    pub fn actor(&self, booking: &Booking) -> Actor {
        self.actor_for(&booking.consultant.id)
    }

    /// The originator of a booking with this consultant.
    pub fn actor_for(&self, consultant: &ConsultantId) -> Actor {
        let runs_the_shop = self.roles.contains(&Role::Admin) || self.roles.contains(&Role::Manager);
        let is_own = self.consultant.as_ref() == Some(consultant);
        if is_own && !runs_the_shop { Actor::Consultant } else { Actor::Admin }
    }
}
