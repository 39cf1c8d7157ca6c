//! What became of a meeting: it took place, or the client didn't come.

use serde::{Deserialize, Serialize};

use super::{Actor, Booking, Changed, EventKind, Refusal, Status, event::Marked};
use crate::{consultant::Numbers, time::Instant};

/// What became of a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It took place.
    Completed,
    /// The client didn't come.
    NoShow,
}

impl Outcome {
    /// The status that it gives a booking.
    pub fn status(self) -> Status {
        match self {
            Self::Completed => Status::Completed,
            Self::NoShow => Status::NoShow,
        }
    }
}

impl Booking {
    /// Whether somebody may say what became of the meeting; `false` if they said so already.
    ///
    /// Anybody may mark a meeting that has begun; only an admin may correct one that is marked otherwise.
    ///
    /// # Errors
    /// It hasn't begun, is cancelled, or is marked otherwise.
    pub fn markable(&self, outcome: Outcome, by: Actor, now: Instant) -> Result<bool, Refusal> {
        match self.status {
            status if status == outcome.status() => Ok(false),
            Status::Cancelled => Err(Refusal::NotLive),
            Status::Completed | Status::NoShow if by != Actor::Admin => Err(Refusal::NotLive),
            Status::Completed | Status::NoShow => Ok(true),
            Status::Confirmed | Status::Rescheduled if now < self.slot.start => Err(Refusal::NotBegun),
            Status::Confirmed | Status::Rescheduled => Ok(true),
        }
    }

    /// What the booking counts for its consultant. What a client says of a meeting that they missed doesn't: they may
    /// have said it before it was known who came.
    pub fn numbers(&self) -> Numbers {
        let feedback = self.feedback.as_ref().filter(|_| self.status != Status::NoShow);
        Numbers {
            completed: u32::from(self.status == Status::Completed),
            reviews: u32::from(feedback.is_some()),
            ratings: feedback.map_or(0, |feedback| u32::from(feedback.rating)),
        }
    }

    /// The booking with what became of the meeting. [`Booking::markable`] is asked before.
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
