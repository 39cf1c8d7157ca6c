//! Removes a client's data from a booking in place: the remaining fields count for statistics and identify no person.

use super::{Actor, Booking, Changed, Content, EventKind, Refusal, Status};
use crate::{
    contact::{Client, EmailAddress},
    time::Instant,
    unknown::UnknownMembers,
};

/// Replaces a name.
const ERASED: &str = "erased";

impl Booking {
    /// Returns `true` if the client's data can be removed, `false` if they already are.
    ///
    /// # Errors
    /// Fails if the meeting hasn't taken place yet: it needs a name and an address.
    pub fn erasable(&self, now: Instant) -> Result<bool, Refusal> {
        match self.erased_at {
            Some(_) => Ok(false),
            None if (self.status.is_live() || self.status == Status::Unknown) && now < self.slot.end => {
                Err(Refusal::Live)
            }
            None => Ok(true),
        }
    }

    /// Removes everything that the client entered: contact data, free text, the campaign parameters. Revokes the
    /// links that were given out. Call [`Booking::erasable`] first.
    pub fn erase(&self, actor: Actor, request_id: &str, now: Instant) -> Changed {
        let mut booking = self.next_version(now);
        booking.client = Client {
            first_name: ERASED.to_owned(),
            last_name: ERASED.to_owned(),
            email: EmailAddress::erased(),
            phone: None,
            company: None,
            website: None,
            position: None,
            industry: None,
            company_size: None,
        };
        booking.content = Content::default();
        booking.cancellation_reason = None;
        booking.utm = None;
        booking.meeting = None;
        booking.spare_meeting = None;
        booking.reminders.sms = false;
        booking.feedback = booking.feedback.map(|feedback| super::Feedback { comment: None, ..feedback });
        booking.client_key = None;
        booking.words = Vec::new();
        booking.change_reason = None;
        booking.offer = None;
        booking.edition += 1;
        // An unknown member may hold the client's data.
        booking.unknown = UnknownMembers::default();
        booking.token_epoch += 1;
        booking.erasure_requested_at = None;
        booking.links_renewed = None;
        booking.erased_at = Some(now);
        let kind = EventKind::Erased { consultant_id: self.consultant.id.clone() };
        booking.changed_by(kind, actor, request_id)
    }
}
