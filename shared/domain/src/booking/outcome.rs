//! The outcome of a meeting: it took place, or the client didn't come.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Actor, Booking, Changed, EventKind, Refusal, Status, event::Marked};
use crate::{
    access::{OUTCOME_MINUTES, Subject},
    consultant::Numbers,
    time::Instant,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Completed,
    /// The client didn't come.
    NoShow,
}

impl Outcome {
    /// The booking's status after this outcome.
    pub fn status(self) -> Status {
        match self {
            Self::Completed => Status::Completed,
            Self::NoShow => Status::NoShow,
        }
    }
}

impl Booking {
    /// Returns `true` if the outcome can be recorded, `false` if it already is.
    ///
    /// Every actor may record an outcome once the meeting has begun, or confirm the system's;
    /// [`Booking::recorded_outcome`] is the subject of the right to correct it.
    ///
    /// # Errors
    /// Fails if the meeting hasn't begun, is cancelled, or has another outcome.
    pub fn markable(&self, outcome: Outcome, may_correct: bool, now: Instant) -> Result<bool, Refusal> {
        match self.status {
            status if status == outcome.status() => Ok(!self.is_marked_by_person()),
            Status::Cancelled | Status::Unknown => Err(Refusal::NotLive),
            Status::Completed | Status::NoShow if !may_correct => Err(Refusal::NotLive),
            Status::Completed | Status::NoShow => Ok(true),
            Status::Confirmed | Status::Rescheduled if now < self.slot.start => Err(Refusal::NotBegun),
            Status::Confirmed | Status::Rescheduled => Ok(true),
        }
    }

    /// The recorded outcome, as the subject of a right.
    pub fn recorded_outcome(&self, now: Instant) -> Subject<'_> {
        let is_own = self.facts.marked_by == Some(Actor::Consultant);
        let is_recent = self.marked_at.is_some_and(|at| now - at <= TimeDelta::minutes(OUTCOME_MINUTES));
        Subject::Outcome { consultant: &self.consultant.id, is_recent_and_own: is_own && is_recent }
    }

    /// Returns `true` if a person recorded the outcome. Bookings of earlier releases don't say by whom; they count.
    pub fn is_marked_by_person(&self) -> bool {
        self.facts.marked_by != Some(Actor::System)
    }

    /// The booking's share of its consultant's numbers. Only a meeting that a person marked as completed counts, with
    /// its feedback: the system completes what nobody answered for, and clients can rate before anyone answers.
    pub fn numbers(&self) -> Numbers {
        let is_completed = self.status == Status::Completed && self.is_marked_by_person();
        let feedback = self.feedback.as_ref().filter(|_| is_completed);
        Numbers {
            completed: u32::from(is_completed),
            reviews: u32::from(feedback.is_some()),
            ratings: feedback.map_or(0, |feedback| u32::from(feedback.rating)),
        }
    }

    /// Returns the booking with its outcome. Call [`Booking::markable`] first.
    pub fn record_outcome(&self, outcome: Outcome, actor: Actor, request_id: &str, now: Instant) -> Changed {
        let mut booking = self.next_version(now);
        booking.status = outcome.status();
        booking.marked_at = Some(now);
        booking.facts.marked_by = Some(actor);
        booking.edition += 1;
        booking.offer = None;
        let what = Marked {
            consultant_id: self.consultant.id.clone(),
            start: self.slot.start,
            end: self.slot.end,
            corrected: !self.status.is_live(),
        };
        let kind = match outcome {
            Outcome::Completed => EventKind::Completed(what),
            Outcome::NoShow => EventKind::NoShow(what),
        };
        booking.changed_by(kind, actor, request_id)
    }
}
