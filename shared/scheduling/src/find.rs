//! Finds the consultants who can take a slot.

use chrono::TimeDelta;
use domain::{
    availability::{Reason, pick_order},
    booking::{Booking, ConsultantChoice, Offer},
    consultant::{Card, MeetingType},
    ids::ConsultantId,
    time::{Instant, Interval, local_date},
};
use table::{Table, TimelineSnapshot};

use crate::{
    Unavailable,
    offering::{check_card, check_snapshot, offering},
    snapshots,
};

#[derive(Debug, Clone)]
pub struct SlotRequest<'a> {
    pub consultant: &'a ConsultantChoice,
    pub start: Instant,
    /// Minutes.
    pub duration: u32,
    /// Required meeting type, if any.
    pub meeting_type: Option<MeetingType>,
    /// The booking to move, whose own time counts as free.
    pub moving: Option<&'a Booking>,
}

/// An available consultant, with the snapshot that was read.
#[derive(Debug, Clone)]
pub struct AvailableConsultant {
    snapshot: TimelineSnapshot,
    slot: Interval,
}

impl AvailableConsultant {
    pub fn consultant(&self) -> &ConsultantId {
        &self.snapshot.consultant.id
    }

    /// The consultant's limit of meetings on the slot's day.
    pub fn daily_limit(&self) -> Option<u32> {
        self.snapshot.rules.daily_limit
    }

    /// The offer from which a booking is made.
    pub fn offer(&self) -> Offer<'_> {
        Offer {
            consultant: self.snapshot.consultant.clone(),
            timezone: self.snapshot.schedule.timezone,
            rules: &self.snapshot.rules,
            schedule_version: self.snapshot.version,
            slot: self.slot,
        }
    }
}

/// Returns the available consultants in pick order, at least one. Reads consistently.
pub async fn find(table: &Table, request: &SlotRequest<'_>) -> Result<Vec<AvailableConsultant>, Unavailable> {
    match request.consultant {
        ConsultantChoice::One(id) => find_one(table, id, request).await.map(|available| vec![available]),
        ConsultantChoice::Any => find_any(table, request).await,
    }
}

async fn find_one(
    table: &Table,
    id: &ConsultantId,
    request: &SlotRequest<'_>,
) -> Result<AvailableConsultant, Unavailable> {
    let slot = Interval::from_start(request.start, request.duration);
    let snapshot = table.calendar_now(id, slot, request.moving).await?.ok_or(Unavailable::UnknownConsultant)?;
    check_snapshot(&snapshot, request.duration, request.meeting_type, request.moving)?;
    snapshot.timeline().check_slot(request.start, request.duration).map_err(Unavailable::Time)?;
    Ok(AvailableConsultant { snapshot, slot })
}

/// All available consultants: the booking's current consultant first, then by the number of live bookings in the slot's
/// week, fewest first.
async fn find_any(table: &Table, request: &SlotRequest<'_>) -> Result<Vec<AvailableConsultant>, Unavailable> {
    let mut present = None;
    if let Some(booking) = request.moving {
        match find_one(table, &booking.consultant.id, request).await {
            Ok(available) => return Ok(vec![available]),
            Err(Unavailable::Table(error)) => return Err(error.into()),
            Err(refused) => present = Some(refused),
        }
    }
    let slot = Interval::from_start(request.start, request.duration);
    let check = |card: &Card| check_card(card, request.duration, request.meeting_type);
    // If no consultant offers such meetings any more, the current one may keep this meeting, but was not available.
    let cards =
        offering(table.directory().await?, check).map_err(|refused| present.unwrap_or_else(|| refused.into()))?;
    // The ISO week in any zone lies within a week on both sides.
    let range = Interval { start: slot.start - TimeDelta::days(7), end: slot.start + TimeDelta::days(7) };
    let ids = cards.iter().map(|card| &card.summary.id);
    let snapshots = snapshots::read_now(table, ids, range, request.moving).await?;
    let mut available = Vec::new();
    // The closest refusal is the most informative: reasons are in the order of the checks.
    let mut refusal = Reason::NotAccepting;
    for snapshot in snapshots {
        match snapshot.timeline_for(slot).check_slot(request.start, request.duration) {
            Ok(()) => available.push(AvailableConsultant { snapshot, slot }),
            Err(reason) => refusal = refusal.max(reason),
        }
    }
    if available.is_empty() { Err(Unavailable::Time(refusal)) } else { Ok(in_pick_order(available, request.start)) }
}

fn in_pick_order(mut available: Vec<AvailableConsultant>, start: Instant) -> Vec<AvailableConsultant> {
    let date = |available: &AvailableConsultant| local_date(available.snapshot.schedule.timezone, start);
    let order: Vec<ConsultantId> = pick_order(
        available.iter().map(|available| (available.consultant(), date(available), &available.snapshot.busy)),
    )
    .into_iter()
    .cloned()
    .collect();
    available.sort_by_key(|available| order.iter().position(|id| id == available.consultant()));
    available
}
