//! What is near a time that can't be had.

use chrono::TimeDelta;

use crate::{
    ids::ConsultantId,
    time::{Instant, Interval},
};

/// How far alternatives are looked for, in days before and after.
const SEARCH_DAYS: i64 = 14;
/// How many of the same consultant, and how many of others.
const SAME: usize = 3;
const OTHERS: usize = 2;

/// Where alternatives to a start are looked for: 14 days around it, but not before `now`.
pub fn search_range(start: Instant, now: Instant) -> Interval {
    let from = (start - TimeDelta::days(SEARCH_DAYS)).max(now);
    // A time in the past has the coming days as its neighbourhood.
    let to = (start + TimeDelta::days(SEARCH_DAYS)).max(from + TimeDelta::days(SEARCH_DAYS).min(from - start));
    Interval { start: from, end: to.max(from + TimeDelta::days(1)) }
}

/// Collects what is on offer and keeps the nearest: three of the consultant asked for, two of others;
/// five of anyone where no one was asked for.
#[derive(Debug)]
pub struct Alternatives {
    wanted: Instant,
    consultant: Option<ConsultantId>,
    found: Vec<(ConsultantId, Interval)>,
}

impl Alternatives {
    /// Alternatives to a start, with the consultant asked for (`None`: anyone).
    pub fn to(wanted: Instant, consultant: Option<ConsultantId>) -> Self {
        Self { wanted, consultant, found: Vec::new() }
    }

    /// Offers a consultant's free slots.
    pub fn offer(&mut self, consultant: &ConsultantId, slots: impl Iterator<Item = Interval>) {
        let is_asked_for = self.consultant.as_ref() == Some(consultant);
        let most = match &self.consultant {
            None => SAME + OTHERS,
            Some(_) if is_asked_for => SAME,
            Some(_) => OTHERS,
        };
        let mut nearest: Vec<Interval> = slots.filter(|slot| !(is_asked_for && slot.start == self.wanted)).collect();
        nearest.sort_by_key(|slot| (distance(self.wanted, slot.start), slot.start));
        self.found.extend(nearest.into_iter().take(most).map(|slot| (consultant.clone(), slot)));
    }

    /// The nearest, nearest first.
    pub fn nearest(mut self) -> Vec<(ConsultantId, Interval)> {
        let wanted = self.wanted;
        self.found.sort_by(|(left_id, left), (right_id, right)| {
            let key = |slot: &Interval| (distance(wanted, slot.start), slot.start);
            key(left).cmp(&key(right)).then_with(|| left_id.cmp(right_id))
        });
        let Some(asked_for) = self.consultant else {
            self.found.dedup_by_key(|(_, slot)| slot.start);
            self.found.truncate(SAME + OTHERS);
            return self.found;
        };
        let (mut same, mut others) = (0, 0);
        self.found.retain(|(consultant, _)| {
            let (count, most) = if *consultant == asked_for { (&mut same, SAME) } else { (&mut others, OTHERS) };
            *count += 1;
            *count <= most
        });
        self.found
    }
}

fn distance(wanted: Instant, start: Instant) -> TimeDelta {
    (start - wanted).abs()
}
