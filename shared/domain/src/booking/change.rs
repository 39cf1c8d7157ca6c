//! Moving and cancelling: what is allowed, and what it makes of a booking.

use super::{Actor, Booking, Event, EventKind, Offer, Status};
use crate::{ids::ConsultantId, time::Instant};

/// Why a change is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is cancelled, completed or missed already.
    NotLive,
    /// The time for changes by the client is over.
    DeadlinePassed,
    /// The meeting has not begun, so nobody can have missed it.
    NotBegun,
    /// It is still to take place.
    Live,
    /// The meeting is not over, so nobody can say how it was.
    NotOver,
}

/// A booking after a change, and the event that says what changed. Both are written together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// As it is now.
    pub booking: Booking,
    /// What happened.
    pub event: Event,
}

/// Where a booking moves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// From when.
    pub start: Instant,
    /// Minutes; absent: as long as now.
    pub duration: Option<u32>,
    /// With whom; absent: whoever holds it now.
    pub consultant: Option<ConsultantId>,
}

impl Booking {
    /// Whether the client may still move or cancel it.
    ///
    /// # Errors
    /// It isn't live, or the deadline (hours before the start as it stands) has passed.
    pub fn changeable(&self, now: Instant, deadline_hours: u32) -> Result<(), Refusal> {
        if !self.status.is_live() {
            Err(Refusal::NotLive)
        } else if now > self.changeable_until(deadline_hours) {
            Err(Refusal::DeadlinePassed)
        } else {
            Ok(())
        }
    }

    /// The booking moved to time that was found free. [`Booking::changeable`] is asked before.
    pub fn reschedule(&self, offer: &Offer<'_>, actor: Actor, request_id: &str, now: Instant) -> Changed {
        let mut booking = self.next_version(now);
        booking.status = Status::Rescheduled;
        booking.sequence += 1;
        booking.consultant = offer.consultant.clone();
        booking.consultant_timezone = offer.timezone;
        booking.slot = offer.slot;
        booking.location = offer.location(booking.meeting_type);
        booking.claim = offer.claim();
        let kind = EventKind::Rescheduled {
            old_consultant_id: self.consultant.id.clone(),
            old_start: self.slot.start,
            old_end: self.slot.end,
            consultant_id: booking.consultant.id.clone(),
            start: booking.slot.start,
            end: booking.slot.end,
            duration: booking.duration(),
        };
        let event = booking.event(kind, actor, request_id);
        Changed { booking, event }
    }

    /// The booking called off. [`Booking::changeable`] is asked before.
    pub fn cancel(&self, reason: Option<String>, actor: Actor, request_id: &str, now: Instant) -> Changed {
        let mut booking = self.next_version(now);
        booking.status = Status::Cancelled;
        booking.sequence += 1;
        booking.cancelled_at = Some(now);
        let kind = EventKind::Cancelled {
            consultant_id: self.consultant.id.clone(),
            start: self.slot.start,
            end: self.slot.end,
            reason_given: reason.is_some(),
        };
        booking.cancellation_reason = reason;
        let event = booking.event(kind, actor, request_id);
        Changed { booking, event }
    }

    pub(super) fn next_version(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }
}
