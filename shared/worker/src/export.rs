//! The queue of exports.

use aws_sdk_sqs::Client;
use platform::{Error, FromEnv};
use serde::{Deserialize, Serialize};

/// Has an export written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportOrder {
    pub export: String,
}

/// The queue of `write-export`.
#[derive(Debug, FromEnv)]
pub struct ExportQueue {
    #[env(sdk)]
    client: Client,
    #[env("WRITE_EXPORT_QUEUE_URL")]
    url: String,
}

impl ExportQueue {
    /// Queues an export.
    ///
    /// # Errors
    /// Fails if the queue is unavailable.
    pub async fn put(&self, export: &str) -> Result<(), Error> {
        let body = serde_json::to_string(&ExportOrder { export: export.to_owned() })?;
        self.client.send_message().queue_url(&self.url).message_body(body).send().await?;
        Ok(())
    }
}
