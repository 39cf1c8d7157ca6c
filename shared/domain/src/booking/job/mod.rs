//! Jobs that a booking causes, each with its due time: reminders before the meeting, the attendance check after it,
//! and the follow-ups of its outcome.

mod kind;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Booking, LastNotified, Recipient};
use crate::{
    ids::Reference,
    time::{self, Instant},
};

pub use kind::{ClientMail, JobFunction, JobKind, JobSettings, LAST_REMINDER_HOURS, UnknownJob};
use kind::{Due, JobSpec, Planned, Reader, ReminderHours, Stage};

/// A reminder adds nothing if the recipient was notified of the meeting less than this before its due time.
const RECENTLY: TimeDelta = TimeDelta::minutes(30);

/// A job of one state of a booking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub kind: JobKind,
    /// The booking's sequence; after a move the job no longer applies.
    pub sequence: u32,
    /// The time at which to run it.
    pub due: Instant,
}

/// Identifies a job in a schedule's input and in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobMessage {
    #[serde(rename = "job")]
    pub kind: JobKind,
    pub reference: Reference,
    pub sequence: u32,
}

/// The recipient's current and pending knowledge of the booking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecipientState<'a> {
    /// The last notification on the job's channel, and its time.
    pub last_notified: Option<(&'a LastNotified, Instant)>,
    /// `true` if another notification is on its way.
    pub has_pending_notification: bool,
}

/// The reason why a job is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// The booking was moved or cancelled, or is over.
    NoLongerApplies,
    /// The consultant was notified of the meeting after its start, so it can't have taken place as agreed.
    NotifiedTooLate,
    /// The recipient was notified of the meeting less than half an hour before the due time, or later, or is about to
    /// be.
    RecentlyNotified,
}

/// The decision on a due job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobDecision {
    /// Run it now.
    Do,
    /// Wait: the recipient's confirmation goes first, or the meeting isn't over yet.
    Later,
    /// Skip it for good.
    Skip(SkipReason),
}

impl Booking {
    /// Returns the jobs of the current booking; of a cancelled one only those that the client asked for.
    pub fn jobs(&self, settings: &JobSettings) -> Vec<Job> {
        let kinds = JobKind::every(&ReminderHours::of(self, settings)).into_iter();
        let offer = self.offer.iter().flat_map(|offer| JobKind::of_offer(offer.id));
        let new_link = self.links_renewed.map(|_| JobKind::NewLink { epoch: self.token_epoch });
        kinds.chain(offer).chain(new_link).filter_map(|kind| self.planned_job(kind, settings)).collect()
    }

    fn planned_job(&self, kind: JobKind, settings: &JobSettings) -> Option<Job> {
        let spec = kind.spec();
        let is_planned = match spec.planned {
            Planned::IfBooking(rule) => self.reaches(&spec.stage) && rule(self, settings),
            Planned::ByDelivery | Planned::ByStaff => false,
        };
        let due = || match spec.due {
            Due::BeforeStart(hours) => Some(self.reminder_due(hours)),
            Due::At(rule) => Some(rule(self, settings)),
            Due::IfAny(rule) => rule(self, settings),
            Due::Asked(rule) => rule(self),
        };
        let due = if is_planned { due()? } else { return None };
        // A mail after the meeting has links, which expire.
        let is_too_late = matches!(spec.stage, Stage::Marked(_)) && due >= self.link_expires_at();
        (!is_too_late).then_some(Job { kind, sequence: self.sequence, due })
    }

    /// Returns the recipient of a job's message.
    pub fn job_recipient(&self, kind: JobKind) -> Recipient {
        match kind.spec().reader {
            Reader::Client => Recipient::Client,
            Reader::Consultant => Recipient::Consultant(self.consultant.id.clone()),
            Reader::Team => Recipient::Team,
        }
    }

