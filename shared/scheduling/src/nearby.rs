//! Available slots near an unavailable one.

use std::time::Duration;

use domain::{
    availability::{Alternatives, TieBreak, Wish, search_range, spread},
    booking::{Booking, ConsultantChoice},
    consultant::Card,
    ids::ConsultantId,
    time::{Instant, Interval},
    zone::Tz,
};
use table::{ReadOptions, Table, TimelineSnapshot};

use crate::{
    SlotRequest, Unavailable,
    offering::{candidates, duration_of_any},
    snapshots::{self, load_in_week},
};

/// An available slot near the requested one.
pub type Alternative = (ConsultantId, Interval);

/// Time to look for alternatives. A refusal goes out without them rather than late.
const ALTERNATIVES: Duration = Duration::from_secs(1);
/// Left for the answer, of the time until the request's deadline.
const ANSWER: Duration = Duration::from_millis(500);

/// Other consultants to look at where one was asked for: two of their slots are shown. Drawn by client and start, so that
/// everyone's time is shown to some.
const MAX_OTHERS: usize = 16;

/// At most five available slots near the requested one, nearest first: three with the same consultant, two with others.
/// The data may be a moment old; the slots are suggestions. Fewer or none if they can't be had in a second.
pub async fn alternatives(table: &Table, request: &SlotRequest<'_>, now: Instant) -> Vec<Alternative> {
    let asked_for = asked_for(request.consultant);
    near(table, request, now, Alternatives::to(request.start, asked_for)).await
}

/// At most `most` available slots that differ in day or part of day, from around the requested one: with the same
/// consultant, if possible. Days count in `zone`.
pub async fn choice(
    table: &Table,
    request: &SlotRequest<'_>,
    consultant: &ConsultantId,
    zone: Tz,
    most: usize,
    now: Instant,
) -> Vec<Alternative> {
    let found = Alternatives::around(request.start, asked_for(request.consultant), MAX_TO_CHOOSE_FROM);
    let free = near(table, request, now, found).await;
    spread(Wish { start: request.start, zone, consultant }, free, most)
}

/// At most `most` times to offer in place of a booking's, nearest first, if possible some of them with its consultant. The
/// booking's own time counts as free, but isn't offered.
pub async fn suggest(table: &Table, booking: &Booking, most: usize, now: Instant) -> Vec<Alternative> {
    let (start, consultant) = (booking.slot.start, ConsultantChoice::One(booking.consultant.id.clone()));
    let request = SlotRequest {
        consultant: &consultant,
        start,
        duration: booking.duration(),
        meeting_type: Some(booking.meeting_type),
        moving: Some(booking),
        ties: TieBreak::of(booking.reference.as_str(), start),
        waive: None,
    };
    near(table, &request, now, Alternatives::around(start, asked_for(&consultant), most)).await
}

fn asked_for(consultant: &ConsultantChoice) -> Option<ConsultantId> {
    match consultant {
        ConsultantChoice::One(id) => Some(id.clone()),
        ConsultantChoice::Any => None,
    }
}

async fn near(table: &Table, request: &SlotRequest<'_>, now: Instant, mut found: Alternatives) -> Vec<Alternative> {
    let limit = platform::time_left().map_or(ALTERNATIVES, |left| left.saturating_sub(ANSWER).min(ALTERNATIVES));
    let begun = tokio::time::Instant::now();
    let cards = match tokio::time::timeout(limit, table.directory()).await {
        Ok(Ok(cards)) => cards,
        Ok(Err(error)) => {
            tracing::warn!(cause = platform::chain(&error), "a refusal without alternatives");
            return Vec::new();
        }
        Err(_) => return Vec::new(),
    };
    let asked_for = asked_for(request.consultant);
    let range = search_range(request.start, now);
    let cards = candidates(cards, request.duration, request.meeting_type).unwrap_or_default();
    let ids: Vec<&ConsultantId> = asked_for.iter().chain(others(&cards, asked_for.as_ref(), request.ties)).collect();
    let options = ReadOptions { moving: request.moving, ..ReadOptions::DISPLAY }.whole_weeks();
    let limit = limit.saturating_sub(begun.elapsed());
    let read = snapshots::read_within(limit, table, ids, range, options).await;
    offer(&mut found, &read, (range, request.duration), request.moving);
    found.nearest()
}

fn offer(
    found: &mut Alternatives,
    read: &[TimelineSnapshot],
    (range, duration): (Interval, u32),
    moving: Option<&Booking>,
) {
    for snapshot in read {
        let id = &snapshot.consultant.id;
        // The time that the booking has already is no alternative.
        let present = moving.filter(|booking| booking.consultant.id == *id).map(|booking| booking.slot.start);
        let timeline = snapshot.timeline();
        let slots = timeline.available_slots(range, duration).filter(|slot| Some(slot.start) != present);
        found.offer(id, |start| load_in_week(snapshot, start), slots);
    }
}

/// Slots among which a choice is made: two weeks of one consultant, and some of others.
const MAX_TO_CHOOSE_FROM: usize = 500;

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
    let options = ReadOptions::DISPLAY.whole_weeks();
    let own = match query.consultant {
        ConsultantChoice::One(id) => {
            Some(table.snapshot(id, range, options).await?.ok_or(Unavailable::UnknownConsultant)?)
        }
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
    let cards = candidates(cards, duration, None)?;
    let ids = others(&cards, asked_for.as_ref(), TieBreak::of("", query.start));
    let mut read = snapshots::read(table, ids, range, options).await?;
    read.extend(own);
    let mut found = Alternatives::around(query.start, asked_for, query.most);
    offer(&mut found, &read, (range, duration), None);
    Ok(found.nearest())
}

/// The other consultants to look at or, for `any`, all of them.
fn others<'c>(cards: &'c [Card], asked_for: Option<&ConsultantId>, ties: TieBreak) -> Vec<&'c ConsultantId> {
    let mut others: Vec<&ConsultantId> =
        cards.iter().map(|card| &card.summary.id).filter(|id| asked_for != Some(*id)).collect();
    if asked_for.is_some() {
        ties.sort(&mut others);
        others.truncate(MAX_OTHERS);
    }
    others
}
