//! Predicts when a periodic function can find work, so that a jump of the clock skips the earlier runs.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::{
    aws::{Aws, Engine, Priority},
    registry::LooksFor,
};

/// Reads the index of a [`LooksFor`] on behalf of the scheduler.
#[derive(Debug, Clone)]
pub struct PendingProbe {
    engine: Engine,
    queries: Arc<[Vec<u8>]>,
    /// The attribute with an item's due instant.
    due: String,
    grace: TimeDelta,
}

impl PendingProbe {
    /// The outlook for this work; `None` if no table has such an index, and then every run takes place.
    pub(crate) fn new(aws: &Aws, looks_for: &LooksFor) -> Option<Self> {
        let indexes = aws.system.tables.values().flat_map(|table| table.indexes.iter().map(move |it| (table, it)));
        let (table, index) = indexes.into_iter().find(|(_, index)| index.name == looks_for.index)?;
        let query = |partition: &String| {
            let query = json!({
                "TableName": table.name,
                "IndexName": index.name,
                "KeyConditionExpression": "#partition = :partition",
                "ExpressionAttributeNames": {"#partition": index.key.hash},
                "ExpressionAttributeValues": {":partition": {"S": partition}},
                "Limit": 1,
            });
            query.to_string().into_bytes()
        };
        Some(Self {
            engine: aws.engine.clone(),
            queries: looks_for.partitions.iter().map(query).collect(),
            due: index.key.range.clone()?,
            grace: looks_for.grace,
        })
    }

    /// Returns the earliest instant at which a run can find work, in milliseconds, if nothing is written until then:
    /// never, if the index is empty, and at any time, if it can't be read.
    pub(crate) async fn opens(&self) -> i64 {
        let mut first = i64::MAX;
        for query in self.queries.iter() {
            let answer = self.engine.perform("Query", query.clone(), Priority::Background).await;
            let body: Value = match answer.is_ok().then(|| serde_json::from_slice(&answer.body)) {
                Some(Ok(body)) => body,
                _ => return i64::MIN,
            };
            let Some(item) = body["Items"].as_array().and_then(|items| items.first()) else { continue };
            let Some(due) = item[&self.due]["S"].as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok()) else {
                return i64::MIN;
            };
            first = first.min(due.timestamp_millis().saturating_add(self.grace.num_milliseconds()));
        }
        first
    }
}
