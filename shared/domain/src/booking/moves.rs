//! The client's own moves of a booking, and their limits. Each move costs several messages and takes other clients' time
//! away for a moment; cancelling is never limited.

use chrono::{Days, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::{Booking, Refusal};
use crate::time::Instant;

/// How often the client moved a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientMoves {
    pub total: u32,
    /// The UTC date of the last one.
    pub day: NaiveDate,
    /// Those on that date.
    pub on_day: u32,
}

/// The limits of a client's moves; 0 for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoveLimits {
    /// Per UTC date.
    pub per_day: u32,
    /// In the booking's life.
    pub in_life: u32,
}

impl Booking {
    /// Checks that the client may move the booking once more.
    ///
    /// # Errors
    /// Fails if the booking's or the day's moves are used up.
    pub fn movable(&self, limits: MoveLimits, now: Instant) -> Result<(), Refusal> {
        let Some(moves) = self.client_moves else { return Ok(()) };
        let today = now.date_naive();
        if limits.in_life > 0 && moves.total >= limits.in_life {
            return Err(Refusal::MovesUsedUp);
        }
        if limits.per_day > 0 && moves.day == today && moves.on_day >= limits.per_day {
            let tomorrow = (today + Days::new(1)).and_time(NaiveTime::MIN).and_utc();
            let seconds = u32::try_from((tomorrow - now).num_seconds()).unwrap_or(0).max(1);
            return Err(Refusal::MovesOfTheDayUsedUp { seconds });
        }
        Ok(())
    }

    /// The moves with one more, now.
    pub(super) fn one_move_more(&self, now: Instant) -> ClientMoves {
        let day = now.date_naive();
        let (total, on_day) =
            self.client_moves.map_or((0, 0), |moves| (moves.total, if moves.day == day { moves.on_day } else { 0 }));
        ClientMoves { total: total.saturating_add(1), day, on_day: on_day.saturating_add(1) }
    }
}
