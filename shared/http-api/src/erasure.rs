//! Erasing a client's data, after the messages that are on their way.

use std::time::Duration;

use domain::booking::{Actor, Booking};
use table::Idempotency;
use tokio::time::{Instant, sleep};

use crate::{BookingDeps, MAX_ATTEMPTS, Problem};

/// The pause between two looks at messages that are on their way.
const PAUSE: Duration = Duration::from_millis(150);

/// The result of a wish to erase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    Done,
    /// A message is still to be sent, which may take hours if its provider is down. A job erases the data after that.
    Waiting,
}

impl BookingDeps {
    /// Erases the client's data of a booking. A message about its last change goes out first, because it needs their name and
    /// address: that is waited for until an instant, and otherwise left to a job.
    ///
    /// # Errors
    /// 409 if the meeting is still to take place; 503 if the booking keeps changing.
    pub async fn erase(
        &self,
        mut booking: Booking,
        (request_id, mut key): (&str, Option<&Idempotency>),
        until: Instant,
    ) -> Result<Erasure, Problem> {
        let mut attempts = 0;
        while attempts < MAX_ATTEMPTS {
            let now = self.clock.now();
            if !booking.erasable(now)? {
                return Ok(Erasure::Done);
            }
            let is_waiting = self.table.has_unsent(&booking.reference).await?;
            if is_waiting && booking.erasure_requested_at.is_some() {
                if Instant::now() >= until {
                    return Ok(Erasure::Waiting);
                }
                sleep(PAUSE).await;
            } else {
                attempts += 1;
                let changed = match is_waiting {
                    true => booking.request_erasure(Actor::Client, request_id, now),
                    false => booking.erase(Actor::Client, request_id, now),
                };
                // The key stands for the wish, whichever change was the first.
                if self.record(&booking, changed, key.take()).await?.is_some() && !is_waiting {
                    return Ok(Erasure::Done);
                }
            }
            let now = self.table.booking_now(&booking.reference).await?;
            booking = now.ok_or_else(|| Problem::bug("a booking is gone"))?;
        }
        Err(Problem::busy("the booking keeps changing"))
    }
}
