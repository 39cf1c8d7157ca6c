use serde_json::{Value, json};

use super::Record;
use crate::aws::{Endpoint, EngineError};

/// Reads a table's stream from an external DynamoDB, by DynamoDB's API of streams.
#[derive(Debug)]
pub struct EndpointReader {
    endpoint: Endpoint,
    stream: String,
    shard: String,
}

impl EndpointReader {
    /// Looks up the stream of a table, which must exist. It must be one shard, as a stand-in's are: DynamoDB itself
    /// divides its shards all the time, and following them is Lambda's work there.
    pub(super) async fn open(endpoint: &Endpoint, table: &str) -> Result<Self, EngineError> {
        let described = endpoint.describe(table).await?;
        let Some(stream) = described["Table"]["LatestStreamArn"].as_str() else {
            return Err(EngineError::new(format!("{table} has no stream")));
        };
        let described = endpoint.read_stream("DescribeStream", &json!({ "StreamArn": stream })).await?;
        let shards = described["StreamDescription"]["Shards"].as_array().map(Vec::as_slice).unwrap_or_default();
        let [shard] = shards else {
            return Err(EngineError::new(format!("{stream} has {} shards, not one", shards.len())));
        };
        let shard = shard["ShardId"].as_str().unwrap_or_default().to_owned();
        Ok(Self { endpoint: endpoint.clone(), stream: stream.to_owned(), shard })
    }

    pub(super) async fn after(&self, position: &str, limit: usize) -> Result<Vec<Record>, EngineError> {
        let mut start = json!({ "StreamArn": self.stream, "ShardId": self.shard });
        if position.is_empty() {
            start["ShardIteratorType"] = "TRIM_HORIZON".into();
        } else {
            start["ShardIteratorType"] = "AFTER_SEQUENCE_NUMBER".into();
            start["SequenceNumber"] = position.into();
        }
        let found = self.endpoint.read_stream("GetShardIterator", &start).await?;
        let page = json!({ "ShardIterator": found["ShardIterator"], "Limit": limit });
        let mut page = self.endpoint.read_stream("GetRecords", &page).await?;
        let records = page["Records"].as_array_mut().map(std::mem::take).unwrap_or_default();
        Ok(records.into_iter().map(record).collect())
    }
}

fn record(mut found: Value) -> Record {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let change = &mut found["dynamodb"];
    let sequence_number = text(&change["SequenceNumber"]);
    let keys = change["Keys"].take();
    let new_image = change.get_mut("NewImage").map(Value::take);
    Record {
        position: sequence_number.clone(),
        sequence_number,
        event_id: text(&found["eventID"]),
        event_name: text(&found["eventName"]),
        keys,
        new_image,
    }
}
