//! Jobs that a booking causes, each with its due time: reminders before the meeting, the attendance check after it,
//! and the follow-ups of its outcome.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Booking, Channel, LastNotified, Recipient, Status};
use crate::time::{self, Instant};

/// A task with a due time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    /// Reminds the client this many hours before the start, with the preparation notes.
    ClientReminder {
        /// Hours before the start.
        hours: u32,
    },
    /// Reminds the client by text message. A separate job, so that neither channel waits for the other.
    SmsReminder {
        /// Hours before the start.
        hours: u32,
    },
    /// Reminds the consultant this many hours before the start, with the client's details.
    ConsultantReminder {
        /// Hours before the start.
        hours: u32,
    },
    /// Asks the consultant whether the client came.
    AttendanceCheck,
    /// Asks again the next morning if the consultant didn't answer.
    AttendanceAgain,
    /// Marks the meeting as completed if the consultant never answered.
    AttendanceClose,
    /// Thanks the client and asks for feedback.
    FollowUp,
    /// Offers new times to the client after a no-show.
    NoShowFollowUp,
    /// Notifies the consultant that mail to the client bounced: the consultant may have a phone number.
    Undelivered(ClientMail),
}

/// The mail to the client that bounced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientMail {
    /// The confirmation.
    Confirmation,
    /// The notification of a change.
    Change,
    /// A reminder.
    Reminder,
}

impl ClientMail {
    const ALL: [Self; 3] = [Self::Confirmation, Self::Change, Self::Reminder];

    /// The form in keys; also selects the texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Change => "change",
            Self::Reminder => "reminder",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobFunction {
    SendReminder,
    CheckAttendance,
    SendFollowUp,
    RecordDelivery,
}

impl JobFunction {
    pub fn name(self) -> &'static str {
        match self {
            Self::SendReminder => "send-reminder",
            Self::CheckAttendance => "check-attendance",
            Self::SendFollowUp => "send-follow-up",
            Self::RecordDelivery => "record-delivery",
        }
    }
}

/// The client's last reminder, in hours before the start. It is sent regardless of the client's other choices.
pub const LAST_REMINDER_HOURS: u32 = 2;
/// A reminder adds nothing if the recipient was notified of the meeting less than this before its due time.
const RECENTLY: TimeDelta = TimeDelta::minutes(30);

/// The hour of the morning, in the consultant's zone, of the second attendance check.
const MORNING_HOUR: u32 = 9;

impl JobKind {
    /// The form in keys and in schedules' names: `client-24h`, `consultant-4h`, `follow-up`.
    pub fn key(self) -> String {
        match self {
            Self::ClientReminder { hours } => format!("client-{hours}h"),
            Self::SmsReminder { hours } => format!("sms-{hours}h"),
            Self::ConsultantReminder { hours } => format!("consultant-{hours}h"),
            Self::AttendanceCheck => "attendance-check".to_owned(),
            Self::AttendanceAgain => "attendance-again".to_owned(),
            Self::AttendanceClose => "attendance-close".to_owned(),
            Self::FollowUp => "follow-up".to_owned(),
            Self::NoShowFollowUp => "no-show-follow-up".to_owned(),
            Self::Undelivered(mail) => format!("undelivered-{}", mail.key()),
        }
    }

    /// Parses the output of [`JobKind::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        match key {
            "attendance-check" => return Some(Self::AttendanceCheck),
            "attendance-again" => return Some(Self::AttendanceAgain),
            "attendance-close" => return Some(Self::AttendanceClose),
            "follow-up" => return Some(Self::FollowUp),
            "no-show-follow-up" => return Some(Self::NoShowFollowUp),
            _ => {}
        }
        let hours = |text: &str| text.strip_suffix('h')?.parse().ok();
        let (owner, rest) = key.split_once('-')?;
        match owner {
            "client" => Some(Self::ClientReminder { hours: hours(rest)? }),
            "sms" => Some(Self::SmsReminder { hours: hours(rest)? }),
            "consultant" => Some(Self::ConsultantReminder { hours: hours(rest)? }),
            "undelivered" => ClientMail::ALL.into_iter().find(|mail| mail.key() == rest).map(Self::Undelivered),
            _ => None,
        }
    }

    /// Returns the function that runs it.
    pub fn function(self) -> JobFunction {
        match self {
            Self::ClientReminder { .. } | Self::SmsReminder { .. } | Self::ConsultantReminder { .. } => {
                JobFunction::SendReminder
            }
            Self::AttendanceCheck | Self::AttendanceAgain | Self::AttendanceClose => JobFunction::CheckAttendance,
            Self::FollowUp | Self::NoShowFollowUp => JobFunction::SendFollowUp,
            Self::Undelivered(_) => JobFunction::RecordDelivery,
        }
    }

    /// Returns `true` if the job follows from the booking's state ([`Booking::jobs`]), `false` if it follows from
    /// mail delivery.
    pub fn is_of_booking(self) -> bool {
        !matches!(self, Self::Undelivered(_))
    }
}

