//! The booking: one agreed meeting, its history and its rules.

mod answer;
mod change;
mod contact;
mod effect;
mod erase;
mod event;
mod facts;
mod feedback;
mod form;
mod history;
mod job;
mod live;
mod moves;
mod note;
mod notification;
mod offer_request;
mod offered;
mod outcome;
mod own_details;
mod privacy;
mod request;
mod rights;
mod room;
mod staff;
#[cfg(test)]
mod tests;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

pub use answer::{AnsweredInvite, InviteAnswer, InviteAnswers};
pub use change::{Changed, Refusal};
pub use contact::ContactRequest;
pub use effect::{ChatRooms, Effect, Observers, UnknownRoom};
pub use event::{Actor, Event, EventKind, Marked, PastMeeting, StartOffered, meeting_at};
pub use facts::{Facts, Visit};
pub use feedback::{Feedback, FeedbackRequest};
pub use form::FormProof;
pub use job::{
    ClientMail, Job, JobDecision, JobFunction, JobKind, JobMessage, JobSettings, LAST_REMINDER_HOURS, RecipientState,
    SkipReason, UnknownJob,
};
pub use live::{ClientDecision, ClientLimit, LiveBooking, LiveBookings, RequestMark};
pub use moves::{ClientMoves, MoveLimits};
pub use note::{MAX_NOTE, MAX_NOTES, Note};
pub use notification::{Channel, ChatRoom, LastNotified, Notification, NotifiedMeeting, Recipient};
pub use offer_request::{OfferAnswer, OfferRequest, WantedTime};
pub use offered::{MAX_OFFERED, NewOffer, OfferMessage, OfferState, OfferedTime, TimesOffer};
pub use outcome::Outcome;
pub use own_details::OwnDetails;
pub use privacy::{OptionalConsent, RenewedLinks, Withdrawal, consents_to_withdraw};
pub use request::{BookingRequest, ConsultantChoice, MoveRequest, StaffBookingRequest, cancellation_reason};
pub use room::MeetingRoom;
pub use staff::{StaffAction, WhyNot};

use crate::{
    consultant::{BookingRules, MeetingType, Summary},
    contact::Client,
    fault::Rule,
    ids::Reference,
    language::Language,
    time::{Instant, Interval},
    unknown::{UNKNOWN, UnknownMembers},
    zone::Tz,
};

/// Minutes after its creation during which a booking can be changed even if the deadline has passed.
const GRACE_MINUTES: i64 = 15;
/// Days after its end during which a link opens a booking.
const LINK_DAYS: i64 = 30;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Agreed and unchanged.
    Confirmed,
    Rescheduled,
    /// Cancelled.
    Cancelled,
    Completed,
    /// The client didn't come.
    NoShow,
    /// One that a later release has written: not live, but it owns its time.
    #[serde(other)]
    Unknown,
}

impl Status {
    /// Returns `true` until the meeting has an outcome.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Confirmed | Self::Rescheduled)
    }
}

/// The client's answer to "How did you find us?".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The company's website.
    #[default]
    Website,
    /// A recommendation.
    Referral,
    /// A direct visit.
    Direct,
    Social,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

impl Source {
    /// Parses the API's name.
    pub(crate) fn parse(text: &str) -> Result<Self, Rule> {
        match text {
            "website" => Ok(Self::Website),
            "referral" => Ok(Self::Referral),
            "direct" => Ok(Self::Direct),
            "social" => Ok(Self::Social),
            _ => Err(Rule::OneOf(&["website", "referral", "direct", "social"])),
        }
    }

    /// The API's name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Website => "website",
            Self::Referral => "referral",
            Self::Direct => "direct",
            Self::Social => "social",
            Self::Unknown => UNKNOWN,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Utm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medium: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
}

/// The client's choice of reminders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    /// By mail.
    pub email: bool,
    /// By SMS.
    pub sms: bool,
    /// Days before the meeting; replaces the 24 hours of the settings.
    #[serde(default)]
    pub timing: Vec<u32>,
}

/// The client's consents, the version of their texts, and the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    /// The terms; always true.
    pub terms: bool,
    /// The privacy policy; always true.
    pub privacy: bool,
    /// News and offers.
    pub marketing: bool,
    /// Recording of the meeting.
    pub recording: bool,
    /// The version of the texts that was shown.
    pub text_version: String,
    /// Whether the request named it. Else it is the version of that time.
    #[serde(default)]
    pub shown: bool,
    /// The time of consent.
    pub given_at: Instant,
    /// How the client gave it, if not on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<ConsentForm>,
    /// Consents that the client had given and withdrew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub withdrawn: Vec<Withdrawal>,
}

