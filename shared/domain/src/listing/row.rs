//! A booking as lists show it.

use serde::{Deserialize, Serialize};

use super::Flag;
use crate::{
    booking::{Actor, Facts, Source, Status, Utm},
    consultant::MeetingType,
    contact::{EmailAddress, PhoneNumber},
    ids::{ConsultantId, Reference},
    time::{Instant, Interval},
    zone::Tz,
};

/// The client's contact data that lists show.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RowClient {
    pub first_name: String,
    pub last_name: String,
    pub email: EmailAddress,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
}

impl std::fmt::Debug for RowClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RowClient(…)")
    }
}

impl RowClient {
    /// All that a search by words looks at.
    pub fn names(&self) -> String {
        format!("{} {} {}", self.first_name, self.last_name, self.company.as_deref().unwrap_or_default())
    }

    /// The first letters of given and family name, for accounts that may not see the client.
    pub fn initials(&self) -> String {
        [&self.first_name, &self.last_name].into_iter().filter_map(|name| name.chars().next()).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub reference: Reference,
    pub version: u64,
    pub status: Status,
    pub slot: Interval,
    /// The client's.
    pub timezone: Tz,
    pub consultant_id: ConsultantId,
    pub meeting_type: MeetingType,
    pub source: Source,
    pub created_at: Instant,
    pub client: RowClient,
    pub facts: Facts,
    /// 1 to 5.
    pub rating: Option<u8>,
    pub cancelled_at: Option<Instant>,
    pub is_cancelled_late: bool,
    pub erased_at: Option<Instant>,
    /// Where the client came from, in short.
    pub campaign: Option<Utm>,
    /// Times were offered to the client, and they haven't answered.
    pub has_open_offer: bool,
    /// A mail to the client came back.
    pub has_mail_trouble: bool,
}

impl Row {
    /// Returns `true` if a flag is up at this time.
    pub fn has(&self, flag: Flag, now: Instant) -> bool {
        match flag {
            Flag::Unmarked => self.status.is_live() && self.slot.end < now,
            Flag::LateCancelled => self.is_cancelled_late,
            Flag::OfferOpen => self.has_open_offer,
            Flag::MailTrouble => self.has_mail_trouble,
            Flag::Assumed => self.status == Status::Completed && self.facts.marked_by == Some(Actor::System),
            Flag::Moved => self.facts.moves > 0,
            Flag::Rated => {
                let is_marked = self.status == Status::Completed && self.facts.marked_by != Some(Actor::System);
                is_marked && self.rating.is_some()
            }
        }
    }

    /// Returns the shown flags that are up at this time.
    pub fn flags(&self, now: Instant) -> Vec<Flag> {
        Flag::SHOWN.into_iter().filter(|flag| self.has(*flag, now)).collect()
    }
}
