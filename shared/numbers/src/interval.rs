//! Shares and means with their intervals.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The quantile of the normal distribution for 95 %.
const Z: f64 = 1.96;
/// Cases from which a rate is shown; below, the page writes "3 of 7".
pub const SHOWN_FROM: u64 = 20;

/// Rounds to four places, so that a number is the same in every answer.
pub(crate) fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// A share with Wilson's interval of 95 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ratio {
    /// Absent without any case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    pub n: u64,
    pub of: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    pub shown: bool,
}

impl Ratio {
    /// `n` of `of`; what is more than all counts as all.
    pub fn new(n: u64, of: u64) -> Self {
        let n = n.min(of);
        if of == 0 {
            return Self { value: None, n, of, low: None, high: None, shown: false };
        }
        let (low, high) = wilson(n as f64, of as f64);
        Self {
            value: Some(rounded(n as f64 / of as f64)),
            n,
            of,
            low: Some(rounded(low)),
            high: Some(rounded(high)),
            shown: of >= SHOWN_FROM,
        }
    }
}

fn wilson(n: f64, of: f64) -> (f64, f64) {
    let p = n / of;
    let z2 = Z * Z;
    let centre = (p + z2 / (2.0 * of)) / (1.0 + z2 / of);
    let half = Z / (1.0 + z2 / of) * (p * (1.0 - p) / of + z2 / (4.0 * of * of)).sqrt();
    ((centre - half).max(0.0), (centre + half).min(1.0))
}

/// The difference of two shares with its interval of 95 % (Newcombe's, of Wilson's intervals); `None` unless both have
/// enough cases.
pub fn difference(now: &Ratio, before: &Ratio) -> Option<(f64, f64, f64)> {
    if !now.shown || !before.shown {
        return None;
    }
    let (p1, p2) = (now.n as f64 / now.of as f64, before.n as f64 / before.of as f64);
    let ((l1, u1), (l2, u2)) = (wilson(now.n as f64, now.of as f64), wilson(before.n as f64, before.of as f64));
    let by = p1 - p2;
    let low = by - ((p1 - l1).powi(2) + (u2 - p2).powi(2)).sqrt();
    let high = by + ((u1 - p1).powi(2) + (p2 - l2).powi(2)).sqrt();
    Some((rounded(by), rounded(low), rounded(high)))
}

/// A mean with the interval of 95 % by Student's t.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Mean {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    pub n: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    pub shown: bool,
}

impl Mean {
    /// The mean of ratings: `counts[0]` is the number of ones.
    pub fn of_ratings(counts: &[u32; 5]) -> Self {
        let rated = || (1_u32..).zip(counts);
        let n: u64 = counts.iter().map(|n| u64::from(*n)).sum();
        if n == 0 {
            return Self { value: None, n, low: None, high: None, shown: false };
        }
        let sum: f64 = rated().map(|(stars, n)| f64::from(stars) * f64::from(*n)).sum();
        let mean = sum / n as f64;
        let squares: f64 = rated().map(|(stars, n)| f64::from(*n) * (f64::from(stars) - mean).powi(2)).sum();
        let half = half_width(n, squares);
        Self {
            value: Some(rounded(mean)),
            n,
            low: half.map(|half| rounded((mean - half).max(1.0))),
            high: half.map(|half| rounded((mean + half).min(5.0))),
            shown: n >= SHOWN_FROM,
        }
    }
}

/// Half the interval of a mean; `None` for a single case.
fn half_width(n: u64, squares: f64) -> Option<f64> {
    let free = (n.checked_sub(1)?) as f64;
    let t = StudentsT::new(0.0, 1.0, free).ok()?.inverse_cdf(0.975);
    Some(t * (squares / free / n as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_published_values() {
        // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
        for (n, of, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let ratio = Ratio::new(n, of);
            assert!((ratio.low.unwrap() - low).abs() < 2e-4, "{n} of {of}: {ratio:?}");
            assert!((ratio.high.unwrap() - high).abs() < 2e-4, "{n} of {of}: {ratio:?}");
        }
    }

    #[test]
    fn few_cases_have_no_shown_rate() {
        assert_eq!(Ratio::new(0, 0).value, None);
        assert!(!Ratio::new(3, 19).shown);
        assert!(Ratio::new(3, 20).shown);
        assert_eq!(Ratio::new(9, 3), Ratio::new(3, 3));
    }

    #[test]
    fn difference_agrees_with_published_value() {
        // Newcombe 1998, paper on differences: 56/70 - 48/80 = 0.2, interval 0.0524 to 0.3339.
        let (by, low, high) = difference(&Ratio::new(56, 70), &Ratio::new(48, 80)).unwrap();
        assert!((by - 0.2).abs() < 1e-9 && (low - 0.0524).abs() < 2e-4 && (high - 0.3339).abs() < 2e-4);
        assert_eq!(difference(&Ratio::new(5, 19), &Ratio::new(48, 80)), None);
    }

    #[test]
    fn mean_of_ratings_has_the_interval_of_t() {
        // 1, 2, 3, 4, 5: mean 3, standard error sqrt(2.5 / 5), t(4) = 2.7764.
        let mean = Mean::of_ratings(&[1, 1, 1, 1, 1]);
        assert_eq!((mean.value, mean.n), (Some(3.0), 5));
        assert!((mean.low.unwrap() - 1.0368).abs() < 1e-3, "{mean:?}");
        assert_eq!(Mean::of_ratings(&[0, 0, 0, 0, 1]).low, None);
    }
}
