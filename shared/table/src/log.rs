//! Results of notifications, as a recipient's log has them.

use domain::time::Instant;
use serde::{Deserialize, Serialize};

/// The result of a notification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEntry {
    pub state: LogState,
    /// The time of the result.
    pub at: Instant,
    /// `confirmation`, `change` or `cancellation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The provider's id of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// The subject as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The provider's error code; never the client's data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// The delivery state from the provider, and its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_at: Option<Instant>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogState {
    /// Sent.
    Done,
    /// Permanently refused, or given up.
    Failed,
    /// There is no recipient.
    Skipped,
}

impl LogState {
    /// The stored form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// A message that a provider took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMessage {
    /// The provider's id.
    pub id: String,
    /// Its subject, if that is to be kept: it must hold nothing personal, because an erasure doesn't reach it.
    pub subject: Option<String>,
}
