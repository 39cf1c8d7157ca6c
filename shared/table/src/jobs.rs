//! The jobs of a booking, in one item. Each has the key `<kind>#<sequence>`; changes are made by key, so that jobs of kinds
//! that a later release has are left alone.
//!
//! `pendingDue` is a lower bound of the earliest planned job, and with `pendingShard` there only while one is planned.

use std::collections::BTreeMap;

use domain::{
    booking::{Booking, Job, JobKind, JobSettings},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{
    TableError,
    attributes::{from_item, get_map, get_number, get_text},
    keys::{self, Item},
    log::SentMessage,
};

/// Finished jobs that are kept; beyond, the oldest are forgotten.
const MAX_FINISHED: usize = 40;

/// The jobs of a booking.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Jobs {
    entries: BTreeMap<String, JobEntry>,
    /// The version of the booking that they were planned for.
    pub(crate) version: u64,
    /// The number of writes so far; `None` if there is no item yet.
    pub(crate) writes: Option<u64>,
    /// The stored lower bound, if any.
    pub(crate) pending_due: Option<Instant>,
}

/// A job as stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobEntry {
    pub state: JobState,
    pub due: Instant,
    /// The time of its result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// The subject as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The provider's error code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// The delivery state from the provider, and its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery_at: Option<Instant>,
    /// The time of a repetition by hand, or the end of a wait for a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Instant>,
    /// `reconcile` requeued it, or it waits for a limit; `reconcile` looks again then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_alone_until: Option<Instant>,
    /// The number of times that it did so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repairs: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Still to be run.
    Planned,
    Done,
    Failed,
    Skipped,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

impl JobState {
    /// The stored form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Unknown => "unknown",
        }
    }
}

/// A job of a booking that this release knows.
#[derive(Debug, Clone, PartialEq)]
pub struct JobRecord {
    pub job: Job,
    /// `true` if it is still to be run.
    pub is_pending: bool,
    /// The due time, the time of a repetition by hand, or the end of a wait for a limit.
    pub since: Instant,
    pub entry: JobEntry,
}

/// The result of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobResult {
    /// Done, without a message or with one.
    Done(Option<SentMessage>),
    /// It no longer applies, or adds nothing.
    Skipped,
    /// The provider will never take its message.
    Failed { reason: String },
}

/// Changes by key.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct JobEdits {
    pub(crate) put: BTreeMap<String, JobEntry>,
    pub(crate) removed: Vec<String>,
    pub(crate) version: Option<u64>,
}

impl JobEdits {
    pub(crate) fn is_empty(&self) -> bool {
        self.put.is_empty() && self.removed.is_empty()
    }

    /// The jobs that are put.
    pub(crate) fn jobs(&self) -> Vec<Job> {
        let job = |(key, entry): (&String, &JobEntry)| {
            parse_key(key).map(|(kind, sequence)| Job { kind, sequence, due: entry.due })
        };
        self.put.iter().filter_map(job).collect()
    }
}

impl JobEntry {
    fn planned(due: Instant) -> Self {
        Self {
            state: JobState::Planned,
            due,
            at: None,
            message_id: None,
            subject: None,
            failure: None,
            delivery: None,
            delivery_at: None,
            since: None,
            left_alone_until: None,
            repairs: None,
        }
    }

    /// The time at which `reconcile` looks at it, while it is planned.
    fn looked_at(&self) -> Option<Instant> {
        let until = self.left_alone_until.unwrap_or(self.due);
        (self.state == JobState::Planned).then(|| until.max(self.since.unwrap_or(self.due)).max(self.due))
    }
}

fn key(job: &Job) -> String {
    format!("{}#{}", job.kind.key(), job.sequence)
}

fn parse_key(key: &str) -> Option<(JobKind, u32)> {
    let (kind, sequence) = key.rsplit_once('#')?;
    Some((JobKind::from_key(kind)?, sequence.parse().ok()?))
}

