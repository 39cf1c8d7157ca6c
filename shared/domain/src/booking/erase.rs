//! Taking a client's data out of a booking, in place: what remains counts, and names nobody.

use super::{Actor, Booking, Changed, Content, EventKind, Refusal};
use crate::{
    contact::{Client, EmailAddress},
    time::Instant,
};

/// What stands where a name was.
const ERASED: &str = "erased";

impl Booking {
    /// Whether the client's data may be taken out; `false` if they are out already.
    ///
    /// # Errors
    /// The meeting is still to take place: without a name and an address it couldn't.
    pub fn erasable(&self, now: Instant) -> Result<bool, Refusal> {
        match self.erased_at {
            Some(_) => Ok(false),
            None if self.status.is_live() && now < self.slot.end => Err(Refusal::Live),
            None => Ok(true),
        }
    }

    /// The booking without anything that the client said of themselves: contact data, free text, the campaign they
    /// came by. Links that were given out are revoked. [`Booking::erasable`] is asked before.
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
        booking.reminders.sms = false;
        booking.feedback = booking.feedback.map(|feedback| super::Feedback { comment: None, ..feedback });
        booking.client_key = None;
        booking.token_epoch += 1;
        booking.erased_at = Some(now);
        let kind = EventKind::Erased { consultant_id: self.consultant.id.clone() };
        let event = booking.event(kind, actor, request_id);
        Changed { booking, event }
    }
}
