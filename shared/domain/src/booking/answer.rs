//! Answers to invites, from the calendars of client and consultant.

use serde::{Deserialize, Serialize};

use super::{Actor, Booking, Changed, EventKind};
use crate::time::Instant;

/// A participant's answer (RFC 5545, 3.2.12, PARTSTAT).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteAnswer {
    Accepted,
    Tentative,
    Declined,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

/// An answer to the invite of one state of a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredInvite {
    pub answer: InviteAnswer,
    /// The invite's sequence.
    pub sequence: u32,
    pub at: Instant,
}

/// The last answers to a booking's invites.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteAnswers {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<AnsweredInvite>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant: Option<AnsweredInvite>,
}

impl InviteAnswers {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Booking {
    /// Returns the booking with an answer of its client or its consultant; `None` if the answer changes nothing: the
    /// meeting is no longer to come, the invite was replaced, or it was answered so before. An invite counts as accepted
    /// at first.
    pub fn answer_invite(
        &self,
        by: Actor,
        answer: InviteAnswer,
        sequence: u32,
        request_id: &str,
        now: Instant,
    ) -> Option<Changed> {
        let mut booking = self.next_version(now);
        let last = match by {
            Actor::Client => &mut booking.invite_answers.client,
            Actor::Consultant => &mut booking.invite_answers.consultant,
            Actor::Admin | Actor::System | Actor::Unknown => return None,
        };
        let before = last.as_ref().filter(|last| last.sequence == sequence);
        let before = before.map_or(InviteAnswer::Accepted, |last| last.answer);
        let is_to_come = self.status.is_live() && now < self.slot.start;
        if !is_to_come || sequence != self.sequence || answer == before {
            return None;
        }
        *last = Some(AnsweredInvite { answer, sequence, at: now });
        let kind = EventKind::InviteAnswered { consultant_id: self.consultant.id.clone(), answer };
        let event = booking.event(kind, by, request_id);
        Some(Changed { booking, event })
    }
}
