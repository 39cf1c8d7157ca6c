//! The client's feedback after the meeting.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Actor, Booking, Changed, EventKind, Refusal, Status};
use crate::{
    fault::{Faults, Rule},
    fields::Fields,
    time::Instant,
};

/// The maximum length of a comment, in characters.
const MAX_COMMENT: usize = 4_000;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Feedback {
    /// 1 to 5.
    pub rating: u8,
    /// Free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The time of the first feedback.
    pub given_at: Instant,
    /// The time of the last correction.
    pub updated_at: Instant,
}

impl std::fmt::Debug for Feedback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Feedback").field("rating", &self.rating).finish_non_exhaustive()
    }
}

/// A rating and a comment, as requested.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct FeedbackRequest {
    /// 1 to 5.
    pub rating: u8,
    /// Free text.
    pub comment: Option<String>,
}

impl FeedbackRequest {
    /// Parses the body of a request.
    ///
    /// # Errors
    /// Returns every fault in it.
    pub fn parse(body: &Map<String, Value>) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let fields = Fields::root(body);
        if fields.is_absent("rating") {
            faults.add("/rating", Rule::Required);
        }
        let rating = fields.number("rating", 1..=5, &mut faults).and_then(|rating| u8::try_from(rating).ok());
        let comment = fields.parsed("comment", &mut faults, |text| {
            crate::text::lines(text, MAX_COMMENT).map(|text| (!text.is_empty()).then_some(text))
        });
        match rating {
            Some(rating) if faults.is_empty() => Ok(Self { rating, comment: comment.flatten() }),
            _ => Err(faults),
        }
    }
}

impl FeedbackRequest {
    /// Returns `true` if the booking already has this feedback.
    pub fn is_said(&self, booking: &Booking) -> bool {
        let said = booking.feedback.as_ref();
        said.is_some_and(|said| said.rating == self.rating && said.comment == self.comment)
    }
}

impl Booking {
    /// Checks that the client may give feedback.
    ///
    /// # Errors
    /// Fails if the meeting isn't over, was cancelled or missed, or if the client's data were erased (a new comment
    /// would never be).
    pub fn takes_feedback(&self, now: Instant) -> Result<(), Refusal> {
        match self.status {
            _ if self.erased_at.is_some() => Err(Refusal::NotLive),
            Status::Cancelled | Status::NoShow | Status::Unknown => Err(Refusal::NotLive),
            _ if now < self.slot.end => Err(Refusal::NotOver),
            _ => Ok(()),
        }
    }

    /// Returns the booking with this feedback. Call [`Booking::takes_feedback`] first.
    pub fn with_feedback(&self, request: &FeedbackRequest, request_id: &str, now: Instant) -> Changed {
        let mut booking = self.next_version(now);
        booking.feedback = Some(Feedback {
            rating: request.rating,
            comment: request.comment.clone(),
            given_at: self.feedback.as_ref().map_or(now, |feedback| feedback.given_at),
            updated_at: now,
        });
        let kind = EventKind::FeedbackReceived {
            consultant_id: self.consultant.id.clone(),
            rating: request.rating,
            previous_rating: self.feedback.as_ref().map(|feedback| feedback.rating),
        };
        booking.changed_by(kind, Actor::Client, request_id)
    }
}
