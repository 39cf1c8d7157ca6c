//! A booking as numbers see it.

use std::collections::BTreeMap;

use domain::{
    booking::{Actor, Facts, Source, Status},
    consultant::MeetingType,
    ids::{ConsultantId, Reference},
    listing::Row,
    time::{Instant, Interval},
    zone::Tz,
};

/// The part of a booking that is counted. Nothing in it identifies a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub reference: Reference,
    pub consultant: ConsultantId,
    pub status: Status,
    pub slot: Interval,
    pub created_at: Instant,
    pub is_cancelled_late: bool,
    pub meeting_type: MeetingType,
    pub source: Source,
    /// The client's.
    pub timezone: Tz,
    /// 1 to 5.
    pub rating: Option<u8>,
    /// Of the link that led to the page; an erased booking has none.
    pub campaign: Option<String>,
    pub facts: Facts,
}

impl From<&Row> for Case {
    fn from(row: &Row) -> Self {
        let campaign = row.campaign.as_ref().and_then(|utm| utm.campaign.clone().or_else(|| utm.source.clone()));
        Self {
            reference: row.reference.clone(),
            consultant: row.consultant_id.clone(),
            status: row.status,
            slot: row.slot,
            created_at: row.created_at,
            is_cancelled_late: row.is_cancelled_late,
            meeting_type: row.meeting_type,
            source: row.source,
            timezone: row.timezone,
            rating: row.rating,
            campaign,
            facts: row.facts.clone(),
        }
    }
}

impl Case {
    pub fn is_attended(&self) -> bool {
        self.status == Status::Completed
    }

    /// Completed because no person said otherwise.
    pub fn is_assumed(&self) -> bool {
        self.is_attended() && self.facts.marked_by == Some(Actor::System)
    }

    /// The rating, once a person recorded that the meeting took place.
    pub fn counted_rating(&self) -> Option<u8> {
        self.rating.filter(|rating| (1..=5).contains(rating) && self.is_attended() && !self.is_assumed())
    }

    /// Returns `true` if it takes the consultant's time: all but cancelled ones do.
    pub fn takes_time(&self) -> bool {
        !matches!(self.status, Status::Cancelled)
    }

    /// Returns `true` if it is over and nothing was recorded about it. The clock alone makes it so.
    pub fn is_unmarked(&self, now: Instant) -> bool {
        self.status.is_live() && self.slot.end < now
    }
}

/// The company's zone, whose dates the days are, and the consultants', whose hours the patterns are.
#[derive(Debug, Clone)]
pub struct Zones {
    pub company: Tz,
    pub consultants: BTreeMap<ConsultantId, Tz>,
}

impl Zones {
    /// The zone of a consultant; the company's if they have no schedule any more.
    pub fn of(&self, consultant: &ConsultantId) -> Tz {
        self.consultants.get(consultant).copied().unwrap_or(self.company)
    }
}
