//! Facts about a booking, written with the change itself. Codes and instants only: no contact data, no free text.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value};

use super::{InviteAnswer, OfferState, OptionalConsent, Source};
use crate::{
    availability::Waiver,
    consultant::MeetingType,
    ids::{ConsultantId, Reference},
    time::{Instant, Interval},
};

/// The originator of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// The person of the booking's contact data.
    Client,
    /// The consultant of the meeting.
    Consultant,
    /// A user of the console.
    Admin,
    /// The system by itself.
    System,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", tag = "type", content = "change")]
pub enum EventKind {
    #[serde(rename = "booking.confirmed", rename_all = "camelCase")]
    Confirmed {
        consultant_id: ConsultantId,
        start: Instant,
        end: Instant,
        /// Minutes.
        duration: u32,
        meeting_type: MeetingType,
        /// As the client answered.
        #[serde(default)]
        source: Source,
        /// 1 for the first booking of its address, 3 for the third and all later ones.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        visit: Option<u8>,
        /// Whole hours to the start.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        lead_hours: Option<u32>,
    },
    #[serde(rename = "booking.rescheduled", rename_all = "camelCase")]
    Rescheduled {
        old_consultant_id: ConsultantId,
        old_start: Instant,
        old_end: Instant,
        consultant_id: ConsultantId,
        start: Instant,
        end: Instant,
        /// Minutes.
        duration: u32,
    },
    #[serde(rename = "booking.cancelled", rename_all = "camelCase")]
    Cancelled {
        consultant_id: ConsultantId,
        start: Instant,
        end: Instant,
        /// `true` if a reason was given; the booking has its text.
        reason_given: bool,
    },
    /// It took place.
    #[serde(rename = "booking.completed", rename_all = "camelCase")]
    Completed(Marked),
    /// The client didn't come.
    #[serde(rename = "booking.no_show", rename_all = "camelCase")]
    NoShow(Marked),
    /// The client gave or corrected feedback; the booking has the comment.
    #[serde(rename = "booking.feedback_received", rename_all = "camelCase")]
    FeedbackReceived {
        consultant_id: ConsultantId,
        /// 1 to 5.
        rating: u8,
        /// The rating that this one replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        previous_rating: Option<u8>,
    },
    /// Client or staff corrected the client's contact data.
    #[serde(rename = "booking.contact_corrected", rename_all = "camelCase")]
    ContactCorrected {
        consultant_id: ConsultantId,
        /// The names of the corrected fields.
        fields: Vec<String>,
        /// Whether recipients hear of the meeting anew.
        is_announced: bool,
    },
    /// Client or consultant answered the invite in their calendar; the booking itself stands.
    #[serde(rename = "booking.invite_answered", rename_all = "camelCase")]
    InviteAnswered { consultant_id: ConsultantId, answer: InviteAnswer },
    /// Staff offered other times to the client; the booking itself stands.
    #[serde(rename = "booking.offered", rename_all = "camelCase")]
    Offered {
        consultant_id: ConsultantId,
        /// Of the meeting as it stands.
        start: Instant,
        times: Vec<StartOffered>,
        /// The meeting doesn't take place at its time.
        is_off: bool,
    },
    /// The client declined the offered times, or their time is over; the booking itself stands.
    #[serde(rename = "booking.offer_closed", rename_all = "camelCase")]
    OfferClosed {
        consultant_id: ConsultantId,
        /// The version of the booking that made the offer.
        offer_id: u64,
        state: OfferState,
    },
    /// The client withdrew consents that a booking doesn't need.
    #[serde(rename = "booking.consent_withdrawn", rename_all = "camelCase")]
    ConsentWithdrawn { consultant_id: ConsultantId, consents: Vec<OptionalConsent> },
    /// The client's links were revoked, and a new one goes out.
    #[serde(rename = "booking.links_renewed", rename_all = "camelCase")]
    LinksRenewed { consultant_id: ConsultantId },
    /// The client's data are to be removed as soon as the messages on their way are sent.
    #[serde(rename = "booking.erasure_requested", rename_all = "camelCase")]
    ErasureRequested { consultant_id: ConsultantId },
    /// The client's data were removed.
    #[serde(rename = "booking.erased", rename_all = "camelCase")]
    Erased { consultant_id: ConsultantId },
    /// One that a later release has written, as it is stored.
    #[serde(skip)]
    Unknown {
        /// The detail-type on the bus.
        name: String,
        change: Map<String, Value>,
    },
}

/// The names of the known kinds.
const NAMES: [&str; 14] = [
    "booking.confirmed",
    "booking.rescheduled",
    "booking.cancelled",
    "booking.completed",
    "booking.no_show",
    "booking.feedback_received",
    "booking.contact_corrected",
    "booking.invite_answered",
    "booking.offered",
    "booking.offer_closed",
    "booking.consent_withdrawn",
    "booking.links_renewed",
    "booking.erasure_requested",
    "booking.erased",
];

/// The stored form of every kind.
#[derive(Serialize, Deserialize)]
struct AnyKind {
    r#type: String,
    #[serde(default)]
    change: Map<String, Value>,
}

// By hand, because of `Unknown`: the derived functions are those of the known kinds.
impl Serialize for EventKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unknown { name, change } => {
                AnyKind { r#type: name.clone(), change: change.clone() }.serialize(serializer)
            }
            known => Self::serialize(known, serializer),
        }
    }
}

