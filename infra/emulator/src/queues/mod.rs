//! Carries messages from queues to the functions that consume them.

use std::sync::Arc;

use sam::{Queue, QueueSource, REGION};
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::{
    activity::{Activity, Running},
    clock::LocalClock,
    registry::Functions,
    store::{Message, Store, StoreError},
};

/// Consumes one queue with one function.
#[derive(Clone)]
pub struct QueuePoller {
    source: Arc<QueueSource>,
    queue: Queue,
    functions: Functions,
    store: Store,
    clock: LocalClock,
    activity: Activity,
}

impl QueuePoller {
    pub fn new(
        source: QueueSource,
        queue: Queue,
        functions: Functions,
        store: Store,
        clock: LocalClock,
        activity: Activity,
    ) -> Self {
        Self { source: Arc::new(source), queue, functions, store, clock, activity }
    }

    /// Polls until stopped; finishes the current batches.
    pub async fn run(self, stop: CancellationToken) {
        let permits = Arc::new(Semaphore::new(self.source.concurrency));
        while !stop.is_cancelled() {
            let Ok(permit) = Arc::clone(&permits).acquire_owned().await else { return };
            let work = self.activity.work();
            let due = match self.take(permit) {
                Ok(true) => continue,
                Ok(false) => self.store.next_due(&self.source.queue),
                Err(error) => Err(error),
            };
            let due = due.unwrap_or_else(|error| {
                self.activity.fail(format!("{} can't be read: {error}", self.source.queue));
                Some(self.clock.now_millis() + 1_000)
            });
            tokio::select! {
                () = work => {}
                () = self.clock.until(due) => {}
                () = stop.cancelled() => {}
            }
        }
        // A handler in progress still holds a permit.
        let all = u32::try_from(self.source.concurrency).unwrap_or(u32::MAX);
        let _ = permits.acquire_many(all).await;
    }

    /// Whether no message can be received at this instant.
    pub fn is_idle(&self, now: i64) -> Result<bool, StoreError> {
        Ok(self.next_due()?.is_none_or(|due| due > now))
    }

    /// Returns the instant of the next message.
    pub fn next_due(&self) -> Result<Option<i64>, StoreError> {
        self.store.next_due(&self.source.queue)
    }

    /// Receives a batch and handles it. Returns whether there was one.
    fn take(&self, permit: OwnedSemaphorePermit) -> Result<bool, StoreError> {
        // Counted from before the receive: in between, the system must not look idle.
        let running = self.activity.start();
        let now = self.clock.now_millis();
        let batch = self.store.receive(&self.source.queue, &self.queue, self.source.batch_size, now)?;
        if batch.is_empty() {
            return Ok(false);
        }
        let poller = self.clone();
        tokio::spawn(async move { poller.handle(batch, running, permit).await });
        Ok(true)
    }

    async fn handle(self, batch: Vec<Message>, running: Running, permit: OwnedSemaphorePermit) {
        let records: Vec<Value> = batch.iter().map(|message| record(message, &self.source.arn)).collect();
        let result = self.functions.invoke(&self.source.function, json!({ "Records": records })).await;
        let done = match result {
            Ok(output) => self.taken(&batch, &output),
            Err(reason) => {
                tracing::warn!(function = self.source.function, reason, "a batch of the queue failed");
                Vec::new()
            }
        };
        if let Err(error) = self.store.delete(&self.source.queue, &done) {
            self.activity.fail(format!("{} can't be written: {error}", self.source.queue));
        }
        drop(permit);
        drop(running);
        // A message that failed may have got a due instant that the poller does not know yet.
        self.activity.wake();
    }

    /// Returns the receipts of the handled messages. A failed one stays in the queue and becomes visible again later.
    fn taken(&self, batch: &[Message], output: &Value) -> Vec<String> {
        let receipt = |message: &Message| message.receipt.clone();
        let failures = output["batchItemFailures"].as_array().cloned().unwrap_or_default();
        if !self.source.partial_failures || failures.is_empty() {
            return batch.iter().map(receipt).collect();
        }
        let failed: Vec<&str> = failures.iter().map(|it| it["itemIdentifier"].as_str().unwrap_or_default()).collect();
        let known = |id: &&str| batch.iter().any(|message| message.id == **id);
        if !failed.iter().all(known) {
            // As on Lambda, an unknown name fails the whole batch.
            return Vec::new();
        }
        batch.iter().filter(|message| !failed.contains(&message.id.as_str())).map(receipt).collect()
    }
}

/// A message in Lambda's form.
fn record(message: &Message, arn: &str) -> Value {
    json!({
        "messageId": message.id,
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": message.receives.to_string(),
            "SentTimestamp": message.sent_at.to_string(),
            "SenderId": "local",
            "ApproximateFirstReceiveTimestamp": message.first_received_at.to_string(),
        },
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": arn,
        "awsRegion": REGION,
    })
}
