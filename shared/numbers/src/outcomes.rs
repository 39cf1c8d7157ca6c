//! What became of the bookings for a period.

use crate::{Case, interval::Ratio};
use domain::booking::{Actor, Status};

/// Counts of the bookings that start in a period, as they stand now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcomes {
    pub all: u32,
    pub attended: u32,
    /// Of the attended ones: completed because no person said otherwise.
    pub assumed: u32,
    pub missed: u32,
    /// Confirmed or rescheduled: to come, or without an outcome.
    pub live: u32,
    pub cancelled: u32,
    /// Cancelled within the last 24 hours before the start.
    pub late: u32,
    pub cancelled_by_client: u32,
    pub cancelled_by_staff: u32,
    /// Moved at least once.
    pub moved: u32,
    pub attended_minutes: u32,
    /// Ratings from 1 to 5.
    pub ratings: [u32; 5],
}

impl Outcomes {
    pub fn add(&mut self, case: &Case) {
        self.all += 1;
        self.moved += u32::from(case.facts.moves > 0);
        match case.status {
            Status::Completed => {
                self.attended += 1;
                self.assumed += u32::from(case.is_assumed());
                self.attended_minutes += case.slot.minutes();
            }
            Status::NoShow => self.missed += 1,
            Status::Cancelled => self.add_cancelled(case),
            Status::Confirmed | Status::Rescheduled => self.live += 1,
            Status::Unknown => {}
        }
        if let Some(rating) = case.counted_rating() {
            self.ratings[usize::from(rating) - 1] += 1;
        }
    }

    fn add_cancelled(&mut self, case: &Case) {
        self.cancelled += 1;
        self.late += u32::from(case.is_cancelled_late);
        match case.facts.cancelled_by {
            Some(Actor::Client) => self.cancelled_by_client += 1,
            Some(Actor::Consultant | Actor::Admin) => self.cancelled_by_staff += 1,
            _ => {}
        }
    }

    pub fn merge(&mut self, other: &Self) {
        let pairs = [
            (&mut self.all, other.all),
            (&mut self.attended, other.attended),
            (&mut self.assumed, other.assumed),
            (&mut self.missed, other.missed),
            (&mut self.live, other.live),
            (&mut self.cancelled, other.cancelled),
            (&mut self.late, other.late),
            (&mut self.cancelled_by_client, other.cancelled_by_client),
            (&mut self.cancelled_by_staff, other.cancelled_by_staff),
            (&mut self.moved, other.moved),
            (&mut self.attended_minutes, other.attended_minutes),
        ];
        pairs.into_iter().for_each(|(sum, n)| *sum += n);
        self.ratings.iter_mut().zip(other.ratings).for_each(|(sum, n)| *sum += n);
    }

    /// Missed of those that took place or were missed: cancelled ones and those without an outcome are neither.
    pub fn no_show_rate(&self) -> Ratio {
        Ratio::new(self.missed.into(), (self.attended + self.missed).into())
    }

    /// The same without meetings that count as attended because no person said otherwise.
    pub fn no_show_rate_marked(&self) -> Ratio {
        Ratio::new(self.missed.into(), (self.attended.saturating_sub(self.assumed) + self.missed).into())
    }

    pub fn cancellation_rate(&self) -> Ratio {
        Ratio::new(self.cancelled.into(), self.all.into())
    }

    pub fn late_share(&self) -> Ratio {
        Ratio::new(self.late.into(), self.cancelled.into())
    }

    /// The specification's: attended of all with an end.
    pub fn completion_rate(&self) -> Ratio {
        Ratio::new(self.attended.into(), (self.attended + self.missed + self.cancelled).into())
    }

    pub fn reschedule_rate(&self) -> Ratio {
        Ratio::new(self.moved.into(), self.all.into())
    }

    /// Rated of those that took place, as a person recorded.
    pub fn answer_rate(&self) -> Ratio {
        Ratio::new(self.rated(), self.attended.saturating_sub(self.assumed).into())
    }

    /// Ratings of 4 and 5.
    pub fn satisfied(&self) -> Ratio {
        Ratio::new(u64::from(self.ratings[3]) + u64::from(self.ratings[4]), self.rated())
    }

    pub fn rated(&self) -> u64 {
        self.ratings.iter().map(|n| u64::from(*n)).sum()
    }
}
