//! Processes messages of a queue one by one; failures are retried with growing delays.

use std::future::Future;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use aws_sdk_sqs::Client;
use domain::time::Instant;
use futures::future::join_all;
use platform::{Clock, Error, FromEnv, chain};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tracing::{Instrument, field::Empty};

use crate::{AboutBooking, Failure};

/// The first wait after a failure, in seconds; it doubles with every further one.
const FIRST_WAIT_SECONDS: u32 = 10;
/// The longest wait, in seconds. `maxReceiveCount` of the queues is 24 hours of such waits.
const MAX_WAIT_SECONDS: u32 = 15 * 60;

/// The longest visibility timeout that SQS takes: 12 hours (Amazon SQS API Reference, ChangeMessageVisibility).
const MAX_VISIBILITY_SECONDS: u32 = 12 * 60 * 60;

/// A reaction's queue.
#[derive(Debug, Clone, FromEnv)]
pub struct Queue {
    #[env(sdk)]
    client: Client,
    #[env("QUEUE_URL")]
    url: String,
    /// The dead-letter queue, if messages can fail permanently.
    #[env("DEAD_LETTERS_URL")]
    dead_letters: Option<String>,
    clock: Clock,
}

impl Queue {
    /// Handles all messages of a batch concurrently. Reports failures, which come back after min(10 s · 2ⁿ, 15 min),
    /// until the queue gives up and moves them to the dead letters.
    pub async fn react<M, H, F>(&self, batch: SqsEvent, react: H) -> SqsBatchResponse
    where
        M: DeserializeOwned + AboutBooking,
        H: Fn(M) -> F,
        F: Future<Output = Result<(), Failure>>,
    {
        let react = &react;
        let react_to_one = |body: String| async move {
            let message: M = serde_json::from_str(&body)?;
            platform::log_reference(message.reference().as_str());
            if let Some(request_id) = message.request_id() {
                platform::log_request_id(request_id);
            }
            react(message).await
        };
        self.react_to_text(batch, react_to_one).await
    }

    /// As [`Queue::react`], for messages that may not be JSON.
    pub async fn react_to_text<H, F>(&self, batch: SqsEvent, react: H) -> SqsBatchResponse
    where
        H: Fn(String) -> F,
        F: Future<Output = Result<(), Failure>>,
    {
        let react = &react;
        let reactions = batch.records.into_iter().map(|message| {
            let span = span_of(&message);
            self.react_to_one(message, react).instrument(span)
        });
        let failures = join_all(reactions).await.into_iter().flatten().collect();
        let mut response = SqsBatchResponse::default();
        response.batch_item_failures = failures;
        response
    }

    async fn react_to_one<H, F>(&self, message: SqsMessage, react: &H) -> Option<BatchItemFailure>
    where
        H: Fn(String) -> F,
        F: Future<Output = Result<(), Failure>>,
    {
        match react(message.body.clone().unwrap_or_default()).await {
            Ok(()) => None,
            Err(failure) => self.failed(message, failure).await,
        }
    }

    /// Moves a message to the dead letters, or reports it for a retry.
    async fn failed(&self, message: SqsMessage, failure: Failure) -> Option<BatchItemFailure> {
        let retry = match failure {
            Failure::Retry(error) => error,
            Failure::Permanent(error) => {
                if self.send_to_dlq(&message, &error).await {
                    return None;
                }
                error
            }
            Failure::Both { permanent, retry } => {
                self.send_to_dlq(&message, &permanent).await;
                retry
            }
            Failure::Wait { seconds } => {
                tracing::info!(wait = seconds, "a message waits for a limit");
                return Some(self.come_back(message, seconds.min(MAX_VISIBILITY_SECONDS)).await);
            }
        };
        platform::count_failure();
        Some(self.snooze(message, &retry).await)
    }

    /// Moves a message to the dead-letter queue, with the time: driven back, it repeats what failed. Returns whether that
    /// succeeded.
    async fn send_to_dlq(&self, message: &SqsMessage, error: &Error) -> bool {
        let Some(dead_letters) = &self.dead_letters else { return false };
        let cause = format!("it failed for good: {}", chain(error.as_ref()));
        tracing::error!(cause, "a reaction failed permanently");
        let body = message.body.as_deref().map(|body| failed_at(body, self.clock.now()));
        let send = self.client.send_message().queue_url(dead_letters).set_message_body(body);
        match send.send().await {
            Ok(_) => true,
            Err(error) => {
                tracing::warn!(cause = chain(&error), "failed to write to the dead-letter queue");
                false
            }
        }
    }

    async fn snooze(&self, message: SqsMessage, error: &Error) -> BatchItemFailure {
        let tries = receive_count(&message);
        let wait = wait_seconds(tries);
        tracing::warn!(wait, cause = chain(error.as_ref()), "a reaction failed and will be retried");
        self.come_back(message, wait).await
    }

    /// Reports a message as failed, and has it come back after so many seconds.
    async fn come_back(&self, message: SqsMessage, wait: u32) -> BatchItemFailure {
        let change = self
            .client
            .change_message_visibility()
            .queue_url(&self.url)
            .set_receipt_handle(message.receipt_handle)
            .visibility_timeout(i32::try_from(wait).unwrap_or(i32::MAX));
        if let Err(error) = change.send().await {
            // It comes back all the same, after the queue's own visibility timeout.
            tracing::warn!(cause = chain(&error), "failed to set the delay of a message");
        }
        let mut failure = BatchItemFailure::default();
        failure.item_identifier = message.message_id.unwrap_or_default();
        failure
    }
}

/// A message's body with the time of its failure, if it is a JSON object.
fn failed_at(body: &str, now: Instant) -> String {
    let Ok(Value::Object(mut object)) = serde_json::from_str(body) else { return body.to_owned() };
    object.insert("failedAt".to_owned(), json!(now));
    Value::Object(object).to_string()
}

fn receive_count(message: &SqsMessage) -> u32 {
    message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or(1)
}

fn wait_seconds(tries: u32) -> u32 {
    let doublings = tries.saturating_sub(1).min(16);
    FIRST_WAIT_SECONDS.saturating_mul(1 << doublings).min(MAX_WAIT_SECONDS)
}

/// Logs the handling of a message with its id.
fn span_of(message: &SqsMessage) -> tracing::Span {
    tracing::info_span!(
        "message",
        messageId = message.message_id,
        tries = receive_count(message),
        apiRequestId = Empty,
        reference = Empty,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_limit() {
        let waits: Vec<u32> = (1..=9).map(wait_seconds).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 900, 900]);
        assert_eq!(wait_seconds(1_000), 900);
    }

    #[test]
    fn dead_letter_carries_its_time() {
        let now = "2026-11-23T08:00:00Z".parse().unwrap();
        let letter: Value = serde_json::from_str(&failed_at(r#"{"job":"follow-up"}"#, now)).unwrap();
        assert_eq!(letter, json!({"job": "follow-up", "failedAt": "2026-11-23T08:00:00Z"}));
        assert_eq!(failed_at("Successfully validated", now), "Successfully validated");
    }
}
