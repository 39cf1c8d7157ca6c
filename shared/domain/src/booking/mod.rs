//! The booking: one agreed meeting, how it came about and what may become of it.

mod change;
mod erase;
mod event;
mod feedback;
mod job;
mod notification;
mod outcome;
mod request;
mod room;
#[cfg(test)]
mod tests;

use chrono::TimeDelta;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use change::{Changed, Move, Refusal};
pub use event::{Actor, Event, EventKind, Marked};
pub use feedback::{Feedback, FeedbackRequest};
pub use job::{
    ClientMail, Job, JobDecision, JobFunction, JobKind, JobMessage, JobSettings, LAST_REMINDER_HOURS, RecipientState,
    SkipReason,
};
pub use notification::{Channel, ChatRoom, LastNotified, Notification, NotifiedMeeting, Recipient};
pub use outcome::Outcome;
pub use request::{BookingRequest, ConsultantChoice, MoveRequest, cancellation_reason};
pub use room::MeetingRoom;

use crate::{
    consultant::{BookingRules, MeetingType, Summary},
    contact::Client,
    ids::Reference,
    language::Language,
    time::{Instant, Interval},
};

/// Where a booking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Agreed.
    Confirmed,
    /// Agreed, and moved since.
    Rescheduled,
    /// Called off.
    Cancelled,
    /// Took place.
    Completed,
    /// The client didn't come.
    NoShow,
}

impl Status {
    /// Whether the meeting is still to take place (or taking place).
    pub fn is_live(self) -> bool {
        matches!(self, Self::Confirmed | Self::Rescheduled)
    }
}

/// How the client found us.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The company's website.
    #[default]
    Website,
    /// Somebody's recommendation.
    Referral,
    /// They came by themselves.
    Direct,
    /// A social network.
    Social,
}

/// Campaign parameters of the link the client came by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utm {
    /// `utm_source`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// `utm_medium`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    /// `utm_campaign`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

/// How the client wants to be reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    /// By mail.
    pub email: bool,
    /// By SMS.
    pub sms: bool,
    /// Days before the meeting, instead of the 24 hours of the settings.
    #[serde(default)]
    pub timing: Vec<u32>,
}

/// What the client agreed to, to which wording, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    /// The terms; always true.
    pub terms: bool,
    /// The privacy policy; always true.
    pub privacy: bool,
    /// News and offers.
    pub marketing: bool,
    /// That the meeting may be recorded.
    pub recording: bool,
    /// Which version of the texts was shown.
    pub text_version: String,
    /// When it was given.
    pub given_at: Instant,
}

/// What the client wrote. Free text: never in mail to the client, never in an event, never in a log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// In a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// At length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// What the consultant should know beforehand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preparation_notes: Option<String>,
    /// Links to read beforehand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preparation_materials: Vec<String>,
    /// Accessibility, dietary and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special_requirements: Option<String>,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Content(…)")
    }
}

/// What of the consultant's time a booking took, and by which rules: what a move or cancellation gives back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeClaim {
    /// The marked time: the meeting and its buffers.
    pub marked: Interval,
    /// The consultant's local date under which it is counted.
    pub day: chrono::NaiveDate,
    /// The version of the schedule that it was decided on.
    pub schedule_version: u64,
}

/// One agreed meeting.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Booking {
    /// A ULID.
    pub id: String,
    /// The public name.
    pub reference: Reference,
    /// Rises with every change; numbers the events.
    pub version: u64,
    /// The invite's SEQUENCE (RFC 5545, 3.8.7.4); rises when time or consultant change, or it is cancelled.
    pub sequence: u32,
    /// Where it stands.
    pub status: Status,
    /// Who holds it, as they were called when it was agreed.
    pub consultant: Summary,
    /// The consultant's zone when it was agreed.
    pub consultant_timezone: Tz,
    /// When.
    #[serde(flatten)]
    pub slot: Interval,
    /// The zone that the client chose it in.
    pub timezone: Tz,
    /// How it is held.
    pub meeting_type: MeetingType,
    /// Where, for a meeting in person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Where a video meeting is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<MeetingRoom>,
    /// Who booked.
    pub client: Client,
    /// What they wrote.
    #[serde(flatten)]
    pub content: Content,
    /// The language the client is written to in.
    pub language: Language,
    /// How the client wants to be reminded.
    pub reminders: Reminders,
    /// What the client agreed to.
    pub consent: Consent,
    /// How the client found us.
    pub source: Source,
    /// Campaign parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm: Option<Utm>,
    /// What it took of the consultant's time.
    pub claim: TimeClaim,
    /// Raising it revokes the manage links that were given out.
    pub token_epoch: u32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// When it was called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Instant>,
    /// Why it was called off, in the words of who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancellation_reason: Option<String>,
    /// When it was last said what became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marked_at: Option<Instant>,
    /// What the client said of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Feedback>,
    /// When the client's data were taken out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Instant>,
    /// A keyed hash of the client's address: what finds their other bookings, and says nothing by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_key: Option<String>,
}

