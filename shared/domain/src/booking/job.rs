//! What a booking sets off for later, by the time at which each is due: reminders before the meeting, the question
//! who came after it, and what follows from the answer.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Booking, Channel, LastNotified, Recipient, Status};
use crate::time::{self, Instant};

/// Something that is to be done at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JobKind {
    /// The client is reminded so many hours before; with what to prepare.
    ClientReminder {
        /// Hours before the start.
        hours: u32,
    },
    /// The client is reminded by text message, so that neither way of telling waits for the other.
    SmsReminder {
        /// Hours before the start.
        hours: u32,
    },
    /// The consultant is reminded so many hours before; with who comes.
    ConsultantReminder {
        /// Hours before the start.
        hours: u32,
    },
    /// The consultant is asked who came.
    AttendanceCheck,
    /// The consultant, who didn't answer, is asked again on the next morning.
    AttendanceAgain,
    /// Nobody answered: the system marks the meeting as completed.
    AttendanceClose,
    /// The client is thanked and asked how it was.
    FollowUp,
    /// The client, who didn't come, is offered new times.
    NoShowFollowUp,
    /// The consultant is told that mail to the client came back: they may have a phone number.
    Undelivered(ClientMail),
}

/// Which mail to the client came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClientMail {
    /// That the meeting is agreed.
    Confirmation,
    /// That it was changed.
    Change,
    /// That it is near.
    Reminder,
}

impl ClientMail {
    /// Every one.
    const ALL: [Self; 3] = [Self::Confirmation, Self::Change, Self::Reminder];

    /// As it stands in keys, and as the words for it are chosen.
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Change => "change",
            Self::Reminder => "reminder",
        }
    }
}

/// The function that does a job, named as its crate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum JobFunction {
    /// `send-reminder`.
    SendReminder,
    /// `check-attendance`.
    CheckAttendance,
    /// `send-follow-up`.
    SendFollowUp,
    /// `record-delivery`.
    RecordDelivery,
}

impl JobFunction {
    /// Its crate's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SendReminder => "send-reminder",
            Self::CheckAttendance => "check-attendance",
            Self::SendFollowUp => "send-follow-up",
            Self::RecordDelivery => "record-delivery",
        }
    }
}

/// The client's last reminder, in hours before the start. It stays whatever the client chose besides.
pub const LAST_REMINDER_HOURS: u32 = 2;
/// A reminder that is due so soon after the mail that told of the meeting says nothing new.
const RECENTLY: TimeDelta = TimeDelta::minutes(30);

/// The hour of the morning, in the consultant's zone, at which they are asked again.
const MORNING_HOUR: u32 = 9;

impl JobKind {
    /// As it stands in keys and in schedules' names: `client-24h`, `consultant-4h`, `follow-up`.
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

    /// Reads what [`JobKind::key`] wrote.
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
        let (whose, rest) = key.split_once('-')?;
        match whose {
            "client" => Some(Self::ClientReminder { hours: hours(rest)? }),
            "sms" => Some(Self::SmsReminder { hours: hours(rest)? }),
            "consultant" => Some(Self::ConsultantReminder { hours: hours(rest)? }),
            "undelivered" => ClientMail::ALL.into_iter().find(|mail| mail.key() == rest).map(Self::Undelivered),
            _ => None,
        }
    }

    /// What does it.
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

    /// Whether it follows from how the booking stands ([`Booking::jobs`]), and not from what becomes of mail.
    pub fn is_of_booking(self) -> bool {
        !matches!(self, Self::Undelivered(_))
    }
}

/// When jobs are due, where the client doesn't say otherwise. The defaults are the product's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSettings {
    /// Hours before the start at which the client is reminded, besides the last reminder.
    pub client_reminder_hours: u32,
    /// Hours before the start at which the consultant is reminded.
    pub consultant_reminder_hours: u32,
    /// Minutes after the end at which the consultant is asked who came.
    pub attendance_check_minutes: u32,
    /// Hours after the end at which a meeting that nobody marked is taken to have been completed; none: never.
    pub auto_complete_hours: Option<u32>,
    /// Hours after the end at which the client of a completed meeting is thanked and asked how it was.
    pub follow_up_hours: u32,
    /// Minutes after a meeting was marked as missed at which its client is offered new times.
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

