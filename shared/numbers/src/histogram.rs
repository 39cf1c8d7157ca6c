//! Durations that can be added up and still have a median.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::interval::{SHOWN_FROM, rounded};

/// Values with their counts. Values keep two digits (`1234` is counted as `1200`), so that a sum of days stays small and
/// the order of adding changes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histogram(BTreeMap<u32, u32>);

/// A median with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Median {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The value below which nine of ten cases are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p90: Option<f64>,
    pub n: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    pub shown: bool,
}

impl Histogram {
    pub fn add(&mut self, value: u32) {
        *self.0.entry(two_digits(value)).or_default() += 1;
    }

    pub fn merge(&mut self, other: &Self) {
        for (value, n) in &other.0 {
            *self.0.entry(*value).or_default() += n;
        }
    }

    pub fn count(&self) -> u64 {
        self.0.values().map(|n| u64::from(*n)).sum()
    }

    /// The number of values below a limit.
    pub fn below(&self, limit: u32) -> u64 {
        self.0.range(..limit).map(|(_, n)| u64::from(*n)).sum()
    }

    /// The value of a rank, from 0.
    fn at(&self, rank: u64) -> Option<u32> {
        let mut before = 0;
        self.0.iter().find_map(|(value, n)| {
            before += u64::from(*n);
            (rank < before).then_some(*value)
        })
    }

    /// The smallest value that at least this share of all values doesn't exceed.
    pub fn quantile(&self, share: f64) -> Option<u32> {
        let n = self.count();
        self.at(((share * n as f64).ceil() as u64).saturating_sub(1).min(n.checked_sub(1)?))
    }

    /// The median, with the interval of 95 % between two ranks.
    pub fn median(&self) -> Median {
        let n = self.count();
        let half = 1.96 * (n as f64).sqrt() / 2.0;
        let rank = |rank: f64| self.at(rank.max(0.0) as u64).or_else(|| self.at(n.saturating_sub(1))).map(f64::from);
        Median {
            value: self.quantile(0.5).map(f64::from),
            p90: self.quantile(0.9).map(f64::from),
            n,
            low: rank((n as f64 / 2.0 - half).floor()),
            high: rank((n as f64 / 2.0 + half).ceil()),
            shown: n >= SHOWN_FROM,
        }
    }

    /// The share of the values below a limit; `None` without any.
    pub fn share_below(&self, limit: u32) -> Option<f64> {
        let n = self.count();
        (n > 0).then(|| rounded(self.below(limit) as f64 / n as f64))
    }
}

fn two_digits(value: u32) -> u32 {
    let mut unit = 1;
    while value / unit >= 100 {
        unit *= 10;
    }
    value / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[u32]) -> Histogram {
        let mut histogram = Histogram::default();
        values.iter().for_each(|value| histogram.add(*value));
        histogram
    }

    #[test]
    fn values_keep_two_digits() {
        assert_eq!([7, 99, 100, 123, 1_999, 86_400].map(two_digits), [7, 99, 100, 120, 1_900, 86_000]);
    }

    #[test]
    fn sums_have_the_median_of_all_values() {
        let (mut one, other) = (of(&[1, 2, 3]), of(&[10, 20]));
        one.merge(&other);
        assert_eq!(one, of(&[20, 3, 2, 10, 1]));
        let median = one.median();
        assert_eq!((median.value, median.p90, median.n, median.shown), (Some(3.0), Some(20.0), 5, false));
        assert_eq!((median.low, median.high), (Some(1.0), Some(20.0)));
        assert_eq!((one.below(3), one.share_below(3)), (2, Some(0.4)));
        assert_eq!(Histogram::default().median().value, None);
    }
}
