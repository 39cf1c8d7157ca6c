//! The kinds of jobs, in one table: [`JobKind::spec`] has everything that distinguishes them.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::{
    booking::{Booking, Channel, Status},
    settings::ReminderTimes,
    time::{self, Instant},
};

/// A task with a due time. Serialised as its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
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
    /// Mails offered times to the client.
    TimesOffered {
        /// The offer.
        offer: u64,
    },
    /// Ends an offer that the client didn't answer.
    OfferEnd {
        /// The offer.
        offer: u64,
    },
    /// Mails the booking's new link to the client.
    NewLink {
        /// The epoch of the links.
        epoch: u32,
    },
    /// Erases the client's data once no message about the booking is on its way.
    Erasure,
    /// Notifies the consultant that mail to the client bounced: the consultant may have a phone number.
    Undelivered(ClientMail),
    /// Reminds the client at once, at staff's request.
    ReminderNow {
        /// The minute of the request since 1970: each request is a job of its own.
        minute: u32,
    },
    /// The same by text message.
    SmsNow {
        /// The minute of the request since 1970.
        minute: u32,
    },
    /// Notifies the team that mail to the consultant bounced.
    ConsultantUnreached,
    /// Notifies the consultant that the client declined the invite in their calendar.
    Declined,
    /// The same for the team.
    DeclinedTeam,
    /// Notifies the team that the consultant declined the invite in their calendar.
    ConsultantDeclined,
}

impl JobKind {
    /// Every kind, in the order in which jobs are planned; reminders once for each of their hours.
    pub(super) fn every(hours: &ReminderHours) -> Vec<Self> {
        let mut kinds = vec![Self::ConsultantReminder { hours: hours.consultant }];
        kinds.extend(hours.client.iter().map(|&hours| Self::ClientReminder { hours }));
        kinds.extend(hours.client.iter().map(|&hours| Self::SmsReminder { hours }));
        kinds.extend([Self::AttendanceCheck, Self::AttendanceAgain, Self::AttendanceClose]);
        kinds.extend([Self::FollowUp, Self::NoShowFollowUp, Self::Erasure]);
        kinds.extend(ClientMail::ALL.map(Self::Undelivered));
        kinds.extend([Self::ConsultantUnreached, Self::Declined, Self::DeclinedTeam, Self::ConsultantDeclined]);
        kinds
    }

    /// The jobs of an offer.
    pub(super) fn of_offer(offer: u64) -> [Self; 2] {
        [Self::TimesOffered { offer }, Self::OfferEnd { offer }]
    }

    pub(super) fn spec(self) -> JobSpec {
        match self {
            Self::ClientReminder { hours } => JobSpec {
                planned: Planned::IfBooking(|booking, _| booking.reminders.email),
                ..JobSpec::reminder(format!("client-{hours}h"), hours)
            },
            Self::SmsReminder { hours } => JobSpec {
                channel: Channel::Sms,
                planned: Planned::IfBooking(|booking, _| booking.takes_sms()),
                ..JobSpec::reminder(format!("sms-{hours}h"), hours)
            },
            Self::ConsultantReminder { hours } => {
                JobSpec { reader: Reader::Consultant, ..JobSpec::reminder(format!("consultant-{hours}h"), hours) }
            }
            Self::AttendanceCheck => JobSpec::attendance("attendance-check", first_check),
            Self::AttendanceAgain => JobSpec::attendance("attendance-again", |booking, settings| {
                booking.next_morning().max(first_check(booking, settings))
            }),
            Self::AttendanceClose => JobSpec {
                planned: Planned::IfBooking(|_, settings| settings.auto_complete_hours.is_some()),
                concerns_person: false,
                ..JobSpec::attendance("attendance-close", |booking, settings| {
                    booking.slot.end + time::hours(settings.auto_complete_hours.unwrap_or_default())
                })
            },
            Self::FollowUp => JobSpec::follow_up("follow-up", Status::Completed, |booking, settings| {
                // Marked late: due at once.
                let due = booking.slot.end + time::hours(settings.follow_up_hours?);
                Some(due.max(booking.outcome_at()))
            }),
            Self::NoShowFollowUp => JobSpec::follow_up("no-show-follow-up", Status::NoShow, |booking, settings| {
                Some(booking.outcome_at() + time::minutes(settings.no_show_follow_up_minutes?))
            }),
            Self::TimesOffered { offer } => JobSpec {
                follows_notifications: true,
                ..JobSpec::offer(format!("{OFFERED}{offer}"), offer, |booking| booking.offer.as_ref().map(|it| it.at))
            },
            Self::OfferEnd { offer } => {
                JobSpec::offer(format!("{OFFER_END}{offer}"), offer, |booking| Some(booking.offer.as_ref()?.ends_at))
            }
            Self::NewLink { epoch } => JobSpec {
                follows_notifications: true,
                ..JobSpec::wish(format!("{NEW_LINK}{epoch}"), |booking| {
                    booking
                        .links_renewed
                        .filter(|renewed| renewed.sequence == booking.sequence)
                        .map(|renewed| renewed.at)
                })
            },
            Self::Erasure => JobSpec::wish("erasure".to_owned(), |booking| booking.erasure_requested_at),
            Self::Undelivered(mail) => JobSpec::news(format!("undelivered-{}", mail.key()), Reader::Consultant),
            Self::ConsultantUnreached => JobSpec::news("unreached-consultant".to_owned(), Reader::Team),
            Self::Declined => JobSpec::news("declined".to_owned(), Reader::Consultant),
            Self::DeclinedTeam => JobSpec::news("declined-team".to_owned(), Reader::Team),
            Self::ConsultantDeclined => JobSpec::news("consultant-declined".to_owned(), Reader::Team),
            Self::ReminderNow { minute } => JobSpec::now(format!("{NOW}{minute}"), Channel::Mail),
            Self::SmsNow { minute } => JobSpec::now(format!("{SMS_NOW}{minute}"), Channel::Sms),
        }
    }

