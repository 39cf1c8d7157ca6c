use chrono::{DateTime, SecondsFormat};
use sam::{ACCOUNT, REGION};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Aws;
use crate::{answer::Answer, call::Call, ids};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutEvents {
    entries: Vec<BusEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BusEntry {
    event_bus_name: Option<String>,
    source: Option<String>,
    detail_type: Option<String>,
    detail: Option<String>,
    /// Seconds since the epoch.
    time: Option<f64>,
    #[serde(default)]
    resources: Vec<String>,
}

/// Limit of entries in one PutEvents.
const ENTRIES: usize = 10;

impl Aws {
    pub(super) fn perform_on_bus(&self, call: &Call<'_>) -> Answer {
        if call.operation != "PutEvents" {
            return Answer::unknown(call.operation);
        }
        let request: PutEvents = match serde_json::from_slice(call.body) {
            Ok(request) => request,
            Err(error) => return Answer::refusal("ValidationException", &error.to_string()),
        };
        if request.entries.is_empty() || request.entries.len() > ENTRIES {
            return Answer::refusal("ValidationException", "between 1 and 10 entries, please");
        }
        let results: Vec<Value> = request.entries.iter().map(|entry| self.put_event(entry)).collect();
        let failed = results.iter().filter(|result| result.get("ErrorCode").is_some()).count();
        self.activity.wake();
        Answer::ok(&json!({ "FailedEntryCount": failed, "Entries": results }))
    }

    fn put_event(&self, entry: &BusEntry) -> Value {
        let refuse = |code: &str, message: &str| json!({ "ErrorCode": code, "ErrorMessage": message });
        let (Some(source), Some(kind), Some(detail)) = (&entry.source, &entry.detail_type, &entry.detail) else {
            return refuse("InvalidArgument", "Source, DetailType and Detail are required");
        };
        let Ok(detail) = serde_json::from_str::<Value>(detail) else {
            return refuse("MalformedDetail", "Detail is malformed.");
        };
        let bus = entry.event_bus_name.as_deref().map_or("default", name_of_bus);
        if !self.system.buses.iter().any(|known| known == bus) {
            return refuse("InvalidArgument", "there is no such bus");
        }
        let id = ids::uuid();
        let now = self.clock.now();
        let happened = entry.time.and_then(|seconds| DateTime::from_timestamp(seconds as i64, 0)).unwrap_or(now);
        let envelope = json!({
            "version": "0",
            "id": id,
            "detail-type": kind,
            "source": source,
            "account": ACCOUNT,
            "time": happened.to_rfc3339_opts(SecondsFormat::Secs, true),
            "region": REGION,
            "resources": entry.resources,
            "detail": detail,
        });
        let rules = self.system.rules.iter().filter(|rule| rule.bus == bus && rule.pattern.matches(&envelope));
        let queues: Vec<String> = rules.flat_map(|rule| rule.queues.iter().cloned()).collect();
        match self.store.publish(&envelope, &queues, now.timestamp_millis()) {
            Ok(()) => json!({ "EventId": id }),
            Err(error) => refuse("InternalFailure", &error.to_string()),
        }
    }
}

/// A bus is named by its name or by its ARN.
fn name_of_bus(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
