use serde::Deserialize;
use serde_json::json;

use super::Aws;
use crate::{answer::Answer, call::Call};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendMessage {
    queue_url: String,
    message_body: String,
    #[serde(default)]
    delay_seconds: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendMessageBatch {
    queue_url: String,
    entries: Vec<BatchEntry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BatchEntry {
    id: String,
    message_body: String,
    #[serde(default)]
    delay_seconds: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ChangeMessageVisibility {
    queue_url: String,
    receipt_handle: String,
    visibility_timeout: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GetQueueAttributes {
    queue_url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ReceiveMessage {
    queue_url: String,
    #[serde(default = "one")]
    max_number_of_messages: usize,
}

const fn one() -> usize {
    1
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeleteMessage {
    queue_url: String,
    receipt_handle: String,
}

/// SQS's largest batch.
const MAX_MESSAGES: usize = 10;
/// SQS's own limits, in seconds.
const MAX_DELAY: i64 = 900;
const MAX_VISIBILITY: i64 = 43_200;

impl Aws {
    pub(super) fn perform_on_queue(&self, call: &Call<'_>) -> Answer {
        let result = match call.operation {
            "SendMessage" => serde_json::from_slice(call.body).map(|request| self.send_message(&request)),
            "SendMessageBatch" => serde_json::from_slice(call.body).map(|request| self.send_batch(&request)),
            "ChangeMessageVisibility" => {
                serde_json::from_slice(call.body).map(|request| self.change_visibility(&request))
            }
            "GetQueueAttributes" => serde_json::from_slice(call.body).map(|request| self.queue_attributes(&request)),
            "ReceiveMessage" => serde_json::from_slice(call.body).map(|request| self.receive_message(&request)),
            "DeleteMessage" => serde_json::from_slice(call.body).map(|request| self.delete_message(&request)),
            other => return Answer::unknown(other),
        };
        result.unwrap_or_else(|error| Answer::refusal("InvalidParameterValue", &error.to_string()))
    }

    fn send_message(&self, request: &SendMessage) -> Answer {
        let Some(queue) = self.queue_of(&request.queue_url) else { return no_queue() };
        if !(0..=MAX_DELAY).contains(&request.delay_seconds) {
            return Answer::refusal("InvalidParameterValue", "DelaySeconds must be between 0 and 900");
        }
        let now = self.clock.now_millis();
        match self.store.send(queue, &request.message_body, now, now + request.delay_seconds * 1_000) {
            Ok(id) => {
                self.activity.wake();
                Answer::ok(&json!({ "MessageId": id }))
            }
            Err(error) => Answer::failure(&error.to_string()),
        }
    }

    fn send_batch(&self, request: &SendMessageBatch) -> Answer {
        let Some(queue) = self.queue_of(&request.queue_url) else { return no_queue() };
        if request.entries.is_empty() || request.entries.len() > MAX_MESSAGES {
            return Answer::refusal("TooManyEntriesInBatchRequest", "between 1 and 10 entries, please");
        }
        if request.entries.iter().any(|entry| !(0..=MAX_DELAY).contains(&entry.delay_seconds)) {
            return Answer::refusal("InvalidParameterValue", "DelaySeconds must be between 0 and 900");
        }
        let now = self.clock.now_millis();
        let mut sent = Vec::new();
        for entry in &request.entries {
            match self.store.send(queue, &entry.message_body, now, now + entry.delay_seconds * 1_000) {
                Ok(id) => sent.push(json!({ "Id": entry.id, "MessageId": id })),
                Err(error) => return Answer::failure(&error.to_string()),
            }
        }
        self.activity.wake();
        Answer::ok(&json!({ "Successful": sent, "Failed": [] }))
    }

    fn change_visibility(&self, request: &ChangeMessageVisibility) -> Answer {
        let Some(queue) = self.queue_of(&request.queue_url) else { return no_queue() };
        if !(0..=MAX_VISIBILITY).contains(&request.visibility_timeout) {
            return Answer::refusal("InvalidParameterValue", "VisibilityTimeout must be between 0 and 43200");
        }
        let until = self.clock.now_millis() + request.visibility_timeout * 1_000;
        match self.store.change_visibility(queue, &request.receipt_handle, until) {
            Ok(true) => {
                self.activity.wake();
                Answer::ok(&json!({}))
            }
            Ok(false) => Answer::refusal("ReceiptHandleIsInvalid", "the message was received again or deleted"),
            Err(error) => Answer::failure(&error.to_string()),
        }
    }

    /// The approximate numbers, which are exact here.
    fn queue_attributes(&self, request: &GetQueueAttributes) -> Answer {
        let Some(name) = self.queue_of(&request.queue_url) else { return no_queue() };
        let state = self.store.queue_state(name, &self.system.queues[name], self.clock.now_millis());
        match state {
            Ok(state) => Answer::ok(&json!({ "Attributes": {
                "ApproximateNumberOfMessages": state.depth.to_string(),
                "ApproximateNumberOfMessagesNotVisible": state.in_flight.to_string(),
                "ApproximateNumberOfMessagesDelayed": state.delayed.to_string(),
            } })),
            Err(error) => Answer::failure(&error.to_string()),
        }
    }

    fn receive_message(&self, request: &ReceiveMessage) -> Answer {
        let Some(name) = self.queue_of(&request.queue_url) else { return no_queue() };
        let limit = request.max_number_of_messages.min(MAX_MESSAGES);
        match self.store.receive(name, &self.system.queues[name], limit, self.clock.now_millis()) {
            Ok(messages) => {
                let shown = messages.iter().map(|message| {
                    json!({ "MessageId": message.id, "ReceiptHandle": message.receipt, "Body": message.body })
                });
                Answer::ok(&json!({ "Messages": shown.collect::<Vec<_>>() }))
            }
            Err(error) => Answer::failure(&error.to_string()),
        }
    }

    fn delete_message(&self, request: &DeleteMessage) -> Answer {
        let Some(name) = self.queue_of(&request.queue_url) else { return no_queue() };
        match self.store.delete(name, std::slice::from_ref(&request.receipt_handle)) {
            Ok(()) => Answer::ok(&json!({})),
            Err(error) => Answer::failure(&error.to_string()),
        }
    }

    /// A queue's URL ends with its name.
    fn queue_of(&self, url: &str) -> Option<&str> {
        let name = url.rsplit('/').next()?;
        self.system.queues.get_key_value(name).map(|(name, _)| name.as_str())
    }
}

fn no_queue() -> Answer {
    Answer::refusal("QueueDoesNotExist", "The specified queue does not exist.")
}
