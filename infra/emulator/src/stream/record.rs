use sam::REGION;
use serde_json::{Value, json};

/// One change of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its position in the stream, in the reader's form.
    pub position: String,
    /// The sequence number that functions report.
    pub sequence_number: String,
    pub(super) event_id: String,
    pub(super) event_name: String,
    pub(super) keys: Value,
    pub(super) new_image: Option<Value>,
}

impl Record {
    /// The record in Lambda's form.
    pub fn to_event(&self, arn: &str, now: f64) -> Value {
        let mut change = json!({
            "ApproximateCreationDateTime": now,
            "Keys": self.keys,
            "SequenceNumber": self.sequence_number,
            "SizeBytes": 1,
            "StreamViewType": "NEW_IMAGE",
        });
        if let Some(image) = &self.new_image {
            change["NewImage"] = image.clone();
        }
        json!({
            "eventID": self.event_id,
            "eventName": self.event_name,
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": REGION,
            "dynamodb": change,
            "eventSourceARN": arn,
        })
    }
}
