//! The outcome of a meeting: it took place, or the client didn't come.

use serde::{Deserialize, Serialize};

use super::{Actor, Booking, Changed, EventKind, Refusal, Status, event::Marked};
use crate::{consultant::Numbers, time::Instant};

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
    /// Every actor may record an outcome once the meeting has begun; only an admin may correct it.
    ///
    /// # Errors
    /// Fails if the meeting hasn't begun, is cancelled, or has another outcome.
    pub fn markable(&self, outcome: Outcome, by: Actor, now: Instant) -> Result<bool, Refusal> {
        match self.status {
            status if status == outcome.status() => Ok(false),
            Status::Cancelled | Status::Unknown => Err(Refusal::NotLive),
            Status::Completed | Status::NoShow if by != Actor::Admin => Err(Refusal::NotLive),
            Status::Completed | Status::NoShow => Ok(true),
            Status::Confirmed | Status::Rescheduled if now < self.slot.start => Err(Refusal::NotBegun),
            Status::Confirmed | Status::Rescheduled => Ok(true),
        }
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
        let event = booking.event(kind, actor, request_id);
        Changed { booking, event }
    }
}
