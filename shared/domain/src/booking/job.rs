//! What a booking sets off for later: reminders, by the time at which each is due.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Booking, Recipient, Told};
use crate::time::Instant;

/// Something that is to be done at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    /// The client is reminded so many hours before; with what to prepare.
    ClientReminder {
        /// Hours before the start.
        hours: u32,
    },
    /// The consultant is reminded so many hours before; with who comes.
    ConsultantReminder {
        /// Hours before the start.
        hours: u32,
    },
}

/// The client's last reminder, in hours before the start. It stays whatever the client chose besides.
pub const LAST_REMINDER_HOURS: u32 = 2;
/// A reminder that is due so soon after the mail that told of the meeting says nothing new.
const TOLD_JUST_NOW: TimeDelta = TimeDelta::minutes(30);

impl JobKind {
    /// As it stands in keys and in schedules' names: `client-24h`, `consultant-4h`.
    pub fn key(self) -> String {
        match self {
            Self::ClientReminder { hours } => format!("client-{hours}h"),
            Self::ConsultantReminder { hours } => format!("consultant-{hours}h"),
        }
    }

    /// Reads what [`JobKind::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        let hours = |text: &str| text.strip_suffix('h')?.parse().ok();
        let (whose, rest) = key.split_once('-')?;
        match whose {
            "client" => Some(Self::ClientReminder { hours: hours(rest)? }),
            "consultant" => Some(Self::ConsultantReminder { hours: hours(rest)? }),
            _ => None,
        }
    }
}

/// When reminders go out, where the client doesn't say otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderSettings {
    /// Hours before the start at which the client is reminded, besides the last reminder.
    pub client_hours: u32,
    /// Hours before the start at which the consultant is reminded.
    pub consultant_hours: u32,
}

impl Default for ReminderSettings {
    fn default() -> Self {
        Self { client_hours: 24, consultant_hours: 4 }
    }
}

/// A job of one state of a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// What.
    pub kind: JobKind,
    /// For which sequence of the booking; after a move it no longer applies.
    pub sequence: u32,
    /// When.
    pub due: Instant,
}

/// What names a job in a schedule's input and in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobMessage {
    /// The kind's key.
    pub job: String,
    /// Of which booking.
    pub reference: crate::ids::Reference,
    /// For which sequence.
    pub sequence: u32,
}

/// Why a job is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// The booking was moved, cancelled or is over.
    NoLongerApplies,
    /// The recipient was told of the meeting less than half an hour before it was due, or after, or will be.
    ToldJustNow,
}

/// Whether a job is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobDecision {
    /// Now.
    Do,
    /// Never.
    Silent(Silence),
}

impl Booking {
    /// The jobs of the booking as it is now; none once it is off.
    pub fn jobs(&self, settings: &ReminderSettings) -> Vec<Job> {
        if !self.status.is_live() {
            return Vec::new();
        }
        let mut kinds = vec![JobKind::ConsultantReminder { hours: settings.consultant_hours }];
        if self.reminders.email {
            let chosen = &self.reminders.timing;
            let mut hours: Vec<u32> = chosen.iter().map(|days| days * 24).collect();
            if hours.is_empty() {
                hours.push(settings.client_hours);
            }
            hours.push(LAST_REMINDER_HOURS);
            kinds.extend(hours.into_iter().map(|hours| JobKind::ClientReminder { hours }));
        }
        kinds.into_iter().map(|kind| Job { kind, sequence: self.sequence, due: self.due(kind) }).collect()
    }

    /// Who a job's message goes to.
    pub fn job_recipient(&self, kind: JobKind) -> Recipient {
        match kind {
            JobKind::ClientReminder { .. } => Recipient::Client,
            JobKind::ConsultantReminder { .. } => Recipient::Consultant(self.consultant.id.clone()),
        }
    }

    /// Whether a job that fell due is to be done, given what its recipient was told last, and when.
    pub fn decide_job(
        &self,
        kind: JobKind,
        sequence: u32,
        told: Option<(&Told, Instant)>,
        now: Instant,
    ) -> JobDecision {
        let is_over = now >= self.slot.start;
        if !self.status.is_live() || sequence != self.sequence || is_over {
            return JobDecision::Silent(Silence::NoLongerApplies);
        }
        // Who wasn't told of the meeting as it is will be, after this: then the reminder says nothing new.
        let told_at = told.filter(|(told, _)| !told.cancelled && told.start == self.slot.start).map(|(_, at)| at);
        if told_at.is_some_and(|at| self.due(kind) >= at + TOLD_JUST_NOW) {
            JobDecision::Do
        } else {
            JobDecision::Silent(Silence::ToldJustNow)
        }
    }

    fn due(&self, kind: JobKind) -> Instant {
        let (JobKind::ClientReminder { hours } | JobKind::ConsultantReminder { hours }) = kind;
        self.slot.start - TimeDelta::hours(i64::from(hours))
    }
}
