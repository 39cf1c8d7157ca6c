//! Facts about a booking, written with the change itself. Codes and instants only: no contact data, no free text.

use serde::{Deserialize, Serialize};

use crate::{
    consultant::MeetingType,
    ids::{ConsultantId, Reference},
    time::Instant,
};

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// The person who booked.
    Client,
    /// The person who holds the meeting.
    Consultant,
    /// Somebody at the console.
    Admin,
    /// The system by itself.
    System,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "change")]
pub enum EventKind {
    /// A meeting was agreed.
    #[serde(rename = "booking.confirmed", rename_all = "camelCase")]
    Confirmed {
        /// Who holds it.
        consultant_id: ConsultantId,
        /// From when.
        start: Instant,
        /// Until when.
        end: Instant,
        /// Minutes.
        duration: u32,
        /// How it is held.
        meeting_type: MeetingType,
    },
    /// It was moved.
    #[serde(rename = "booking.rescheduled", rename_all = "camelCase")]
    Rescheduled {
        /// Who would have held it.
        old_consultant_id: ConsultantId,
        /// From when it was.
        old_start: Instant,
        /// Until when it was.
        old_end: Instant,
        /// Who holds it.
        consultant_id: ConsultantId,
        /// From when.
        start: Instant,
        /// Until when.
        end: Instant,
        /// Minutes.
        duration: u32,
    },
    /// It was called off.
    #[serde(rename = "booking.cancelled", rename_all = "camelCase")]
    Cancelled {
        /// Who would have held it.
        consultant_id: ConsultantId,
        /// From when it was.
        start: Instant,
        /// Until when it was.
        end: Instant,
        /// Whether a reason was given; it stands on the booking.
        reason_given: bool,
    },
    /// It took place.
    #[serde(rename = "booking.completed", rename_all = "camelCase")]
    Completed(Marked),
    /// The client didn't come.
    #[serde(rename = "booking.no_show", rename_all = "camelCase")]
    NoShow(Marked),
    /// The client said how it was, or corrected it; the comment stands on the booking.
    #[serde(rename = "booking.feedback_received", rename_all = "camelCase")]
    FeedbackReceived {
        /// Who held it.
        consultant_id: ConsultantId,
        /// 1 to 5.
        rating: u8,
        /// The rating that this one replaces.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        previous_rating: Option<u8>,
    },
    /// The client's data were removed from it.
    #[serde(rename = "booking.erased", rename_all = "camelCase")]
    Erased {
        /// Who held it.
        consultant_id: ConsultantId,
    },
}

/// What became of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Marked {
    /// Who held it, or waited.
    pub consultant_id: ConsultantId,
    /// From when it was.
    pub start: Instant,
    /// Until when it was.
    pub end: Instant,
    /// Whether it was marked otherwise before.
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

/// A fact about a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Of which booking.
    pub reference: Reference,
    /// Which of its versions it made.
    pub version: u64,
    /// When.
    pub at: Instant,
    /// By whom.
    pub actor: Actor,
    /// The request that did it.
    pub request_id: String,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}