impl Jobs {
    /// Reads the item.
    pub(crate) fn of(item: &Item) -> Result<Self, TableError> {
        let corrupt = |error: &str| TableError::corrupt("jobs", error);
        let mut entries = BTreeMap::new();
        for (key, entry) in get_map(item, "jobs").ok_or_else(|| corrupt("it has no jobs"))? {
            let entry = entry.as_m().map_err(|_| corrupt("a job isn't a map"))?;
            entries.insert(key.clone(), from_item("jobs", entry.clone())?);
        }
        Ok(Self {
            entries,
            version: get_number(item, "version").unwrap_or(0),
            writes: Some(get_number(item, "n").ok_or_else(|| corrupt("it has no count of its writes"))?),
            pending_due: get_text(item, keys::PENDING_DUE).and_then(|due| due.parse().ok()),
        })
    }

    /// Returns the jobs of known kinds, by key.
    pub fn records(&self) -> Vec<JobRecord> {
        let record = |(key, entry): (&String, &JobEntry)| {
            let (kind, sequence) = parse_key(key)?;
            Some(JobRecord {
                job: Job { kind, sequence, due: entry.due },
                is_pending: entry.state == JobState::Planned,
                since: entry.since.map_or(entry.due, |since| since.max(entry.due)),
                entry: entry.clone(),
            })
        };
        self.entries.iter().filter_map(record).collect()
    }

    /// Returns a job of this kind and sequence.
    pub fn record(&self, kind: JobKind, sequence: u32) -> Option<JobRecord> {
        self.records().into_iter().find(|record| record.job.kind == kind && record.job.sequence == sequence)
    }

    /// Returns the planned jobs that `reconcile` hasn't requeued, and that were due before an instant.
    pub fn overdue(&self, before: Instant) -> Vec<JobRecord> {
        let is_overdue = |record: &JobRecord| record.entry.looked_at().is_some_and(|looked_at| looked_at < before);
        self.records().into_iter().filter(is_overdue).collect()
    }

    /// The lower bound of the planned jobs after these changes; also of kinds that this release doesn't know.
    pub(crate) fn due_after(&self, edits: &JobEdits) -> Option<Instant> {
        let stay = self.entries.iter().filter(|(key, _)| !edits.removed.contains(key) && !edits.put.contains_key(*key));
        stay.map(|(_, entry)| entry).chain(edits.put.values()).filter_map(JobEntry::looked_at).min()
    }

    /// Changes the jobs to those of a booking: unfired ones that no longer fit are removed, fired ones stay, missing
    /// ones are planned. `None` if they were planned for a later version already.
    pub(crate) fn fit(&self, booking: &Booking, settings: &JobSettings) -> Option<JobEdits> {
        if self.version > booking.version {
            return None;
        }
        let fitting = booking.jobs(settings);
        let fits = |record: &JobRecord| {
            fitting.iter().any(|job| job.kind == record.job.kind && job.sequence == record.job.sequence)
        };
        let never_fired = |record: &JobRecord| record.is_pending && record.job.kind.is_of_booking();
        let mut edits = JobEdits { version: Some(booking.version), ..JobEdits::default() };
        let records = self.records();
        edits.removed = records.iter().filter(|it| never_fired(it) && !fits(it)).map(|it| key(&it.job)).collect();
        edits.removed.extend(self.long_finished());
        // A job without its first one, because that is turned off, follows nothing.
        let ended = |kind| {
            let is_planned = fitting.iter().any(|job| job.kind == kind);
            !is_planned || self.record(kind, booking.sequence).is_some_and(|first| !first.is_pending)
        };
        for job in fitting.iter().filter(|job| job.kind.follows().is_none_or(ended)) {
            if !self.entries.contains_key(&key(job)) {
                edits.put.insert(key(job), JobEntry::planned(job.due));
            }
        }
        Some(edits)
    }

    fn long_finished(&self) -> Vec<String> {
        let mut finished: Vec<(Option<Instant>, &String)> = self
            .entries
            .iter()
            .filter(|(key, entry)| parse_key(key).is_some() && entry.state != JobState::Planned)
            .map(|(key, entry)| (entry.at, key))
            .collect();
        finished.sort();
        let excess = finished.len().saturating_sub(MAX_FINISHED);
        finished.into_iter().take(excess).map(|(_, key)| key.clone()).collect()
    }

