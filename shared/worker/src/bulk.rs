//! The queue of orders for many bookings: a message for each chunk of an order.

use aws_sdk_sqs::{Client, types::SendMessageBatchRequestEntry};
use platform::{Error, FromEnv};
use serde::{Deserialize, Serialize};

/// Messages of one call.
const BATCH: usize = 10;

/// A message on the queue of `work-bulk`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum BulkMessage {
    Chunk(BulkOrder),
    /// Has the bookings within an absence ordered and handled.
    Absence {
        absence: String,
    },
}

/// Has the bookings of a chunk handled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkOrder {
    pub bulk: String,
    pub chunk: u32,
}

/// The queue of `work-bulk`.
#[derive(Debug, FromEnv)]
pub struct BulkQueue {
    #[env(sdk)]
    client: Client,
    #[env("WORK_BULK_QUEUE_URL")]
    url: String,
}

impl BulkQueue {
    /// Queues chunks of an order; their messages arrive after so many seconds.
    ///
    /// All of them are put here: a function that fed its own queue would be stopped by Lambda's detection of loops.
    ///
    /// # Errors
    /// Fails if the queue doesn't take one of them.
    pub async fn put_all(
        &self,
        bulk: &str,
        chunks: impl IntoIterator<Item = u32>,
        delay_seconds: u32,
    ) -> Result<(), Error> {
        let chunks: Vec<u32> = chunks.into_iter().collect();
        for batch in chunks.chunks(BATCH) {
            let entries: Result<Vec<_>, Error> = batch
                .iter()
                .map(|chunk| {
                    let order = BulkOrder { bulk: bulk.to_owned(), chunk: *chunk };
                    let entry = SendMessageBatchRequestEntry::builder()
                        .id(chunk.to_string())
                        .message_body(serde_json::to_string(&order)?)
                        .delay_seconds(i32::try_from(delay_seconds)?);
                    Ok(entry.build()?)
                })
                .collect();
            let send = self.client.send_message_batch().queue_url(&self.url).set_entries(Some(entries?));
            let answer = send.send().await?;
            if let Some(failed) = answer.failed.first() {
                return Err(format!("the queue took no message of a chunk: {}", failed.code).into());
            }
        }
        Ok(())
    }

    /// Has the bookings within an absence handled, after so many seconds.
    ///
    /// # Errors
    /// Fails if the queue is unavailable.
    pub async fn put_absence(&self, id: &str, delay_seconds: i32) -> Result<(), Error> {
        let message = serde_json::to_string(&BulkMessage::Absence { absence: id.to_owned() })?;
        let send = self.client.send_message().queue_url(&self.url).message_body(message);
        send.delay_seconds(delay_seconds).send().await?;
        Ok(())
    }
}
