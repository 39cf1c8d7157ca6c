use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::Clock;

/// The namespace of every metric of this system in CloudWatch.
const NAMESPACE: &str = "MagnetiqBooking";

type Sink = dyn Fn(&str) + Send + Sync;

/// Numbers about what the system does, as lines of CloudWatch's embedded metric format: written to the log, from
/// which CloudWatch takes them, so that no call is made for them (CloudWatch User Guide, "Embedded metric format").
///
/// Names and dimensions are this module's alone; alarms in `template.yaml` are set on them.
#[derive(Clone)]
pub struct Metrics {
    sink: Arc<Sink>,
    clock: Clock,
}

/// One thing that happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Metric<'a> {
    /// A message was handed over, refused for good, skipped, or is to be tried again.
    Delivery {
        /// `mail`, `sms` or `chat`.
        channel: &'a str,
        /// Which message, by its template.
        kind: &'a str,
        /// What came of it.
        outcome: DeliveryOutcome,
    },
    /// A job was done so many milliseconds after it was due.
    JobLateness {
        /// Which job's function.
        job: &'a str,
        /// Milliseconds.
        milliseconds: i64,
    },
    /// `reconcile` put so many things on their way again.
    Repairs {
        /// What was owed: `mail`, `plan`, `job`…
        work: &'a str,
        /// How many.
        count: usize,
    },
    /// A mail came back, or its reader complained.
    Bounce {
        /// `bounce` or `complaint`.
        kind: &'a str,
    },
}

/// What came of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// Handed over.
    Sent,
    /// There was nothing to say, or nobody who wants to hear it.
    Skipped,
    /// To be tried again.
    Retried,
    /// Refused for good.
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

    /// Metrics that somebody else keeps.
    pub fn new(clock: Clock, sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { sink: Arc::new(sink), clock }
    }

    /// Writes one down.
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
            Metric::Bounce { kind } => ("Bounces", "Count", json!(1), vec![("Kind", kind)]),
        };
        (self.sink)(&self.line(name, unit, &value, &dimensions));
    }

    /// By every dimension, and by none: alarms look at the whole.
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
    fn a_metric_is_a_line_that_cloudwatch_reads() {
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
