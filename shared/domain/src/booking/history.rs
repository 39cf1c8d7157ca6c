//! Earlier bookings of an address, as far as a consultant may see them.

use super::{Booking, Status};

impl Booking {
    /// Returns the earlier bookings among those of the client's address that are shown to the consultant, in the same
    /// order; subjects only of the consultant's own.
    ///
    /// Anyone can book under any address. Meetings with others are shown only if some meeting of the address took
    /// place: then a person was met under it.
    pub fn history_for_consultant(&self, of_address: Vec<Self>) -> Vec<Self> {
        let is_earlier = |other: &Self| other.reference != self.reference && other.slot.start < self.slot.start;
        let mut earlier: Vec<Self> = of_address.into_iter().filter(is_earlier).collect();
        let is_own = |other: &Self| other.consultant.id == self.consultant.id;
        let is_known = earlier.iter().any(|other| other.status == Status::Completed && other.is_marked_by_person());
        earlier.retain(|other| is_known || is_own(other));
        for other in earlier.iter_mut().filter(|other| !is_own(other)) {
            other.content.subject = None;
        }
        earlier
    }
}