/// Due times of jobs, unless the client chooses others. The defaults are the product's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSettings {
    /// Hours before the start of the client's reminder, in addition to the last reminder.
    pub client_reminder_hours: u32,
    /// Hours before the start of the consultant's reminder.
    pub consultant_reminder_hours: u32,
    /// Minutes after the end of the attendance check.
    pub attendance_check_minutes: u32,
    /// Hours after the end at which an unmarked meeting counts as completed; `None`: never.
    pub auto_complete_hours: Option<u32>,
    /// Hours after the end of the mail that thanks the client of a completed meeting and asks for feedback.
    pub follow_up_hours: u32,
    /// Minutes after a meeting is marked as missed until its client is offered new times.
    pub no_show_follow_up_minutes: u32,
}

impl Default for JobSettings {
    fn default() -> Self {
        Self {
            client_reminder_hours: 24,
            consultant_reminder_hours: 4,
            attendance_check_minutes: 15,
            auto_complete_hours: Some(48),
            follow_up_hours: 24,
            no_show_follow_up_minutes: 60,
        }
    }
}

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
    /// The kind's key.
    pub job: String,
    pub reference: crate::ids::Reference,
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
    /// The recipient was notified of the meeting less than half an hour before the due time, or later, or is about to
    /// be.
    RecentlyNotified,
}

/// The decision on a due job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobDecision {
    /// Run it now.
    Do,
    /// Wait for the recipient's confirmation to be sent first.
    Later,
    /// Skip it for good.
    Skip(SkipReason),
}

impl JobKind {
    /// The channel of its message.
    pub fn channel(self) -> Channel {
        if matches!(self, Self::SmsReminder { .. }) { Channel::Sms } else { Channel::Mail }
    }
}

impl Booking {
    /// Returns the jobs of the current booking; none if it is cancelled.
    pub fn jobs(&self, settings: &JobSettings) -> Vec<Job> {
        let kinds = match self.status {
            Status::Cancelled | Status::Unknown => Vec::new(),
            Status::Completed => vec![JobKind::FollowUp],
            Status::NoShow => vec![JobKind::NoShowFollowUp],
            Status::Confirmed | Status::Rescheduled => self.jobs_while_live(settings),
        };
        let job = |kind| Job { kind, sequence: self.sequence, due: self.due(kind, settings) };
        kinds.into_iter().map(job).collect()
    }

    fn jobs_while_live(&self, settings: &JobSettings) -> Vec<JobKind> {
        let mut kinds = vec![JobKind::ConsultantReminder { hours: settings.consultant_reminder_hours }];
        let mut hours: Vec<u32> = self.reminders.timing.iter().map(|days| days * 24).collect();
        if hours.is_empty() {
            hours.push(settings.client_reminder_hours);
        }
        hours.push(LAST_REMINDER_HOURS);
        if self.reminders.email {
            kinds.extend(hours.iter().map(|hours| JobKind::ClientReminder { hours: *hours }));
        }
        if self.takes_sms() {
            kinds.extend(hours.iter().map(|hours| JobKind::SmsReminder { hours: *hours }));
        }
        kinds.extend([JobKind::AttendanceCheck, JobKind::AttendanceAgain]);
        kinds.extend(settings.auto_complete_hours.map(|_| JobKind::AttendanceClose));
        kinds
    }

    /// Returns the recipient of a job's message.
    pub fn job_recipient(&self, kind: JobKind) -> Recipient {
        match kind {
            JobKind::ClientReminder { .. }
            | JobKind::SmsReminder { .. }
            | JobKind::FollowUp
            | JobKind::NoShowFollowUp => Recipient::Client,
            JobKind::ConsultantReminder { .. }
            | JobKind::AttendanceCheck
            | JobKind::AttendanceAgain
            | JobKind::AttendanceClose
            | JobKind::Undelivered(_) => Recipient::Consultant(self.consultant.id.clone()),
        }
    }