    /// The form in keys and in schedules' names: `client-24h`, `consultant-4h`, `follow-up`.
    pub fn key(self) -> String {
        self.spec().key
    }

    /// Parses the output of [`JobKind::key`].
    pub fn from_key(key: &str) -> Option<Self> {
        let offer = |beginning: &str| key.strip_prefix(beginning)?.parse().ok();
        if let Some(offer) = offer(OFFER_END) {
            return Some(Self::OfferEnd { offer });
        }
        if let Some(offer) = offer(OFFERED) {
            return Some(Self::TimesOffered { offer });
        }
        if let Some(epoch) = key.strip_prefix(NEW_LINK).and_then(|epoch| epoch.parse().ok()) {
            return Some(Self::NewLink { epoch });
        }
        let minute = |beginning: &str| key.strip_prefix(beginning)?.parse().ok();
        if let Some(minute) = minute(NOW) {
            return Some(Self::ReminderNow { minute });
        }
        if let Some(minute) = minute(SMS_NOW) {
            return Some(Self::SmsNow { minute });
        }
        // Only reminders have hours, at the end of their keys.
        let hours = key.rsplit_once('-').and_then(|(_, hours)| hours.strip_suffix('h')?.parse().ok());
        let hours: u32 = hours.unwrap_or_default();
        let kinds = Self::every(&ReminderHours { client: vec![hours], consultant: hours });
        kinds.into_iter().find(|kind| kind.key() == key)
    }

    /// Returns the function that runs it.
    pub fn function(self) -> JobFunction {
        self.spec().function
    }

    /// Returns `true` for the client's reminders before the meeting.
    pub fn reminds_client(self) -> bool {
        matches!(
            self,
            Self::ClientReminder { .. } | Self::SmsReminder { .. } | Self::ReminderNow { .. } | Self::SmsNow { .. }
        )
    }

    /// The channel of its message.
    pub fn channel(self) -> Channel {
        self.spec().channel
    }

    /// Returns the job that must end first: the question for the outcome is repeated, and the meeting closed, only after
    /// the first one.
    pub fn follows(self) -> Option<Self> {
        matches!(self, Self::AttendanceAgain | Self::AttendanceClose).then_some(Self::AttendanceCheck)
    }

    /// Returns `true` if the job follows from the booking's state ([`Booking::jobs`]), `false` if it follows from
    /// mail delivery.
    pub fn is_of_booking(self) -> bool {
        matches!(self.spec().planned, Planned::IfBooking(_))
    }
}

/// The beginnings of the keys of reminders at staff's request.
const NOW: &str = "client-now-";
const SMS_NOW: &str = "sms-now-";
/// The beginnings of the keys of an offer's jobs.
const OFFERED: &str = "offer-";
const OFFER_END: &str = "offer-end-";

