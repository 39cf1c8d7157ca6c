//! Finds available slots over the table: for one consultant, for any, and near a time.
//!
//! Creating, moving, checking and picking for `any` all go through [`find`]; the decision itself is
//! [`domain::availability::Timeline::check_slot`].

mod alternatives;
mod next;

use chrono::TimeDelta;
use domain::{
    availability::{Reason, iso_week, pick_order},
    booking::{Booking, ConsultantChoice, Offer},
    consultant::{Card, MeetingType, rules::usual_duration},
    ids::ConsultantId,
    time::{Instant, Interval, local_date},
};
use futures::{StreamExt, TryStreamExt, stream};
use table::{Table, TableError, TimelineSnapshot};

pub use alternatives::{Alternative, NearbySlotsQuery, alternatives, suggestions};
pub use next::{AvailabilitySummary, NextSlot, NextSlotQuery, next, summary};

/// Snapshots read concurrently per request: two reads each.
const READ_AT_ONCE: usize = 8;
/// Consultants read for one query for `any`: the directory's first.
pub const MAX_CONSULTANTS: usize = 50;

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

/// The reason why a request can't be granted.
#[derive(Debug)]
pub enum Unavailable {
    UnknownConsultant,
    /// The consultant (or, for `any`, everyone) doesn't offer this duration.
    Duration,
    /// The consultant (or, for `any`, everyone) doesn't offer this meeting type.
    MeetingType,
    /// A rule or another booking prevents it.
    Time(Reason),
    Table(TableError),
}

impl From<TableError> for Unavailable {
    fn from(error: TableError) -> Self {
        Self::Table(error)
    }
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
    has_such_meetings(&snapshot, request.duration, request.meeting_type, request.moving)?;
    snapshot.timeline().check_slot(request.start, request.duration).map_err(Unavailable::Time)?;
    Ok(AvailableConsultant { snapshot, slot })
}

/// Checks that a consultant offers such meetings. A move may keep a withdrawn duration or type, but only with the same
/// consultant.
///
/// # Errors
/// [`Unavailable::Duration`] or [`Unavailable::MeetingType`].
pub fn has_such_meetings(
    snapshot: &TimelineSnapshot,
    duration: u32,
    meeting_type: Option<MeetingType>,
    moving: Option<&Booking>,
) -> Result<(), Unavailable> {
    let stays = moving.filter(|booking| booking.consultant.id == snapshot.consultant.id);
    let keeps_duration = stays.is_some_and(|booking| booking.duration() == duration);
    if !keeps_duration && !snapshot.rules.offers_duration(duration) {
        return Err(Unavailable::Duration);
    }
    let is_offered = meeting_type.is_none_or(|wanted| snapshot.rules.offers_meeting_type(wanted));
    if stays.is_none() && !is_offered { Err(Unavailable::MeetingType) } else { Ok(()) }
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
    let cards = match (offering(table.directory().await?, request.duration, request.meeting_type), present) {
        (Ok(cards), _) => cards,
        // No consultant offers such meetings any more; the current one may keep this meeting, but was not available.
        (Err(Unavailable::Duration | Unavailable::MeetingType), Some(refused)) => return Err(refused),
        (Err(refused), _) => return Err(refused),
    };
    // The ISO week in any zone lies within a week on both sides.
    let range = Interval { start: slot.start - TimeDelta::days(7), end: slot.start + TimeDelta::days(7) };
    let reads: Vec<_> = cards.iter().map(|card| table.calendar_now(&card.summary.id, range, request.moving)).collect();
    let calendars: Vec<Option<TimelineSnapshot>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    let mut available = Vec::new();
    // The closest refusal is the most informative: reasons are in the order of the checks.
    let mut refusal = Reason::NotAccepting;
    for snapshot in calendars.into_iter().flatten() {
        match snapshot.timeline_for(slot).check_slot(request.start, request.duration) {
            Ok(()) => available.push(AvailableConsultant { snapshot, slot }),
            Err(reason) => refusal = refusal.max(reason),
        }
    }
    if available.is_empty() { Err(Unavailable::Time(refusal)) } else { Ok(in_pick_order(available, request.start)) }
}

/// The consultants that offer such meetings at all.
fn offering(mut cards: Vec<Card>, duration: u32, meeting_type: Option<MeetingType>) -> Result<Vec<Card>, Unavailable> {
    cards.retain(|card| card.durations.contains(&duration));
    if cards.is_empty() {
        return Err(Unavailable::Duration);
    }
    cards.retain(|card| card.offers(duration, meeting_type));
    if cards.is_empty() { Err(Unavailable::MeetingType) } else { Ok(cards) }
}

/// The default duration for `any`: the usual one among consultants with this meeting type that accept bookings. `None`
/// without any such consultant.
pub fn duration_of_any(cards: &[Card], meeting_type: Option<MeetingType>) -> Option<u32> {
    let having =
        || cards.iter().filter(move |card| meeting_type.is_none_or(|wanted| card.meeting_types.contains(&wanted)));
    let open = having().filter(|card| card.accepting_bookings);
    let usual = usual_duration(open.map(|card| card.durations.as_slice()));
    usual.or_else(|| usual_duration(having().map(|card| card.durations.as_slice())))
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

/// A consultant's load in the ISO week of a start, for ordering available consultants.
pub fn load_in_week(snapshot: &TimelineSnapshot, start: Instant) -> u32 {
    iso_week(local_date(snapshot.schedule.timezone, start)).map(|day| snapshot.busy.live_bookings(day)).sum()
}

/// Reads several consultants' snapshots for display; unknown ones are left out.
pub async fn calendars(
    table: &Table,
    ids: impl IntoIterator<Item = &ConsultantId>,
    range: Interval,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    let reads: Vec<_> = ids.into_iter().map(|id| table.snapshot(id, range)).collect();
    let calendars: Vec<Option<TimelineSnapshot>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    Ok(calendars.into_iter().flatten().collect())
}

/// Reads several consultants' snapshots without the time of the booking to move; unknown ones are left out.
pub async fn calendars_without(
    table: &Table,
    ids: impl IntoIterator<Item = &ConsultantId>,
    range: Interval,
    moving: &Booking,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    let reads: Vec<_> = ids.into_iter().map(|id| table.calendar_now(id, range, Some(moving))).collect();
    let calendars: Vec<Option<TimelineSnapshot>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    Ok(calendars.into_iter().flatten().collect())
}
