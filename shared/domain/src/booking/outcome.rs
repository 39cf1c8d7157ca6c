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
    /// Every actor may record an outcome once the meeting has begun; [`Booking::recorded_outcome`] is the subject of the
    /// right to correct it.
    ///
    /// # Errors
    /// Fails if the meeting hasn't begun, is cancelled, or has another outcome.
    pub fn markable(&self, outcome: Outcome, may_correct: bool, now: Instant) -> Result<bool, Refusal> {
        match self.status {
            status if status == outcome.status() => Ok(false),
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

    /// The booking's share of its consultant's numbers. Feedback on a missed meeting doesn't count: the client may
    /// have given it before the attendance was recorded.
    pub fn numbers(&self) -> Numbers {
        let feedback = self.feedback.as_ref().filter(|_| self.status != Status::NoShow);
        Numbers {
            completed: u32::from(self.status == Status::Completed),
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