    /// Returns `true` if a job of this sequence still fits the booking.
    pub fn job_applies(&self, kind: JobKind, sequence: u32, now: Instant) -> bool {
        let fits = match kind {
            JobKind::ClientReminder { .. }
            | JobKind::SmsReminder { .. }
            | JobKind::ConsultantReminder { .. }
            | JobKind::Undelivered(_) => self.status.is_live() && now < self.slot.start,
            JobKind::AttendanceCheck | JobKind::AttendanceAgain | JobKind::AttendanceClose => {
                self.status.is_live() && now >= self.slot.end
            }
            JobKind::FollowUp => self.status == Status::Completed,
            JobKind::NoShowFollowUp => self.status == Status::NoShow,
        };
        // An erased booking still counts as completed; every other job concerns a person.
        let is_impersonal = kind == JobKind::AttendanceClose;
        fits && sequence == self.sequence && (is_impersonal || self.erased_at.is_none())
    }

    /// Decides on a due job, given the recipient's state.
    pub fn decide_job(&self, kind: JobKind, sequence: u32, state: RecipientState<'_>, now: Instant) -> JobDecision {
        if !self.job_applies(kind, sequence, now) {
            return JobDecision::Skip(SkipReason::NoLongerApplies);
        }
        match kind {
            JobKind::ClientReminder { .. } | JobKind::SmsReminder { .. } | JobKind::ConsultantReminder { .. } => {
                self.decide_reminder(kind, state)
            }
            // "Please call" makes no sense to a recipient without a confirmation.
            JobKind::Undelivered(_) if state.has_pending_notification => JobDecision::Later,
            _ => JobDecision::Do,
        }
    }

    fn decide_reminder(&self, kind: JobKind, state: RecipientState<'_>) -> JobDecision {
        let of_this = state.last_notified.filter(|(last, _)| !last.cancelled && last.sequence == self.sequence);
        let since = match of_this {
            Some((_, last_notified_at)) => last_notified_at,
            // The pending notification goes out next: then the reminder adds nothing.
            None if state.has_pending_notification => return JobDecision::Skip(SkipReason::RecentlyNotified),
            // The notification failed for good: the reminder is the only message that arrives.
            None => self.updated_at,
        };
        if self.reminder_due(kind) >= since + RECENTLY {
            JobDecision::Do
        } else {
            JobDecision::Skip(SkipReason::RecentlyNotified)
        }
    }

    fn reminder_due(&self, kind: JobKind) -> Instant {
        match kind {
            JobKind::ClientReminder { hours }
            | JobKind::SmsReminder { hours }
            | JobKind::ConsultantReminder { hours } => self.slot.start - self::hours(hours),
            _ => self.slot.start,
        }
    }

    fn due(&self, kind: JobKind, settings: &JobSettings) -> Instant {
        let end = self.slot.end;
        let marked_at = self.marked_at.unwrap_or(end);
        match kind {
            JobKind::ClientReminder { .. } | JobKind::SmsReminder { .. } | JobKind::ConsultantReminder { .. } => {
                self.reminder_due(kind)
            }
            JobKind::AttendanceCheck => end + time::minutes(settings.attendance_check_minutes),
            JobKind::AttendanceAgain => self.next_morning().max(end + time::minutes(settings.attendance_check_minutes)),
            JobKind::AttendanceClose => end + hours(settings.auto_complete_hours.unwrap_or_default()),
            // Marked late: due at once.
            JobKind::FollowUp => (end + hours(settings.follow_up_hours)).max(marked_at),
            JobKind::NoShowFollowUp => marked_at + time::minutes(settings.no_show_follow_up_minutes),
            // It follows from mail delivery, and is due at once.
            JobKind::Undelivered(_) => self.updated_at,
        }
    }

    /// Returns the morning after the meeting in the consultant's zone.
    fn next_morning(&self) -> Instant {
        let zone = self.consultant_timezone;
        // A meeting that ends at midnight belongs to the day before.
        let day = time::local_date(zone, self.slot.end - TimeDelta::seconds(1));
        time::wall_time(zone, day.succ_opt().unwrap_or(day), MORNING_HOUR * 60)
    }
}

fn hours(hours: u32) -> TimeDelta {
    TimeDelta::hours(i64::from(hours))
}
