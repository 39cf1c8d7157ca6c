//! Free slots near a time that isn't available.

use chrono::TimeDelta;

use crate::{
    ids::ConsultantId,
    time::{Instant, Interval},
};

/// The search range for alternatives, in days before and after.
const SEARCH_DAYS: i64 = 14;
/// How many of the same consultant, and how many of others.
const SAME: usize = 3;
const OTHERS: usize = 2;

/// The search range for alternatives to a start: 14 days around it, but not before `now`.
pub fn search_range(start: Instant, now: Instant) -> Interval {
    let from = (start - TimeDelta::days(SEARCH_DAYS)).max(now);
    // For a time in the past, search the coming days.
    let to = (start + TimeDelta::days(SEARCH_DAYS)).max(from + TimeDelta::days(SEARCH_DAYS).min(from - start));
    Interval { start: from, end: to.max(from + TimeDelta::days(1)) }
}

/// Collects free slots near a start and keeps the nearest of the requested consultant and of others; of any
/// consultant if none was requested.
#[derive(Debug)]
pub struct Alternatives {
    wanted: Instant,
    consultant: Option<ConsultantId>,
    /// The maximum for the requested consultant, and for others.
    shares: (usize, usize),
    /// `true` if one side's missing slots are filled up from the other.
    fills: bool,
    found: Vec<Found>,
}

#[derive(Debug)]
struct Found {
    consultant: ConsultantId,
    slot: Interval,
    /// The consultant's live bookings in the slot's week.
    load: u32,
}

impl Alternatives {
    /// Alternatives to an unavailable start with the requested consultant (`None`: any): three of the same consultant
    /// and two of others, or five of any.
    pub fn to(wanted: Instant, consultant: Option<ConsultantId>) -> Self {
        Self { wanted, consultant, shares: (SAME, OTHERS), fills: false, found: Vec::new() }
    }

    /// At most `most` slots around a start, including the start if it is free, in the same proportion; missing slots
    /// of one side are filled up from the other.
    pub fn around(wanted: Instant, consultant: Option<ConsultantId>, most: usize) -> Self {
        let others = most * OTHERS / (SAME + OTHERS);
        Self { wanted, consultant, shares: (most - others, others), fills: true, found: Vec::new() }
    }

    fn most(&self) -> usize {
        self.shares.0 + self.shares.1
    }

    /// Adds a consultant's free slots. `load` returns the consultant's live bookings in the week of a start.
    pub fn offer(
        &mut self,
        consultant: &ConsultantId,
        load: impl Fn(Instant) -> u32,
        slots: impl Iterator<Item = Interval>,
    ) {
        let is_asked_for = self.consultant.as_ref() == Some(consultant);
        let most = match &self.consultant {
            None => self.most(),
            Some(_) if self.fills => self.most(),
            Some(_) if is_asked_for => self.shares.0,
            Some(_) => self.shares.1,
        };
        let is_refused = |slot: &Interval| is_asked_for && !self.fills && slot.start == self.wanted;
        let mut nearest: Vec<Interval> = slots.filter(|slot| !is_refused(slot)).collect();
        nearest.sort_by_key(|slot| (distance(self.wanted, slot.start), slot.start));
        let found = |slot: Interval| Found { consultant: consultant.clone(), slot, load: load(slot.start) };
        self.found.extend(nearest.into_iter().take(most).map(found));
    }

    /// Returns the nearest slots, nearest first; of equally near ones, that of the consultant with the fewest bookings.
    pub fn nearest(mut self) -> Vec<(ConsultantId, Interval)> {
        let wanted = self.wanted;
        self.found.sort_by(|left, right| {
            let key = |found: &Found| (distance(wanted, found.slot.start), found.slot.start, found.load);
            key(left).cmp(&key(right)).then_with(|| left.consultant.cmp(&right.consultant))
        });
        match self.consultant.clone() {
            Some(asked_for) => self.keep_shares(&asked_for),
            None => {
                let most = self.most();
                self.found.dedup_by_key(|found| found.slot.start);
                self.found.truncate(most);
            }
        }
        self.found.into_iter().map(|found| (found.consultant, found.slot)).collect()
    }

    fn keep_shares(&mut self, asked_for: &ConsultantId) {
        let most = self.most();
        let (mut most_same, mut most_others) = self.shares;
        if self.fills {
            let same = self.found.iter().filter(|found| found.consultant == *asked_for).count();
            let others = self.found.len() - same;
            most_others = most_others.max(most.saturating_sub(same));
            most_same = most_same.max(most.saturating_sub(others));
        }
        let (mut same, mut others) = (0, 0);
        self.found.retain(|found| {
            let is_same = found.consultant == *asked_for;
            let (count, most) = if is_same { (&mut same, most_same) } else { (&mut others, most_others) };
            *count += 1;
            *count <= most
        });
    }
}

fn distance(wanted: Instant, start: Instant) -> TimeDelta {
    (start - wanted).abs()
}
