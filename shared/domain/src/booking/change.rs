//! Moving and cancelling: the rules, and the booking after the change.

use chrono::TimeDelta;

use super::{Actor, Booking, Event, EventKind, Offer, Status, TimesOffer};
use crate::{availability::Waiver, time::Instant};

/// Hours before the start within which a cancellation counts as late.
const LATE_HOURS: i64 = 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is already cancelled, completed or missed.
    NotLive,
    /// The client's deadline for changes has passed.
    DeadlinePassed,
    /// The company's clients don't move bookings themselves.
    MovesNotAllowed,
    /// The company's clients don't cancel bookings themselves.
    CancellationNotAllowed,
    /// The client moved it as often as a client may.
    MovesUsedUp,
    /// The client moved it as often as a client may on one day.
    MovesOfTheDayUsedUp {
        /// Until the next day begins.
        seconds: u32,
    },
    /// The meeting hasn't begun, so the client can't have missed it.
    NotBegun,
    /// It hasn't taken place yet.
    Live,
    /// The meeting has begun already.
    Begun,
    /// The meeting isn't over, so there can be no feedback yet.
    NotOver,
}

/// A booking after a change, and the event that describes the change. Both are written together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub booking: Booking,
    pub event: Event,
}

impl Changed {
    /// Adds a field to those that the event of a correction names.
    pub(super) fn add_field(&mut self, name: &str) {
        if let EventKind::ContactCorrected { fields, .. } = &mut self.event.kind {
            fields.push(name.to_owned());
        }
    }

    /// Names the console's account that made the change, and the rules that it waived.
    #[must_use]
    pub fn with_account(mut self, account_id: &str, waived: Vec<Waiver>) -> Self {
        self.event.account_id = Some(account_id.to_owned());
        self.event.waived = waived;
        self
    }
}

impl Booking {
    /// Checks that the client may still move or cancel it.
    ///
    /// # Errors
    /// Fails if it isn't live, or if the deadline (hours before the current start) and the grace period have passed.
    pub fn changeable(&self, now: Instant, deadline_hours: u32) -> Result<(), Refusal> {
        if !self.status.is_live() {
            Err(Refusal::NotLive)
        } else if now > self.changeable_until(deadline_hours) {
            Err(Refusal::DeadlinePassed)
        } else {
            Ok(())
        }
    }

    /// Returns the booking moved to a free slot. Call [`Booking::changeable`] first.
    pub fn reschedule(&self, offer: &Offer<'_>, actor: Actor, request_id: &str, now: Instant) -> Changed {
        let mut booking = self.next_version(now);
        booking.status = Status::Rescheduled;
        booking.sequence += 1;
        booking.consultant = offer.consultant.clone();
        booking.consultant_timezone = offer.timezone;
        booking.slot = offer.slot;
        booking.location = offer.location(booking.meeting_type);
        booking.consultant_phone = offer.phone(booking.meeting_type);
        if booking.consultant.id != self.consultant.id {
            booking.enter_room_of(offer.rules);
        }
        booking.claim = offer.claim();
        booking.facts = self.facts.moved(now, offer.slot.start);
        booking.edition += 1;
        booking.announced_by = Some(actor);
        booking.change_reason = None;
        let is_offered = |offer: &TimesOffer| offer.find(booking.slot.start, &booking.consultant.id).is_some();
        let was_offered = self.offer.as_ref().is_some_and(is_offered);
        booking.offer = None;
        // The company wished for a move to a time that it offered.
        if actor == Actor::Client && !was_offered {
            booking.client_moves = Some(self.one_move_more(now));
        }
        let kind = EventKind::Rescheduled {
            old_consultant_id: self.consultant.id.clone(),
            old_start: self.slot.start,
            old_end: self.slot.end,
            consultant_id: booking.consultant.id.clone(),
            start: booking.slot.start,
            end: booking.slot.end,
            duration: booking.duration(),
        };
        booking.changed_by(kind, actor, request_id)
    }

    /// Returns the cancelled booking. Call [`Booking::changeable`] first.
    pub fn cancel(&self, reason: Option<String>, actor: Actor, request_id: &str, now: Instant) -> Changed {
        self.cancel_for(reason, (actor, actor), request_id, now)
    }

    /// As [`Booking::cancel`], where another actor wanted it than the one who caused it.
    pub(super) fn cancel_for(
        &self,
        reason: Option<String>,
        (actor, wanted_by): (Actor, Actor),
        request_id: &str,
        now: Instant,
    ) -> Changed {
        let mut booking = self.next_version(now);
        booking.status = Status::Cancelled;
        booking.sequence += 1;
        booking.cancelled_at = Some(now);
        booking.facts.cancelled_by = Some(wanted_by);
        booking.edition += 1;
        booking.announced_by = Some(wanted_by);
        booking.change_reason = None;
        booking.offer = None;
        let kind = EventKind::Cancelled {
            consultant_id: self.consultant.id.clone(),
            start: self.slot.start,
            end: self.slot.end,
            reason_given: reason.is_some(),
        };
        booking.cancellation_reason = reason;
        booking.changed_by(kind, actor, request_id)
    }

    /// Returns this booking, the state after a change, with the event of the change.
    pub(super) fn changed_by(mut self, kind: EventKind, actor: Actor, request_id: &str) -> Changed {
        if kind.notifies() {
            self.notify_version = self.version;
        }
        if kind.changes_jobs() {
            self.plan_version = self.version;
        }
        let event = self.event(kind, actor, request_id);
        Changed { booking: self, event }
    }

    /// Returns `true` if it was cancelled within the last 24 hours before its start, by anyone.
    pub fn is_cancelled_late(&self) -> bool {
        let limit = self.slot.start - TimeDelta::hours(LATE_HOURS);
        self.status == Status::Cancelled && self.cancelled_at.is_some_and(|at| at > limit)
    }

    pub(super) fn next_version(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }
}
