//! What is near a time that can't be had.

use domain::{
    availability::{Alternatives, search_range},
    booking::ConsultantChoice,
    ids::ConsultantId,
    time::{Instant, Interval},
};
use table::{Calendar, Table, TableError};

use crate::{Wish, calendars};

/// A free time near the one that was asked for.
pub type Alternative = (ConsultantId, Interval);

/// Other consultants who are looked at: two times of others are named, and these are the directory's first.
/// It bounds the reads of a refusal.
const MOST_OTHERS: usize = 8;

/// At most five free times near the one that was asked for, nearest first: three of the same consultant,
/// two of others. What is read may be a moment old; the times are suggestions.
///
/// # Errors
/// If the table can't be read.
pub async fn alternatives(table: &Table, wish: &Wish<'_>, now: Instant) -> Result<Vec<Alternative>, TableError> {
    let asked_for = match wish.consultant {
        ConsultantChoice::One(id) => Some(id.clone()),
        ConsultantChoice::Any => None,
    };
    let range = search_range(wish.start, now);
    let cards = table.directory().await?;
    let others = cards
        .iter()
        .filter(|card| card.accepting_bookings && card.offers(wish.duration, wish.meeting_type))
        .map(|card| &card.summary.id)
        .filter(|id| asked_for.as_ref() != Some(*id))
        .take(MOST_OTHERS);
    let ids: Vec<&ConsultantId> = asked_for.iter().chain(others).collect();
    let mut found = Alternatives::to(wish.start, asked_for.clone());
    for calendar in read(table, &ids, range, wish).await? {
        let id = calendar.consultant.id.clone();
        found.offer(&id, calendar.diary().offered(range, wish.duration));
    }
    Ok(found.nearest())
}

async fn read(
    table: &Table,
    ids: &[&ConsultantId],
    range: Interval,
    wish: &Wish<'_>,
) -> Result<Vec<Calendar>, TableError> {
    let Some(moving) = wish.moving else { return calendars(table, ids.iter().copied(), range).await };
    // On a move one's own time counts as free; only its holder's calendar has it.
    let others = ids.iter().copied().filter(|id| **id != moving.consultant.id);
    let mut read = calendars(table, others, range).await?;
    if ids.contains(&&moving.consultant.id) {
        read.extend(table.calendar_now(&moving.consultant.id, range, Some(moving)).await?);
    }
    Ok(read)
}
