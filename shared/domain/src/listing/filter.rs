//! The filters of a list. Every condition has to hold; of several values of one, any.

use serde::{Deserialize, Serialize};

use super::Row;
use crate::{
    booking::{Source, Status},
    consultant::MeetingType,
    fault::Rule,
    ids::ConsultantId,
    time::Instant,
};

/// A state of a booking that someone should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The meeting is over, and its outcome isn't recorded.
    Unmarked,
    /// Cancelled within the last 24 hours before its start.
    LateCancelled,
    /// Other times were offered to the client, and there is no answer yet.
    OfferOpen,
    /// A mail to the client came back.
    MailTrouble,
    /// Completed because no person said otherwise.
    Assumed,
    /// Moved at least once. Lists filter by it and don't show it.
    Moved,
    /// Completed, as a person recorded, and rated by the client. Lists filter by it and don't show it.
    Rated,
}

impl Flag {
    /// Those that a list shows.
    pub const SHOWN: [Self; 5] =
        [Self::Unmarked, Self::LateCancelled, Self::OfferOpen, Self::MailTrouble, Self::Assumed];

    pub(super) fn parse(text: &str) -> Result<Self, Rule> {
        match text {
            "unmarked" => Ok(Self::Unmarked),
            "late_cancelled" => Ok(Self::LateCancelled),
            "offer_open" => Ok(Self::OfferOpen),
            "mail_trouble" => Ok(Self::MailTrouble),
            "assumed" => Ok(Self::Assumed),
            "moved" => Ok(Self::Moved),
            "rated" => Ok(Self::Rated),
            _ => Err(Rule::OneOf(&[
                "unmarked",
                "late_cancelled",
                "offer_open",
                "mail_trouble",
                "assumed",
                "moved",
                "rated",
            ])),
        }
    }
}

/// Conditions on a booking; an empty list is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Filter {
    pub consultants: Vec<ConsultantId>,
    pub statuses: Vec<Status>,
    pub sources: Vec<Source>,
    pub meeting_types: Vec<MeetingType>,
    /// 1 for the first booking of an address, 3 for the third and all later ones.
    pub visits: Vec<u32>,
    pub flags: Vec<Flag>,
}

impl Filter {
    /// Returns `true` if a booking meets all conditions at this time.
    pub fn takes(&self, row: &Row, now: Instant) -> bool {
        let visit = row.facts.visit.map(u32::from);
        is_among(&self.consultants, &row.consultant_id)
            && is_among(&self.statuses, &row.status)
            && is_among(&self.sources, &row.source)
            && is_among(&self.meeting_types, &row.meeting_type)
            && (self.visits.is_empty() || visit.is_some_and(|visit| self.visits.contains(&visit)))
            && (self.flags.is_empty() || self.flags.iter().any(|flag| row.has(*flag, now)))
    }
}

fn is_among<T: PartialEq>(wanted: &[T], value: &T) -> bool {
    wanted.is_empty() || wanted.contains(value)
}