/// What the recipient of a job knows of the booking, and will.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecipientState<'a> {
    /// What they were told last by the way that the job goes, and when.
    pub last_notified: Option<(&'a LastNotified, Instant)>,
    /// Whether a message that tells them more is on its way.
    pub has_pending_notification: bool,
}

/// Why a job is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// The booking was moved, cancelled or is over.
    NoLongerApplies,
    /// The recipient was told of the meeting less than half an hour before it was due, or after, or will be.
    RecentlyNotified,
}

/// Whether a job is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobDecision {
    /// Now.
    Do,
    /// Once its recipient was told of the meeting.
    Later,
    /// Never.
    Skip(SkipReason),
}

impl JobKind {
    /// By which way its message goes.
    pub fn channel(self) -> Channel {
        if matches!(self, Self::SmsReminder { .. }) { Channel::Sms } else { Channel::Mail }
    }
}

impl Booking {
    /// The jobs of the booking as it is now; none once it is off.
    pub fn jobs(&self, settings: &JobSettings) -> Vec<Job> {
        let kinds = match self.status {
            Status::Cancelled => Vec::new(),
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

    /// Who a job's message goes to.
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

    /// Whether a job of this sequence still fits the booking as it is.
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
        // That a meeting took place is counted whoever it was with; everything else is said to or of somebody.
        let notifies_no_one = kind == JobKind::AttendanceClose;
        fits && sequence == self.sequence && (notifies_no_one || self.erased_at.is_none())
    }

    /// Whether a job that fell due is to be done, given what its recipient knows.
    pub fn decide_job(&self, kind: JobKind, sequence: u32, state: RecipientState<'_>, now: Instant) -> JobDecision {
        if !self.job_applies(kind, sequence, now) {
            return JobDecision::Skip(SkipReason::NoLongerApplies);
        }
        match kind {
            JobKind::ClientReminder { .. } | JobKind::SmsReminder { .. } | JobKind::ConsultantReminder { .. } => {
                self.decide_reminder(kind, state)
            }
            // "Please call" says nothing to who hasn't heard of the meeting.
            JobKind::Undelivered(_) if state.has_pending_notification => JobDecision::Later,
            _ => JobDecision::Do,
        }
    }

    fn decide_reminder(&self, kind: JobKind, state: RecipientState<'_>) -> JobDecision {
        let of_this = state
            .last_notified
            .filter(|(last_notified, _)| !last_notified.cancelled && last_notified.sequence == self.sequence);
        let since = match of_this {
            Some((_, last_notified_at)) => last_notified_at,
            // They will be, after this: then the reminder says nothing new.
            None if state.has_pending_notification => return JobDecision::Skip(SkipReason::RecentlyNotified),
            // They should have been, and it failed for good: the reminder is all that they get.
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
            // Marked late: at once.
            JobKind::FollowUp => (end + hours(settings.follow_up_hours)).max(marked_at),
            JobKind::NoShowFollowUp => marked_at + time::minutes(settings.no_show_follow_up_minutes),
            // It comes of what becomes of mail, and then at once.
            JobKind::Undelivered(_) => self.updated_at,
        }
    }

    /// The morning after the meeting where the consultant lives.
    fn next_morning(&self) -> Instant {
        let zone = self.consultant_timezone;
        // What ends at midnight ends on the day that ends with it.
        let day = time::local_date(zone, self.slot.end - TimeDelta::seconds(1));
        time::wall_time(zone, day.succ_opt().unwrap_or(day), MORNING_HOUR * 60)
    }
}

fn hours(hours: u32) -> TimeDelta {
    TimeDelta::hours(i64::from(hours))
}