    /// Plans a job, if there is none of its kind and sequence.
    pub(crate) fn add(&self, job: &Job) -> JobEdits {
        let mut edits = JobEdits::default();
        if !self.entries.contains_key(&key(job)) {
            edits.put.insert(key(job), JobEntry::planned(job.due));
        }
        edits
    }

    /// Stores the result of a job, and plans those that follow it. Nothing, if it has a result already. A job that was
    /// removed meanwhile, although it ran, gets its result all the same: its message may bounce.
    pub(crate) fn settle(&self, job: &Job, result: &JobResult, then: &[Job], now: Instant) -> JobEdits {
        let mut edits = JobEdits::default();
        let before = self.entries.get(&key(job)).cloned().unwrap_or_else(|| JobEntry::planned(job.due));
        if before.state != JobState::Planned {
            return edits;
        }
        let mut entry = JobEntry { at: Some(now), left_alone_until: None, ..before };
        match result {
            JobResult::Done(message) => {
                entry.state = JobState::Done;
                if let Some(SentMessage { id, subject }) = message.clone() {
                    (entry.message_id, entry.subject) = (Some(id), subject);
                }
            }
            JobResult::Skipped => entry.state = JobState::Skipped,
            JobResult::Failed { reason } => {
                (entry.state, entry.failure) = (JobState::Failed, Some(reason.clone()));
            }
        }
        edits.put.insert(key(job), entry);
        for job in then {
            edits.put.extend(self.add(job).put);
        }
        edits
    }

    /// Plans jobs that failed until an instant again.
    pub(crate) fn retry_failed(&self, which: impl Fn(&Job) -> bool, until: Instant, now: Instant) -> JobEdits {
        let mut edits = JobEdits::default();
        let failed =
            |record: &JobRecord| record.entry.state == JobState::Failed && record.entry.at.is_none_or(|at| at <= until);
        for record in self.records().into_iter().filter(|record| failed(record) && which(&record.job)) {
            let entry = JobEntry { since: Some(now), ..JobEntry::planned(record.job.due) };
            edits.put.insert(key(&record.job), entry);
        }
        edits
    }

    /// Leaves planned jobs alone until an instant.
    pub(crate) fn leave_alone(&self, jobs: &[Job], until: Instant) -> JobEdits {
        let mut edits = JobEdits::default();
        for key in jobs.iter().map(key) {
            let Some(entry) = self.entries.get(&key).filter(|entry| entry.state == JobState::Planned) else { continue };
            let repairs = Some(entry.repairs.unwrap_or(0) + 1);
            edits.put.insert(key, JobEntry { left_alone_until: Some(until), repairs, ..entry.clone() });
        }
        edits
    }

    /// Has planned jobs wait until an instant, from which on their patience counts. That is no repair.
    pub(crate) fn hold(&self, jobs: &[Job], until: Instant) -> JobEdits {
        let mut edits = JobEdits::default();
        for key in jobs.iter().map(key) {
            let Some(entry) = self.entries.get(&key).filter(|entry| entry.state == JobState::Planned) else { continue };
            edits.put.insert(key, JobEntry { left_alone_until: Some(until), since: Some(until), ..entry.clone() });
        }
        edits
    }

    /// The jobs after these changes.
    pub(crate) fn with(&self, edits: &JobEdits, pending_due: Option<Instant>) -> Self {
        let mut after = Self { pending_due, writes: Some(self.writes.unwrap_or(0) + 1), ..self.clone() };
        after.entries.retain(|key, _| !edits.removed.contains(key));
        after.entries.extend(edits.put.clone());
        after.version = edits.version.unwrap_or(self.version);
        after
    }

    /// Every entry with its kind and sequence as stored.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, u32, &JobEntry)> {
        self.entries.iter().filter_map(|(key, entry)| {
            let (kind, sequence) = key.rsplit_once('#')?;
            Some((kind, sequence.parse().ok()?, entry))
        })
    }

    /// The key of the entry with a message.
    pub(crate) fn key_of_message(&self, message_id: &str) -> Option<&str> {
        let mut found = self.entries.iter().filter(|(_, entry)| entry.message_id.as_deref() == Some(message_id));
        found.next().map(|(key, _)| key.as_str())
    }
}

#[cfg(test)]
mod tests;