/// The beginning of the keys of mails with a new link.
const NEW_LINK: &str = "new-link-";

/// A key that no kind of job has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no job {0}")]
pub struct UnknownJob(String);

impl TryFrom<String> for JobKind {
    type Error = UnknownJob;

    fn try_from(key: String) -> Result<Self, UnknownJob> {
        Self::from_key(&key).ok_or(UnknownJob(key))
    }
}

impl From<JobKind> for String {
    fn from(kind: JobKind) -> Self {
        kind.key()
    }
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

/// Due times of jobs, unless the client chooses others. The defaults are the product's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobSettings {
    /// Hours before the start of the client's reminder, in addition to the last reminder.
    pub client_reminder_hours: u32,
    /// Hours before the start of the consultant's reminder.
    pub consultant_reminder_hours: u32,
    /// Minutes after the end of the attendance check; `None`: never asks.
    pub attendance_check_minutes: Option<u32>,
    /// Hours after the end at which an unmarked meeting counts as completed; `None`: never.
    pub auto_complete_hours: Option<u32>,
    /// Hours after the end of the mail that thanks the client of a completed meeting and asks for feedback; `None`:
    /// never.
    pub follow_up_hours: Option<u32>,
    /// Minutes after a meeting is marked as missed until its client is offered new times; `None`: never.
    pub no_show_follow_up_minutes: Option<u32>,
}

impl Default for JobSettings {
    fn default() -> Self {
        Self {
            client_reminder_hours: 24,
            consultant_reminder_hours: 4,
            attendance_check_minutes: Some(15),
            auto_complete_hours: Some(48),
            follow_up_hours: Some(24),
            no_show_follow_up_minutes: Some(60),
        }
    }
}

impl JobSettings {
    /// Returns these with the company's own times, which win.
    #[must_use]
    pub fn with(&self, times: &ReminderTimes) -> Self {
        Self {
            client_reminder_hours: times.client_hours.unwrap_or(self.client_reminder_hours),
            consultant_reminder_hours: times.consultant_hours.unwrap_or(self.consultant_reminder_hours),
            attendance_check_minutes: or_never(times.attendance_check_minutes, self.attendance_check_minutes),
            auto_complete_hours: or_never(times.auto_complete_hours, self.auto_complete_hours),
            follow_up_hours: or_never(times.follow_up_hours, self.follow_up_hours),
            no_show_follow_up_minutes: or_never(times.no_show_follow_up_minutes, self.no_show_follow_up_minutes),
        }
    }
}

/// The company's time if it has one, where 0 means never.
fn or_never(company: Option<u32>, deployment: Option<u32>) -> Option<u32> {
    company.map_or(deployment, |time| (time > 0).then_some(time))
}

/// The client's last reminder, in hours before the start. It is sent regardless of the client's other choices.
pub const LAST_REMINDER_HOURS: u32 = 2;

/// Hours before the start of reminders.
pub(super) struct ReminderHours {
    pub(super) client: Vec<u32>,
    pub(super) consultant: u32,
}

impl ReminderHours {
    /// The client's choice, or else the settings.
    pub(super) fn of(booking: &Booking, settings: &JobSettings) -> Self {
        let mut client: Vec<u32> = booking.reminders.timing.iter().map(|days| days * 24).collect();
        if client.is_empty() {
            client.push(settings.client_reminder_hours);
        }
        client.push(LAST_REMINDER_HOURS);
        Self { client, consultant: settings.consultant_reminder_hours }
    }
}

/// Everything that distinguishes a kind of job.
pub(super) struct JobSpec {
    pub(super) key: String,
    pub(super) function: JobFunction,
    pub(super) channel: Channel,
    pub(super) reader: Reader,
    pub(super) stage: Stage,
    pub(super) planned: Planned,
    pub(super) due: Due,
    /// `true` if it waits while a notification to its recipient is pending.
    pub(super) follows_notifications: bool,
    /// `true` if it makes no sense after the client's data is erased.
    pub(super) concerns_person: bool,
}

/// The recipient of a job's message.
pub(super) enum Reader {
    Client,
    Consultant,
    Team,
}

/// The state of a booking to which a job belongs.
pub(super) enum Stage {
    BeforeStart,
    /// After the end, until the outcome is recorded.
    Unmarked,
    /// With this outcome.
    Marked(Status),
    /// While this offer is open.
    Offered(u64),
    /// Whatever becomes of the meeting, until the client's data are erased.
    Always,
}

