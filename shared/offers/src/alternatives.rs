//! What is near a time that can't be had.

use domain::{
    availability::{Alternatives, search_range},
    booking::ConsultantChoice,
    consultant::{Card, MeetingType},
    ids::ConsultantId,
    time::{Instant, Interval},
};
use table::{Calendar, Table, TableError};

use crate::{MOST_CONSULTANTS, NotOffered, Wish, calendars, duration_of_any, offering};

/// A free time near the one that was asked for.
pub type Alternative = (ConsultantId, Interval);

/// Other consultants who are looked at where one was asked for: two times of others are named, and these are the
/// directory's first. It bounds the reads of a refusal.
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
    let others = others(&cards, wish.duration, wish.meeting_type, asked_for.as_ref());
    let ids: Vec<&ConsultantId> = asked_for.iter().chain(others).collect();
    let mut found = Alternatives::to(wish.start, asked_for.clone());
    for calendar in read(table, &ids, range, wish).await? {
        let id = calendar.consultant.id.clone();
        found.offer(&id, calendar.diary().offered(range, wish.duration));
    }
    Ok(found.nearest())
}

/// A time that somebody has in mind.
#[derive(Debug, Clone)]
pub struct Around<'a> {
    /// With whom.
    pub consultant: &'a ConsultantChoice,
    /// From when.
    pub start: Instant,
    /// Minutes; absent: the consultant's default.
    pub duration: Option<u32>,
    /// How many times to name at most.
    pub most: usize,
}

/// Free times around the one that somebody has in mind, itself included if it is free, nearest first. What is read may
/// be a moment old.
///
/// # Errors
/// Unknown consultant; a length of meeting that the consultant (for `any`: everyone) doesn't have; the table.
pub async fn suggestions(table: &Table, around: &Around<'_>, now: Instant) -> Result<Vec<Alternative>, NotOffered> {
    let range = search_range(around.start, now);
    let own = match around.consultant {
        ConsultantChoice::One(id) => Some(table.calendar(id, range).await?.ok_or(NotOffered::UnknownConsultant)?),
        ConsultantChoice::Any => None,
    };
    let cards = table.directory().await?;
    let default = || match &own {
        Some(own) => Some(own.rules.default_duration()),
        None => duration_of_any(&cards, None),
    };
    // Nobody at all has no time, which is no fault of the question.
    let Some(duration) = around.duration.or_else(default) else { return Ok(Vec::new()) };
    if own.as_ref().is_some_and(|own| !own.rules.offers_duration(duration)) {
        return Err(NotOffered::Duration);
    }
    let asked_for = own.as_ref().map(|own| own.consultant.id.clone());
    let cards = offering(cards, duration, None)?;
    let ids: Vec<&ConsultantId> = others(&cards, duration, None, asked_for.as_ref()).collect();
    let mut found = Alternatives::around(around.start, asked_for.clone(), around.most);
    for calendar in own.into_iter().chain(calendars(table, ids, range).await?) {
        let id = calendar.consultant.id.clone();
        found.offer(&id, calendar.diary().offered(range, duration));
    }
    Ok(found.nearest())
}

/// Who else could be asked, or, where nobody was asked for, who could be at all: the directory's first.
fn others<'c>(
    cards: &'c [Card],
    duration: u32,
    meeting_type: Option<MeetingType>,
    asked_for: Option<&'c ConsultantId>,
) -> impl Iterator<Item = &'c ConsultantId> {
    let most = if asked_for.is_some() { MOST_OTHERS } else { MOST_CONSULTANTS };
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
