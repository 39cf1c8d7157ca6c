//! Facts about a booking, written with the change itself. Codes and instants only: no contact data, no free text.

use serde::{Deserialize, Serialize};

use crate::{
    consultant::MeetingType,
    ids::{ConsultantId, Reference},
    time::Instant,
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
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "change")]
pub enum EventKind {
    #[serde(rename = "booking.confirmed", rename_all = "camelCase")]
    Confirmed {
        consultant_id: ConsultantId,
        start: Instant,
        end: Instant,
        /// Minutes.
        duration: u32,
        meeting_type: MeetingType,
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
    /// The client's data were removed.
    #[serde(rename = "booking.erased", rename_all = "camelCase")]
    Erased { consultant_id: ConsultantId },
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

impl EventKind {
    /// The detail-type on the bus.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Confirmed { .. } => "booking.confirmed",
            Self::Rescheduled { .. } => "booking.rescheduled",
            Self::Cancelled { .. } => "booking.cancelled",
            Self::Completed(_) => "booking.completed",
            Self::NoShow(_) => "booking.no_show",
            Self::FeedbackReceived { .. } => "booking.feedback_received",
            Self::Erased { .. } => "booking.erased",
        }
    }
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
    #[serde(flatten)]
    pub kind: EventKind,
}