/// Names the booking and says nothing personal: reasons and campaigns are free text.
impl std::fmt::Debug for Booking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Booking")
            .field("reference", &self.reference)
            .field("version", &self.version)
            .field("status", &self.status)
            .field("slot", &self.slot)
            .finish_non_exhaustive()
    }
}

/// A consultant's time that was found free for a meeting: what [`Booking::new`] and [`Booking::reschedule`] take.
#[derive(Debug, Clone)]
pub struct Offer<'a> {
    /// Who.
    pub consultant: Summary,
    /// In which zone they live.
    pub timezone: Tz,
    /// By which rules.
    pub rules: &'a BookingRules,
    /// By which version of the schedule.
    pub schedule_version: u64,
    /// When.
    pub slot: Interval,
}

impl Offer<'_> {
    fn claim(&self) -> TimeClaim {
        TimeClaim {
            marked: self.slot.padded(self.rules.buffer_before_minutes, self.rules.buffer_after_minutes),
            day: crate::time::local_date(self.timezone, self.slot.start),
            schedule_version: self.schedule_version,
        }
    }

    fn location(&self, meeting_type: MeetingType) -> Option<String> {
        (meeting_type == MeetingType::InPerson).then(|| self.rules.location.clone()).flatten()
    }
}

/// What names a new booking: drawn by the caller, who owns clock and randomness.
#[derive(Debug, Clone)]
pub struct Identity {
    /// A ULID.
    pub id: String,
    /// The public name.
    pub reference: Reference,
    /// A keyed hash of the client's address.
    pub client_key: Option<String>,
    /// Where to meet, if by video.
    pub room: Option<MeetingRoom>,
}

impl Booking {
    /// A booking as agreed just now. `consent_texts` is the version of the wording that the client agreed to.
    pub fn new(
        identity: Identity,
        request: BookingRequest,
        language: Language,
        consent_texts: &str,
        offer: &Offer<'_>,
        now: Instant,
    ) -> Self {
        let consent = request.consent.given_at(now, consent_texts);
        Self {
            id: identity.id,
            reference: identity.reference,
            version: 1,
            sequence: 0,
            status: Status::Confirmed,
            consultant: offer.consultant.clone(),
            consultant_timezone: offer.timezone,
            slot: offer.slot,
            timezone: request.timezone,
            meeting_type: request.meeting_type,
            location: offer.location(request.meeting_type),
            meeting: identity.room.filter(|_| request.meeting_type == MeetingType::Video),
            client: request.client,
            content: request.content,
            language: request.language.unwrap_or(language),
            reminders: request.reminders,
            consent,
            source: request.source,
            utm: request.utm,
            claim: offer.claim(),
            token_epoch: 0,
            created_at: now,
            updated_at: now,
            cancelled_at: None,
            cancellation_reason: None,
            marked_at: None,
            feedback: None,
            erased_at: None,
            client_key: identity.client_key,
        }
    }

    /// Until when the client may move or cancel it.
    pub fn changeable_until(&self, deadline_hours: u32) -> Instant {
        self.slot.start - TimeDelta::hours(i64::from(deadline_hours))
    }

    /// Its length in minutes.
    pub fn duration(&self) -> u32 {
        self.slot.minutes()
    }

    /// The event of the newest change.
    fn event(&self, kind: EventKind, actor: Actor, request_id: &str) -> Event {
        Event {
            reference: self.reference.clone(),
            version: self.version,
            at: self.updated_at,
            actor,
            request_id: request_id.to_owned(),
            kind,
        }
    }

    /// The event of its making.
    pub fn confirmed(&self, actor: Actor, request_id: &str) -> Event {
        let kind = EventKind::Confirmed {
            consultant_id: self.consultant.id.clone(),
            start: self.slot.start,
            end: self.slot.end,
            duration: self.duration(),
            meeting_type: self.meeting_type,
        };
        self.event(kind, actor, request_id)
    }
}
