use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::Clock;

/// The namespace of all metrics of this system in CloudWatch.
const NAMESPACE: &str = "MagnetiqBooking";

type Sink = dyn Fn(&str) + Send + Sync;

/// Metrics in CloudWatch's embedded metric format: written to the log, from which CloudWatch extracts them, so that no
/// call is needed (CloudWatch User Guide, "Embedded metric format").
///
/// Names and dimensions are defined here only; alarms in `template.yaml` depend on them.
#[derive(Clone)]
pub struct Metrics {
    sink: Arc<Sink>,
    clock: Clock,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Metric<'a> {
    /// A message was sent, refused, skipped, or is to be retried.
    Delivery {
        /// `mail`, `sms` or `chat`.
        channel: &'a str,
        /// The message's template.
        kind: &'a str,
        outcome: DeliveryOutcome,
    },
    /// Milliseconds from a job's due time to its run.
    JobLateness {
        /// The job's function.
        job: &'a str,
        milliseconds: i64,
    },
    /// `reconcile` requeued overdue work.
    Repairs {
        /// The kind of work: `mail`, `plan`, `job`…
        work: &'a str,
        count: usize,
    },
    /// An item can't be read: a later release wrote it, or a repair was wrong.
    Unreadable {
        /// The kind of item.
        kind: &'a str,
    },
    /// A mail bounced, or its reader complained.
    Bounce {
        /// `bounce` or `complaint`.
        kind: &'a str,
    },
    /// A mail to a consultant or the team was not delivered.
    StaffMailLost {
        /// `consultant` or `team`.
        recipient: &'a str,
    },
}

/// The outcome of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryOutcome {
    Sent,
    /// No content, or no recipient.
    Skipped,
    Retried,
    /// Permanently refused.
    Failed,
}

impl DeliveryOutcome {
    fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Skipped => "skipped",
            Self::Retried => "retried",
            Self::Failed => "failed",
        }
    }
}

impl Metrics {
    /// Metrics as lines on standard output.
    #[allow(clippy::print_stdout, reason = "CloudWatch reads metrics from what a function prints")]
    pub fn to_log(clock: Clock) -> Self {
        Self::new(clock, |line| println!("{line}"))
    }

    /// Metrics to a custom sink.
    pub fn new(clock: Clock, sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { sink: Arc::new(sink), clock }
    }

    pub fn record(&self, metric: Metric<'_>) {
        let (name, unit, value, dimensions) = match metric {
            Metric::Delivery { channel, kind, outcome } => (
                "Deliveries",
                "Count",
                json!(1),
                vec![("Channel", channel), ("Kind", kind), ("Outcome", outcome.name())],
            ),
            Metric::JobLateness { job, milliseconds } => {
                ("JobLateness", "Milliseconds", json!(milliseconds.max(0)), vec![("Job", job)])
            }
            Metric::Repairs { work, count } => ("Repairs", "Count", json!(count), vec![("Work", work)]),
            Metric::Unreadable { kind } => ("Unreadable", "Count", json!(1), vec![("Kind", kind)]),
            Metric::Bounce { kind } => ("Bounces", "Count", json!(1), vec![("Kind", kind)]),
            Metric::StaffMailLost { recipient } => ("StaffMailLost", "Count", json!(1), vec![("Recipient", recipient)]),
        };
        (self.sink)(&self.line(name, unit, &value, &dimensions));
    }

    /// With and without dimensions: alarms use the total.
    fn line(&self, name: &str, unit: &str, value: &Value, dimensions: &[(&str, &str)]) -> String {
        let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
        let mut line = Map::new();
        let directive = json!({
            "Namespace": NAMESPACE,
            "Dimensions": [names, []],
            "Metrics": [{ "Name": name, "Unit": unit }],
        });
        let timestamp = self.clock.now().timestamp_millis();
        line.insert("_aws".to_owned(), json!({ "Timestamp": timestamp, "CloudWatchMetrics": [directive] }));
        line.extend(dimensions.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
        line.insert(name.to_owned(), value.clone());
        Value::Object(line).to_string()
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn metric_follows_cloudwatch_format() {
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&lines);
        let clock = Clock::new(|| chrono::DateTime::UNIX_EPOCH);
        let metrics = Metrics::new(clock, move |line| kept.lock().unwrap().push(line.to_owned()));
        metrics.record(Metric::JobLateness { job: "send-reminder", milliseconds: -5 });
        let line: Value = serde_json::from_str(&lines.lock().unwrap()[0]).unwrap();
        assert_eq!(line["JobLateness"], 0);
        assert_eq!(line["Job"], "send-reminder");
        assert_eq!(line["_aws"]["Timestamp"], 0);
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Dimensions"], json!([["Job"], []]));
        assert_eq!(directive["Metrics"], json!([{"Name": "JobLateness", "Unit": "Milliseconds"}]));
    }
}
