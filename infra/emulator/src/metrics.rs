//! Metrics of the functions: the lines of CloudWatch's embedded metric format, kept instead of printed.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use platform::Metrics;
use serde_json::Value;

use crate::clock::LocalClock;

/// How many lines are kept.
const KEPT: usize = 10_000;

/// The last lines since the start; clones share them.
#[derive(Debug, Clone, Default)]
pub struct MetricLog(Arc<Mutex<VecDeque<String>>>);

impl MetricLog {
    /// The writer that functions send their metrics to.
    pub fn for_functions(&self, clock: &LocalClock) -> Metrics {
        let lines = Arc::clone(&self.0);
        Metrics::new(clock.for_functions(), move |line| {
            let mut lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
            if lines.len() == KEPT {
                lines.pop_front();
            }
            lines.push_back(line.to_owned());
        })
    }

    /// Every line, oldest first.
    pub fn lines(&self) -> Vec<Value> {
        let lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use platform::Metric;

    use super::MetricLog;
    use crate::clock::LocalClock;

    #[test]
    fn metrics_can_be_read() {
        let log = MetricLog::default();
        let clock = LocalClock::starting_at("2026-11-23T08:00:00Z".parse().unwrap());
        log.for_functions(&clock).record(Metric::Repairs { work: "mail", count: 2 });
        let lines = log.lines();
        assert_eq!((lines.len(), &lines[0]["Repairs"]), (1, &2.into()));
    }
}
