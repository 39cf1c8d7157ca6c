//! Who must be told of a change.

use serde::{Deserialize, Serialize};

use super::{Booking, Event, EventKind};
use crate::{ids::ConsultantId, time::Instant};

/// Somebody who is told about a booking. A consultant is named, because a move may change who that is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// The person who booked.
    Client,
    /// The person who holds (or was to hold) the meeting.
    Consultant(ConsultantId),
}

impl Recipient {
    /// As it stands in keys: `client` or `consultant.<id>`.
    pub fn key(&self) -> String {
        match self {
            Self::Client => "client".to_owned(),
            Self::Consultant(id) => format!("consultant.{id}"),
        }
    }

    /// Reads what [`Recipient::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        match key.strip_prefix("consultant.") {
            Some(id) => ConsultantId::parse(id).ok().map(Self::Consultant),
            None => (key == "client").then_some(Self::Client),
        }
    }
}

/// What a recipient was told last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// By which version of the booking.
    pub version: u64,
    /// The start they were told of.
    pub start: Instant,
    /// Whether they were told that the meeting (with them) is off.
    pub cancelled: bool,
}

/// What a recipient must be told now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// They know nothing yet: the meeting is agreed, with an invite.
    Confirmation,
    /// They know another time: the meeting was moved, with the invite as it is now.
    Change {
        /// The start they know.
        old_start: Instant,
    },
    /// The meeting (with them) is off.
    Cancellation {
        /// The start they know, if they were ever told one: they have an invite then, which must be taken back.
        known_start: Option<Instant>,
    },
    /// They know all there is to know.
    Nothing,
}

impl Event {
    /// Who must be told of it.
    pub fn recipients(&self) -> Vec<Recipient> {
        let mut recipients = vec![Recipient::Client];
        match &self.kind {
            EventKind::Confirmed { consultant_id, .. } | EventKind::Cancelled { consultant_id, .. } => {
                recipients.push(Recipient::Consultant(consultant_id.clone()));
            }
            EventKind::Rescheduled { old_consultant_id, consultant_id, .. } => {
                recipients.push(Recipient::Consultant(consultant_id.clone()));
                if old_consultant_id != consultant_id {
                    recipients.push(Recipient::Consultant(old_consultant_id.clone()));
                }
            }
        }
        recipients
    }
}

impl Booking {
    /// What a recipient must be told of the booking as it is now, given what they were told last.
    pub fn notice_for(&self, recipient: &Recipient, told: Option<&Told>) -> Notice {
        let holds_it = match recipient {
            Recipient::Client => true,
            Recipient::Consultant(id) => *id == self.consultant.id,
        };
        let is_on = self.status.is_live() && holds_it;
        let knows_it_is_off = told.is_some_and(|told| told.cancelled);
        match (is_on, told) {
            (false, _) if knows_it_is_off => Notice::Nothing,
            (false, Some(told)) => Notice::Cancellation { known_start: Some(told.start) },
            // The client must learn that a booking they made is off even if no confirmation ever went out;
            // a consultant who never heard of a meeting need not hear that it is off.
            (false, None) if *recipient == Recipient::Client => Notice::Cancellation { known_start: None },
            (false, None) => Notice::Nothing,
            (true, None) => Notice::Confirmation,
            // It was taken from this consultant and came back.
            (true, Some(_)) if knows_it_is_off => Notice::Confirmation,
            (true, Some(told)) if told.version < self.version => Notice::Change { old_start: told.start },
            (true, Some(_)) => Notice::Nothing,
        }
    }
}
