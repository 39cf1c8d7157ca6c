//! Available slots near an unavailable one.

use domain::{
    availability::{Alternatives, search_range},
    booking::ConsultantChoice,
    consultant::{Card, MeetingType},
    ids::ConsultantId,
    time::{Instant, Interval},
};
use table::{Table, TableError, TimelineSnapshot};

use crate::{
    MAX_CONSULTANTS, SlotRequest, Unavailable,
    offering::{check_card, duration_of_any, offering},
    snapshots,
};

/// An available slot near the requested one.
pub type Alternative = (ConsultantId, Interval);

/// Other consultants considered beside the requested one: a refusal offers two slots with others, from the first
/// consultants of the directory. This bounds the reads of a refusal.
const MAX_OTHERS: usize = 8;

/// At most five available slots near the requested one, nearest first: three with the same consultant, two with others.
/// The data may be a moment old; the slots are suggestions.
pub async fn alternatives(
    table: &Table,
    request: &SlotRequest<'_>,
    now: Instant,
) -> Result<Vec<Alternative>, TableError> {
    let asked_for = match request.consultant {
        ConsultantChoice::One(id) => Some(id.clone()),
        ConsultantChoice::Any => None,
    };
    let range = search_range(request.start, now);
    let cards = table.directory().await?;
    let others = others(&cards, request.duration, request.meeting_type, asked_for.as_ref());
    let ids: Vec<&ConsultantId> = asked_for.iter().chain(others).collect();
    let mut found = Alternatives::to(request.start, asked_for.clone());
    for snapshot in read(table, &ids, range, request).await? {
        let id = snapshot.consultant.id.clone();
        // The time that the booking has already is no alternative.
        let present = request.moving.filter(|booking| booking.consultant.id == id).map(|booking| booking.slot.start);
        let timeline = snapshot.timeline();
        let slots = timeline.available_slots(range, request.duration);
        found.offer(&id, slots.filter(|slot| Some(slot.start) != present));
    }
    Ok(found.nearest())
}

/// A query for slots near a time.
#[derive(Debug, Clone)]
pub struct NearbySlotsQuery<'a> {
    pub consultant: &'a ConsultantChoice,
    pub start: Instant,
    /// Minutes; absent: the consultant's default.
    pub duration: Option<u32>,
    pub most: usize,
}

/// Available slots near a time, including that time itself, nearest first. The data may be a moment old.
///
/// # Errors
/// Unknown consultant; a duration that the consultant (for `any`: everyone) doesn't offer; the table.
pub async fn nearby(
    table: &Table,
    query: &NearbySlotsQuery<'_>,
    now: Instant,
) -> Result<Vec<Alternative>, Unavailable> {
    let range = search_range(query.start, now);
    let own = match query.consultant {
        ConsultantChoice::One(id) => Some(table.snapshot(id, range).await?.ok_or(Unavailable::UnknownConsultant)?),
        ConsultantChoice::Any => None,
    };
    let cards = table.directory().await?;
    let default = || match &own {
        Some(own) => Some(own.rules.default_duration()),
        None => duration_of_any(&cards, None),
    };
    // Without any consultant the answer is empty, not a fault of the query.
    let Some(duration) = query.duration.or_else(default) else { return Ok(Vec::new()) };
    if own.as_ref().is_some_and(|own| !own.rules.offers_duration(duration)) {
        return Err(Unavailable::Duration);
    }
    let asked_for = own.as_ref().map(|own| own.consultant.id.clone());
    let cards = offering(cards, |card| check_card(card, duration, None))?;
    let ids: Vec<&ConsultantId> = others(&cards, duration, None, asked_for.as_ref()).collect();
    let mut found = Alternatives::around(query.start, asked_for.clone(), query.most);
    for snapshot in own.into_iter().chain(snapshots::read(table, ids, range).await?) {
        let id = snapshot.consultant.id.clone();
        found.offer(&id, snapshot.timeline().available_slots(range, duration));
    }
    Ok(found.nearest())
}

/// The other consultants to consider or, for `any`, all of them: the directory's first.
fn others<'c>(
    cards: &'c [Card],
    duration: u32,
    meeting_type: Option<MeetingType>,
    asked_for: Option<&'c ConsultantId>,
) -> impl Iterator<Item = &'c ConsultantId> {
    let most = if asked_for.is_some() { MAX_OTHERS } else { MAX_CONSULTANTS };
    cards
        .iter()
        .filter(move |card| card.accepting_bookings && card.offers(duration, meeting_type))
        .map(|card| &card.summary.id)
        .filter(move |id| asked_for != Some(*id))
        .take(most)
}

async fn read(
    table: &Table,
    ids: &[&ConsultantId],
    range: Interval,
    request: &SlotRequest<'_>,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    let Some(moving) = request.moving else { return snapshots::read(table, ids.iter().copied(), range).await };
    // On a move the booking's own time counts as free; only its consultant's snapshot has it.
    let others = ids.iter().copied().filter(|id| **id != moving.consultant.id);
    let mut read = snapshots::read(table, others, range).await?;
    if ids.contains(&&moving.consultant.id) {
        read.extend(table.calendar_now_if_readable(&moving.consultant.id, range, Some(moving)).await?);
    }
    Ok(read)
}