/// How a client consents elsewhere than on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentForm {
    ByPhone,
    InWriting,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

/// The client's free text: never in mail to the client, never in an event, never in a log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// One line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Several lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Notes for the consultant.
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

/// The part of the consultant's time that a booking occupies: a move or cancellation releases it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimeClaim {
    /// The marked time: the meeting and its buffers.
    pub marked: Interval,
    /// The consultant's local date of the booking, for the daily limit.
    pub day: chrono::NaiveDate,
    /// The version of the schedule that the decision was based on.
    pub schedule_version: u64,
}

/// One agreed meeting.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Booking {
    /// A ULID.
    pub id: String,
    pub reference: Reference,
    /// Rises with every change; numbers the events.
    pub version: u64,
    /// The invite's SEQUENCE (RFC 5545, 3.8.7.4); rises with a new time, a new consultant and a cancellation.
    pub sequence: u32,
    pub status: Status,
    /// The consultant's data at the time of the agreement.
    pub consultant: Summary,
    /// The consultant's zone at the time of the agreement.
    pub consultant_timezone: Tz,
    #[serde(flatten)]
    pub slot: Interval,
    /// The client's zone when they chose the time.
    pub timezone: Tz,
    pub meeting_type: MeetingType,
    /// The address of a meeting in person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The room of a video meeting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<MeetingRoom>,
    /// `true` if `meeting` is the consultant's own room.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_own_room: bool,
    /// The room of the deployment's service meanwhile: for a move to a consultant without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spare_meeting: Option<MeetingRoom>,
    /// The consultant's number, if clients of a phone meeting see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant_phone: Option<String>,
    pub client: Client,
    /// The client's free text.
    #[serde(flatten)]
    pub content: Content,
    /// The language of messages to the client.
    pub language: Language,
    pub reminders: Reminders,
    pub consent: Consent,
    pub source: Source,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utm: Option<Utm>,
    /// The occupied time.
    pub claim: TimeClaim,
    /// Raising it revokes the manage links that were given out.
    pub token_epoch: u32,
    pub created_at: Instant,
    pub updated_at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Instant>,
    /// Free text from the client, consultant or admin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancellation_reason: Option<String>,
    /// The time of the last recorded outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marked_at: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feedback: Option<Feedback>,
    /// The time at which the client's data were removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<Instant>,
    /// The time at which the client asked for that; it waits for messages that are on their way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erasure_requested_at: Option<Instant>,
    /// The last time that the client's links were revoked and a new one was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links_renewed: Option<RenewedLinks>,
    /// A keyed hash of the client's address: finds their other bookings, and reveals nothing by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_key: Option<String>,
    /// The keys of the search's items for the client's words, as they are stored: the erasure deletes these, even if
    /// the search makes other keys by then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// What numbers need.
    #[serde(default)]
    pub facts: Facts,
    /// Rises with every change that staff must know of before they decide: time, consultant, status, contact data. Unlike
    /// the version, it stays with notes and feedback.
    #[serde(default)]
    pub edition: u64,
    /// The originator of the last change that recipients hear of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced_by: Option<Actor>,
    /// The reason of staff's last move; the client reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_reason: Option<String>,
    /// Staff booked it, and the client got no confirmation.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_unannounced: bool,
    /// The sequence since which the client has this address and number; earlier messages reached another person.
    #[serde(default)]
    pub reached_since: u32,
    /// The version of the newest event that notifies.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub notify_version: u64,
    /// The version of the newest event that changes jobs.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub plan_version: u64,
    /// A mail to the client came back. Correcting their address clears it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mail_trouble: bool,
    /// The last answers to its invites.
    #[serde(default, skip_serializing_if = "InviteAnswers::is_empty")]
    pub invite_answers: InviteAnswers,
    /// The client's own moves, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_moves: Option<ClientMoves>,
    /// The times that staff offered last, until the booking changes; of a cancelled booking, those of the cancellation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<TimesOffer>,
    /// Members that a later release has written: every change but the erasure keeps them.
    #[serde(skip)]
    pub unknown: UnknownMembers,
}

