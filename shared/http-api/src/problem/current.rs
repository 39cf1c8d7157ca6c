//! The present state of a resource, for a change that was based on an older one.

use domain::time::Instant;
use serde::Serialize;

/// The state of a resource that a stale change met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Current {
    etag: String,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<Instant>,
    /// JSON Pointers of what changed since.
    fields: Vec<String>,
}

impl Current {
    pub fn new(version: u64, changed_by: Option<String>, changed_at: Option<Instant>, fields: Vec<String>) -> Self {
        Self { etag: etag(version), changed_by, changed_at, fields }
    }
}

/// The tag of a version.
pub(crate) fn etag(version: u64) -> String {
    format!("\"{version}\"")
}