impl<'de> Deserialize<'de> for EventKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let any = AnyKind::deserialize(deserializer)?;
        if !NAMES.contains(&any.r#type.as_str()) {
            return Ok(Self::Unknown { name: any.r#type, change: any.change });
        }
        let known = serde_json::to_value(any).map_err(D::Error::custom)?;
        Self::deserialize(known).map_err(D::Error::custom)
    }
}

/// A start that is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartOffered {
    pub start: Instant,
    pub consultant_id: ConsultantId,
}

impl From<(Instant, ConsultantId)> for StartOffered {
    fn from((start, consultant_id): (Instant, ConsultantId)) -> Self {
        Self { start, consultant_id }
    }
}

/// The recorded outcome of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Marked {
    /// The consultant, present or waiting.
    pub consultant_id: ConsultantId,
    pub start: Instant,
    pub end: Instant,
    /// `true` if another outcome was recorded before.
    pub corrected: bool,
}

impl Actor {
    /// The API's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Consultant => "consultant",
            Self::Admin => "admin",
            Self::System => "system",
            Self::Unknown => "unknown",
        }
    }

    /// Whether the company did it: a consultant, or a user of the console.
    pub fn is_staff(self) -> bool {
        matches!(self, Self::Consultant | Self::Admin)
    }
}

impl EventKind {
    /// Returns `true` if it is part of the history that clients see: not that a consultant's calendar said no.
    pub fn is_for_client(&self, actor: Actor) -> bool {
        !matches!(self, Self::InviteAnswered { .. }) || actor == Actor::Client
    }

    /// The detail-type on the bus.
    pub fn name(&self) -> &str {
        match self {
            Self::Confirmed { .. } => "booking.confirmed",
            Self::Rescheduled { .. } => "booking.rescheduled",
            Self::Cancelled { .. } => "booking.cancelled",
            Self::Completed(_) => "booking.completed",
            Self::NoShow(_) => "booking.no_show",
            Self::FeedbackReceived { .. } => "booking.feedback_received",
            Self::ContactCorrected { .. } => "booking.contact_corrected",
            Self::InviteAnswered { .. } => "booking.invite_answered",
            Self::Offered { .. } => "booking.offered",
            Self::OfferClosed { .. } => "booking.offer_closed",
            Self::ConsentWithdrawn { .. } => "booking.consent_withdrawn",
            Self::LinksRenewed { .. } => "booking.links_renewed",
            Self::ErasureRequested { .. } => "booking.erasure_requested",
            Self::Erased { .. } => "booking.erased",
            Self::Unknown { name, .. } => name,
        }
    }

    /// The changed fields that staff decides on, as JSON Pointers into the booking; nothing for notes of other
    /// kinds.
    pub fn fields(&self) -> Vec<String> {
        let pointers = |names: &[&str]| names.iter().map(|name| format!("/{name}")).collect();
        match self {
            Self::Rescheduled { old_consultant_id, old_start, old_end, consultant_id, start, end, .. } => {
                let changed = [
                    ("start", old_start != start),
                    ("end", old_end != end),
                    ("consultantId", old_consultant_id != consultant_id),
                ];
                pointers(&changed.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect::<Vec<_>>())
            }
            Self::Confirmed { .. } | Self::Cancelled { .. } | Self::Completed(_) | Self::NoShow(_) => {
                pointers(&["status"])
            }
            Self::ContactCorrected { fields, .. } => fields.iter().map(|name| corrected(name)).collect(),
            Self::Offered { .. } | Self::OfferClosed { .. } => pointers(&["offer"]),
            Self::Erased { .. } => pointers(&["client"]),
            Self::ConsentWithdrawn { .. } => pointers(&["consent"]),
            Self::FeedbackReceived { .. }
            | Self::InviteAnswered { .. }
            | Self::LinksRenewed { .. }
            | Self::ErasureRequested { .. }
            | Self::Unknown { .. } => Vec::new(),
        }
    }
}

/// The place of a corrected field in the booking.
fn corrected(name: &str) -> String {
    if name == "language" { "/language".to_owned() } else { format!("/client/{name}") }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    pub reference: Reference,
    /// The version of the booking that this event created.
    pub version: u64,
    pub at: Instant,
    pub actor: Actor,
    /// The id of the request that caused it.
    pub request_id: String,
    /// The console's account that caused it, by its id in the user pool.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// The rules that it waived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waived: Vec<Waiver>,
    #[serde(flatten)]
    pub kind: EventKind,
}

/// A meeting as it stood at an earlier time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastMeeting {
    pub consultant_id: ConsultantId,
    pub slot: Interval,
    /// When it was put there: the rules of that time gave it its buffers.
    pub since: Instant,
}

/// Returns the meeting as it stood at a time, by its events in their order; `None` before it was made and once it was
/// cancelled.
pub fn meeting_at(events: &[Event], at: Instant) -> Option<PastMeeting> {
    events.iter().take_while(|event| event.at <= at).fold(None, |stood, event| match &event.kind {
        EventKind::Confirmed { consultant_id, start, end, .. }
        | EventKind::Rescheduled { consultant_id, start, end, .. } => Some(PastMeeting {
            consultant_id: consultant_id.clone(),
            slot: Interval { start: *start, end: *end },
            since: event.at,
        }),
        EventKind::Cancelled { .. } => None,
        _ => stood,
    })
}