    /// Returns `true` if a job of this sequence still fits the booking.
    pub fn job_applies(&self, kind: JobKind, sequence: u32, now: Instant) -> bool {
        self.spec_applies(&kind.spec(), sequence, now)
    }

    fn spec_applies(&self, spec: &JobSpec, sequence: u32, now: Instant) -> bool {
        let is_time = match spec.stage {
            Stage::BeforeStart => now < self.slot.start,
            Stage::Unmarked => now >= self.slot.end,
            Stage::Marked(_) => now < self.link_expires_at(),
            Stage::Offered(_) | Stage::Always => true,
        };
        // An erased booking still counts as completed; every other job concerns a person.
        let is_personal = self.erased_at.is_none() || !spec.concerns_person;
        self.reaches(&spec.stage) && is_time && sequence == self.sequence && is_personal
    }

    /// Returns `true` if the booking is in this stage, or will be unless it changes.
    fn reaches(&self, stage: &Stage) -> bool {
        match stage {
            // A meeting that can't take place is neither announced nor asked about.
            Stage::BeforeStart | Stage::Unmarked => self.status.is_live() && !self.is_off(),
            Stage::Offered(id) => self.status.is_live() && self.offer.as_ref().is_some_and(|offer| offer.id == *id),
            Stage::Marked(outcome) => self.status == *outcome,
            Stage::Always => true,
        }
    }

    /// Decides on a due job, given the recipient's state.
    pub fn decide_job(&self, kind: JobKind, sequence: u32, state: RecipientState<'_>, now: Instant) -> JobDecision {
        let spec = kind.spec();
        // A message may come two minutes before its time: then it would be skipped for good.
        if matches!(spec.stage, Stage::Unmarked) && now < self.slot.end {
            let is_to_come = self.spec_applies(&spec, sequence, self.slot.end);
            return if is_to_come { JobDecision::Later } else { JobDecision::Skip(SkipReason::NoLongerApplies) };
        }
        if !self.spec_applies(&spec, sequence, now) {
            return JobDecision::Skip(SkipReason::NoLongerApplies);
        }
        let waits = spec.follows_notifications && state.has_pending_notification;
        match (&spec.stage, &spec.due) {
            (_, Due::BeforeStart(hours)) => self.decide_reminder(*hours, state),
            (Stage::Unmarked, _) => self.decide_attendance(state),
            _ if waits => JobDecision::Later,
            _ => JobDecision::Do,
        }
    }

    /// A consultant notified too late isn't asked whether the meeting took place.
    fn decide_attendance(&self, state: RecipientState<'_>) -> JobDecision {
        match state.last_notified {
            Some((_, at)) if self.was_notified_in_time(at) => JobDecision::Do,
            _ if state.has_pending_notification => JobDecision::Later,
            Some(_) => JobDecision::Skip(SkipReason::NotifiedTooLate),
            // The notification failed for good, but the reminder may have arrived.
            None => JobDecision::Do,
        }
    }

    /// Returns `true` if a recipient notified at this time knew of the meeting before it began.
    pub fn was_notified_in_time(&self, at: Instant) -> bool {
        at < self.slot.start
    }

    fn decide_reminder(&self, hours: u32, state: RecipientState<'_>) -> JobDecision {
        let of_this = state.last_notified.filter(|(last, _)| !last.cancelled && last.sequence == self.sequence);
        let since = match of_this {
            Some((_, last_notified_at)) => last_notified_at,
            // The pending notification goes out next: then the reminder adds nothing.
            None if state.has_pending_notification => return JobDecision::Skip(SkipReason::RecentlyNotified),
            // The notification failed for good: the reminder is the only message that arrives.
            None => self.updated_at,
        };
        if self.reminder_due(hours) >= since + RECENTLY {
            JobDecision::Do
        } else {
            JobDecision::Skip(SkipReason::RecentlyNotified)
        }
    }

    fn reminder_due(&self, hours: u32) -> Instant {
        self.slot.start - time::hours(hours)
    }
}
