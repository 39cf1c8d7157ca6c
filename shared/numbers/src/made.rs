//! Bookings made in a period, as they were at their creation.

use std::collections::BTreeMap;

use crate::{Case, Histogram, interval::Ratio};

/// The first hours of a lead's groups after the first.
pub(crate) const LEAD_GROUPS: [u32; 5] = [4, 24, 72, 168, 336];

/// Counts of the bookings that were created in a period. All of it is frozen at the creation, so that erasures, moves
/// and cancellations change nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Made {
    pub made: u32,
    /// By the first, the second, and any later booking of an address.
    pub visits: [u32; 3],
    /// By the client's answer to "How did you find us?".
    pub sources: BTreeMap<String, u32>,
    pub devices: BTreeMap<String, u32>,
    /// By each step of the visit that the booking came with.
    pub steps: BTreeMap<String, u32>,
    /// With a visit: the page's own bookings.
    pub from_page: u32,
    /// Hours from the creation to the start that was agreed first.
    pub lead_hours: Histogram,
    pub seconds_to_book: Histogram,
}

fn count(counts: &mut BTreeMap<String, u32>, name: &str) {
    *counts.entry(name.to_owned()).or_default() += 1;
}

fn merge_counts(sums: &mut BTreeMap<String, u32>, others: &BTreeMap<String, u32>) {
    for (name, n) in others {
        *sums.entry(name.clone()).or_default() += n;
    }
}

impl Made {
    pub fn add(&mut self, case: &Case) {
        let facts = &case.facts;
        self.made += 1;
        if let Some(visit @ 1..=3) = facts.visit {
            self.visits[usize::from(visit) - 1] += 1;
        }
        count(&mut self.sources, case.source.as_str());
        if let Some(device) = facts.device {
            count(&mut self.devices, device.as_str());
        }
        let mut steps = facts.steps.clone();
        steps.sort_by_key(|step| step.as_str());
        steps.dedup();
        steps.iter().for_each(|step| count(&mut self.steps, step.as_str()));
        self.from_page += u32::from(facts.device.is_some() || !steps.is_empty());
        self.lead_hours.add(facts.lead_hours);
        if let Some(seconds) = facts.seconds_to_book {
            self.seconds_to_book.add(seconds);
        }
    }

    pub fn merge(&mut self, other: &Self) {
        self.made += other.made;
        self.from_page += other.from_page;
        self.visits.iter_mut().zip(other.visits).for_each(|(sum, n)| *sum += n);
        merge_counts(&mut self.sources, &other.sources);
        merge_counts(&mut self.devices, &other.devices);
        merge_counts(&mut self.steps, &other.steps);
        self.lead_hours.merge(&other.lead_hours);
        self.seconds_to_book.merge(&other.seconds_to_book);
    }

    /// Second and later bookings of an address, of those whose number is known.
    pub fn repeat_share(&self) -> Ratio {
        let known = self.visits.iter().map(|n| u64::from(*n)).sum();
        Ratio::new(known - u64::from(self.visits[0]), known)
    }

    /// Bookings from phones, of those whose device is known.
    pub fn mobile_share(&self) -> Ratio {
        let phones = self.devices.get("phone").copied().unwrap_or(0);
        Ratio::new(phones.into(), self.devices.values().map(|n| u64::from(*n)).sum())
    }

    /// Bookings by lead: less than 4 hours, a day, three days, a week, two weeks, and more.
    pub fn lead_groups(&self) -> [u64; 6] {
        let below = LEAD_GROUPS.map(|limit| self.lead_hours.below(limit));
        let all = self.lead_hours.count();
        [below[0], below[1] - below[0], below[2] - below[1], below[3] - below[2], below[4] - below[3], all - below[4]]
    }
}
