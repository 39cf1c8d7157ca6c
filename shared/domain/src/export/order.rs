//! An export and its state.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{bulk::BulkActor, time::Instant, zone::Tz};

use super::Separator;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    Waiting,
    Writing,
    Done,
    Failed,
    /// The file is gone.
    Expired,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

/// The finished file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFile {
    pub rows: u64,
    pub bytes: u64,
    pub at: Instant,
}

/// An export as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    pub id: String,
    /// The request's body; dropped once the file is there, because a search may name a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<Map<String, Value>>,
    pub separator: Separator,
    /// For dates and times without a zone in the request.
    pub zone: Tz,
    pub actor: BulkActor,
    pub created_at: Instant,
    pub state: ExportState,
    /// The name of the file in its bucket: nobody guesses it.
    pub key: String,
    /// The upload under way, to be given up if it is begun once more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<String>,
    /// Until then, the file is some function's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_until: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<ExportFile>,
    /// The code of the problem that ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// The first address of the file that was given out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched_at: Option<Instant>,
    pub version: u64,
}

impl Export {
    /// Minutes after the first address in which the file can be fetched again.
    const FETCH_MINUTES: i64 = 60;
    /// Hours that a file is kept at most; its bucket forgets it soon after.
    const FILE_HOURS: i64 = 24;

    /// The state at this time.
    pub fn state_at(&self, now: Instant) -> ExportState {
        let is_old = self.file.as_ref().is_some_and(|file| now - file.at >= chrono::TimeDelta::hours(Self::FILE_HOURS));
        let is_fetched = self.fetched_at.is_some_and(|at| now - at >= chrono::TimeDelta::minutes(Self::FETCH_MINUTES));
        if self.state == ExportState::Done && (is_old || is_fetched) { ExportState::Expired } else { self.state }
    }

    /// Whether a function may begin to write it.
    pub fn is_free(&self, now: Instant) -> bool {
        let is_open = matches!(self.state, ExportState::Waiting | ExportState::Writing);
        is_open && self.claimed_until.is_none_or(|until| until <= now)
    }
}