/// The version of the first event, which notifies and plans.
fn first() -> u64 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_first(version: &u64) -> bool {
    *version == first()
}

/// Shows the reference and nothing personal: reasons and campaigns are free text.
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

/// A consultant's free time for a meeting; the input of [`Booking::new`] and [`Booking::reschedule`].
#[derive(Debug, Clone)]
pub struct Offer<'a> {
    pub consultant: Summary,
    /// The number that clients of phone meetings see.
    pub phone: Option<&'a str>,
    /// The consultant's zone.
    pub timezone: Tz,
    /// The booking rules that were applied.
    pub rules: &'a BookingRules,
    /// The version of the schedule that was applied.
    pub schedule_version: u64,
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

    fn phone(&self, meeting_type: MeetingType) -> Option<String> {
        self.phone.filter(|_| meeting_type == MeetingType::Phone).map(str::to_owned)
    }
}

/// The identifiers of a new booking, drawn by the caller, which owns clock and randomness.
#[derive(Debug, Clone)]
pub struct Identity {
    /// A ULID.
    pub id: String,
    pub reference: Reference,
    /// A keyed hash of the client's address.
    pub client_key: Option<String>,
    /// The keys of the search's items for the client's words.
    pub words: Vec<String>,
    /// 1 for the first booking of the client's address, 3 for the third and all later ones; `None`: not known.
    pub visit: Option<u8>,
    /// The room of a video meeting.
    pub room: Option<MeetingRoom>,
}

impl Booking {
    /// Creates a booking. `consent_texts` is the version of the texts that the client agreed to.
    pub fn new(
        identity: Identity,
        request: BookingRequest,
        language: Language,
        consent_texts: &str,
        offer: &Offer<'_>,
        now: Instant,
    ) -> Self {
        let consent = request.consent.given_at(now, consent_texts);
        let (company_size, lead_hours) = (request.client.company_size, facts::lead_hours(now, offer.slot.start));
        let mut booking = Self {
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
            in_own_room: false,
            spare_meeting: None,
            consultant_phone: offer.phone(request.meeting_type),
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
            erasure_requested_at: None,
            links_renewed: None,
            client_key: identity.client_key,
            words: identity.words,
            facts: Facts::new(identity.visit, request.visit, company_size, lead_hours),
            edition: 1,
            announced_by: None,
            change_reason: None,
            is_unannounced: false,
            reached_since: 0,
            notify_version: first(),
            plan_version: first(),
            mail_trouble: false,
            invite_answers: InviteAnswers::default(),
            client_moves: None,
            offer: None,
            unknown: UnknownMembers::default(),
        };
        booking.enter_room_of(offer.rules);
        booking
    }

    /// The last instant at which the client may move or cancel it: the deadline or, for a booking made at the last
    /// moment, the end of the grace period; never after the start.
    pub fn changeable_until(&self, deadline_hours: u32) -> Instant {
        let deadline = self.slot.start - TimeDelta::hours(i64::from(deadline_hours));
        deadline.max(self.created_at + TimeDelta::minutes(GRACE_MINUTES)).min(self.slot.start)
    }

    /// The instant after which the client's links no longer open the booking.
    pub fn link_expires_at(&self) -> Instant {
        self.slot.end + TimeDelta::days(LINK_DAYS)
    }

    /// Returns `true` if this release knows every value that decides on messages and jobs.
    pub fn is_understood(&self) -> bool {
        self.status != Status::Unknown
            && self.meeting_type != MeetingType::Unknown
            && self.language != Language::Unknown
    }

    pub fn duration(&self) -> u32 {
        self.slot.minutes()
    }

    /// Returns the event of the newest change.
    fn event(&self, kind: EventKind, actor: Actor, request_id: &str) -> Event {
        Event {
            reference: self.reference.clone(),
            version: self.version,
            at: self.updated_at,
            actor,
            request_id: request_id.to_owned(),
            account_id: None,
            waived: Vec::new(),
            kind,
        }
    }

    /// Returns the event of its creation.
    pub fn confirmed(&self, actor: Actor, request_id: &str) -> Event {
        let kind = EventKind::Confirmed {
            consultant_id: self.consultant.id.clone(),
            start: self.slot.start,
            end: self.slot.end,
            duration: self.duration(),
            meeting_type: self.meeting_type,
            source: self.source,
            visit: self.facts.visit,
            lead_hours: Some(self.facts.lead_hours),
        };
        self.event(kind, actor, request_id)
    }
}