type Rule<T> = fn(&Booking, &JobSettings) -> T;

pub(super) enum Planned {
    /// Together with the state of a booking for which the rule holds.
    IfBooking(Rule<bool>),
    /// By the function that records the delivery of mail.
    ByDelivery,
    /// By an action of staff.
    ByStaff,
}

pub(super) enum Due {
    /// A reminder, this many hours before the start. It is skipped if its recipient was notified recently.
    BeforeStart(u32),
    At(Rule<Instant>),
    /// At this time, if the settings want it at all.
    IfAny(Rule<Option<Instant>>),
    /// As the offer or the client's wish says, if there is one.
    Asked(fn(&Booking) -> Option<Instant>),
}

impl JobSpec {
    /// A mail to the client of a meeting that is to take place.
    fn reminder(key: String, hours: u32) -> Self {
        Self {
            key,
            function: JobFunction::SendReminder,
            channel: Channel::Mail,
            reader: Reader::Client,
            stage: Stage::BeforeStart,
            planned: Planned::IfBooking(|_, _| true),
            due: Due::BeforeStart(hours),
            follows_notifications: false,
            concerns_person: true,
        }
    }

    /// A message to the client of a meeting that is to take place, at once.
    fn now(key: String, channel: Channel) -> Self {
        Self {
            channel,
            planned: Planned::ByStaff,
            due: Due::At(|booking, _| booking.updated_at),
            follows_notifications: true,
            ..Self::reminder(key, 0)
        }
    }

    /// A mail to the consultant of a meeting without an outcome.
    fn attendance(key: &str, due: Rule<Instant>) -> Self {
        Self {
            function: JobFunction::CheckAttendance,
            reader: Reader::Consultant,
            stage: Stage::Unmarked,
            planned: Planned::IfBooking(|_, settings| settings.attendance_check_minutes.is_some()),
            due: Due::At(due),
            ..Self::reminder(key.to_owned(), 0)
        }
    }

    /// A mail to the client of a meeting with this outcome.
    fn follow_up(key: &str, outcome: Status, due: Rule<Option<Instant>>) -> Self {
        Self {
            function: JobFunction::SendFollowUp,
            stage: Stage::Marked(outcome),
            due: Due::IfAny(due),
            ..Self::reminder(key.to_owned(), 0)
        }
    }

    /// A job of an offer of times.
    fn offer(key: String, offer: u64, due: fn(&Booking) -> Option<Instant>) -> Self {
        Self {
            function: JobFunction::SendFollowUp,
            stage: Stage::Offered(offer),
            due: Due::Asked(due),
            ..Self::reminder(key, 0)
        }
    }

    /// A wish of the client's about their data, at the time at which they said so.
    fn wish(key: String, due: fn(&Booking) -> Option<Instant>) -> Self {
        Self {
            function: JobFunction::SendFollowUp,
            stage: Stage::Always,
            due: Due::Asked(due),
            ..Self::reminder(key, 0)
        }
    }

    /// A mail to staff about the delivery of another mail, while the meeting can still be saved. It makes no sense to
    /// a recipient without a confirmation.
    fn news(key: String, reader: Reader) -> Self {
        Self {
            function: JobFunction::RecordDelivery,
            reader,
            planned: Planned::ByDelivery,
            due: Due::At(|booking, _| booking.updated_at),
            follows_notifications: true,
            ..Self::reminder(key, 0)
        }
    }
}

/// The hour of the morning, in the consultant's zone, of the second attendance check.
const MORNING_HOUR: u32 = 9;

fn first_check(booking: &Booking, settings: &JobSettings) -> Instant {
    booking.slot.end + time::minutes(settings.attendance_check_minutes.unwrap_or_default())
}

impl Booking {
    /// Returns the morning after the meeting in the consultant's zone.
    fn next_morning(&self) -> Instant {
        let zone = self.consultant_timezone;
        // A meeting that ends at midnight belongs to the day before.
        let day = time::local_date(zone, self.slot.end - TimeDelta::seconds(1));
        time::wall_time(zone, day.succ_opt().unwrap_or(day), MORNING_HOUR * 60)
    }

    /// The time at which the outcome was recorded.
    fn outcome_at(&self) -> Instant {
        self.marked_at.unwrap_or(self.slot.end)
    }
}
