//! A figure as it is shown: a measure, its list, and its comparisons.

use serde::Serialize;

use crate::{
    histogram::Median,
    interval::{Mean, Ratio, difference},
};

/// Counts of accounts that see no small numbers are multiples of this.
const COARSE: u64 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Measure {
    Count {
        n: u64,
    },
    Share(Ratio),
    Mean(Mean),
    Median(Median),
    /// Too few cases for an account that sees no small numbers.
    Few,
}

impl Measure {
    pub fn count(n: impl Into<u64>) -> Self {
        Self::Count { n: n.into() }
    }

    /// The number of cases behind it.
    pub fn cases(&self) -> u64 {
        match self {
            Self::Count { n } => *n,
            Self::Share(ratio) => ratio.of,
            Self::Mean(mean) => mean.n,
            Self::Median(median) => median.n,
            Self::Few => 0,
        }
    }

    /// Its value; `None` without any case.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Count { n } => Some(*n as f64),
            Self::Share(ratio) => ratio.value,
            Self::Mean(mean) => mean.value,
            Self::Median(median) => median.value,
            Self::Few => None,
        }
    }

    /// The bounds of its interval.
    pub fn bounds(&self) -> (Option<f64>, Option<f64>) {
        match self {
            Self::Count { .. } | Self::Few => (None, None),
            Self::Share(ratio) => (ratio.low, ratio.high),
            Self::Mean(mean) => (mean.low, mean.high),
            Self::Median(median) => (median.low, median.high),
        }
    }

    /// The measure with counts in fives. Whatever is subtracted from another is a multiple of five too, so that no
    /// difference shows a small cell.
    #[must_use]
    pub fn coarse(&self) -> Self {
        let down = |n: u64| n / COARSE * COARSE;
        match self {
            Self::Count { n } => Self::count(down(*n)),
            Self::Share(ratio) => Self::Share(Ratio::new(down(ratio.n), down(ratio.of))),
            Self::Mean(mean) if mean.shown => Self::Mean(Mean { n: down(mean.n), ..*mean }),
            Self::Median(median) if median.shown => Self::Median(Median { n: down(median.n), ..*median }),
            Self::Mean(_) | Self::Median(_) | Self::Few => Self::Few,
        }
    }
}

/// The difference from the period before, with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    pub by: f64,
    pub low: f64,
    pub high: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    pub key: &'static str,
    #[serde(flatten)]
    pub measure: Measure,
    /// The query of the list that it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<String>,
    /// In the period of the same length before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<Measure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

impl Figure {
    pub fn new(key: &'static str, measure: Measure) -> Self {
        Self { key, measure, list: None, previous: None, change: None }
    }

    #[must_use]
    pub fn listed(self, query: String) -> Self {
        Self { list: Some(query), ..self }
    }

    /// Adds the measure of the period before, and the change if both have enough cases.
    #[must_use]
    pub fn after(self, previous: Option<Measure>) -> Self {
        let change = match (&self.measure, &previous) {
            (Measure::Share(now), Some(Measure::Share(before))) => difference(now, before),
            _ => None,
        };
        Self { previous, change: change.map(|(by, low, high)| Change { by, low, high }), ..self }
    }

    /// The figure with counts in fives, and without its list.
    #[must_use]
    pub fn coarse(self) -> Self {
        Self::new(self.key, self.measure.coarse()).after(self.previous.map(|before| before.coarse()))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn coarse_counts_hide_every_small_difference(whole in 0_u64..500, part in 0_u64..500) {
            let part = part.min(whole);
            let n = |n: u64| Measure::count(n).coarse().cases();
            prop_assert_eq!(n(whole).abs_diff(n(part)) % COARSE, 0);
            let Measure::Share(ratio) = Measure::Share(Ratio::new(part, whole)).coarse() else { unreachable!() };
            prop_assert!(ratio.n % COARSE == 0 && ratio.of % COARSE == 0);
        }
    }

    #[test]
    fn change_needs_both_periods() {
        let rate = |n, of| Measure::Share(Ratio::new(n, of));
        assert_eq!(Figure::new("rate", rate(5, 40)).after(Some(rate(3, 7))).change, None);
        let change = Figure::new("rate", rate(5, 40)).after(Some(rate(10, 40))).change.unwrap();
        assert!((change.by + 0.125).abs() < 1e-9 && change.low < change.by && change.by < change.high);
    }
}
