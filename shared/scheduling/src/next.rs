//! The next available slot, of one consultant or any.

use chrono::TimeDelta;
use domain::{
    availability::DayPart,
    booking::ConsultantChoice,
    consultant::MeetingType,
    ids::ConsultantId,
    time::{Instant, Interval, minutes},
    zone::Tz,
};
use table::{ReadOptions, Table, TableError, TimelineSnapshot};

use crate::{
    Unavailable,
    offering::{candidates, duration_of_any},
    snapshots::{self, load_in_week},
};

/// Days of the first read: this week and the next, clock changes included. If nothing is free, the next read covers
/// twice as many, and so on.
pub(crate) const FIRST_DAYS: i64 = 15;
/// Reads until the longest horizon (730 days) is covered: 15 · (2⁶ − 1) = 945 days.
const MAX_READS: u32 = 6;

/// A query for the earliest slot.
#[derive(Debug, Clone, Default)]
pub struct NextSlotQuery {
    pub earliest: Instant,
    /// Minutes; absent: the consultant's default.
    pub duration: Option<u32>,
    /// Required meeting type, if any.
    pub meeting_type: Option<MeetingType>,
    /// Required part of the day, if any.
    pub part: Option<DayPart>,
    /// The zone of `part`; absent: the consultant's.
    pub zone: Option<Tz>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextSlot {
    pub slot: Interval,
    /// All consultants available then, by load and id; at least one.
    pub consultants: Vec<ConsultantId>,
}

impl NextSlotQuery {
    fn zone_of(&self, snapshot: &TimelineSnapshot) -> Tz {
        self.zone.unwrap_or(snapshot.schedule.timezone)
    }

    fn fits(&self, snapshot: &TimelineSnapshot, start: Instant) -> bool {
        self.part.is_none_or(|part| DayPart::of(self.zone_of(snapshot), start) == part)
    }

    /// A consultant's first fitting slot within the snapshot.
    fn first_in(&self, snapshot: &TimelineSnapshot) -> Option<Interval> {
        let duration = self.duration.unwrap_or_else(|| snapshot.rules.default_duration());
        snapshot.timeline().first_slot(snapshot.range(), duration, |start| self.fits(snapshot, start))
    }
}

/// Returns the first fitting slot. The data may be a moment old: it is for display.
///
/// # Errors
/// Unknown consultant; a duration or meeting type that the consultant (for `any`: everyone) doesn't offer; the table.
pub async fn next(
    table: &Table,
    consultant: &ConsultantChoice,
    query: &NextSlotQuery,
    now: Instant,
) -> Result<Option<NextSlot>, Unavailable> {
    match consultant {
        ConsultantChoice::One(id) => {
            let card = table.card(id).await?.ok_or(Unavailable::UnknownConsultant)?;
            if query.duration.is_some_and(|duration| !card.durations.contains(&duration)) {
                return Err(Unavailable::Duration);
            }
            if query.meeting_type.is_some_and(|wanted| !card.meeting_types.contains(&wanted)) {
                return Err(Unavailable::MeetingType);
            }
            Ok(next_slot(table, vec![id.clone()], query, now).await?)
        }
        ConsultantChoice::Any => next_of_any(table, query, now).await,
    }
}

async fn next_of_any(table: &Table, query: &NextSlotQuery, now: Instant) -> Result<Option<NextSlot>, Unavailable> {
    let cards = table.directory().await?;
    let usual = || duration_of_any(&cards, query.meeting_type);
    let Some(duration) = query.duration.or_else(usual) else {
        // Without any consultant the answer is empty, not a fault of the query.
        return if cards.is_empty() { Ok(None) } else { Err(Unavailable::MeetingType) };
    };
    let cards = candidates(cards, duration, query.meeting_type)?;
    let ids = cards.into_iter().map(|card| card.summary.id).collect();
    let query = NextSlotQuery { duration: Some(duration), ..query.clone() };
    Ok(next_slot(table, ids, &query, now).await?)
}

/// Reads further and further ahead until a slot is free or every horizon is passed.
async fn next_slot(
    table: &Table,
    mut ids: Vec<ConsultantId>,
    query: &NextSlotQuery,
    now: Instant,
) -> Result<Option<NextSlot>, TableError> {
    for range in windows(query.earliest.max(now)) {
        let snapshots = snapshots::read(table, &ids, range, ReadOptions::DISPLAY.whole_weeks()).await?;
        let mut found: Vec<(Interval, u32, &ConsultantId)> = snapshots
            .iter()
            .filter_map(|snapshot| Some((snapshot, query.first_in(snapshot)?)))
            .map(|(snapshot, slot)| (slot, load_in_week(snapshot, slot.start), &snapshot.consultant.id))
            .collect();
        found.sort_unstable();
        if let Some((slot, ..)) = found.first().copied() {
            let free = found.into_iter().take_while(|(other, ..)| *other == slot);
            return Ok(Some(NextSlot { slot, consultants: free.map(|(.., id)| id.clone()).collect() }));
        }
        ids = snapshots
            .into_iter()
            .filter(|snapshot| snapshot.rules.accepting_bookings && horizon(snapshot, now) >= range.end)
            .map(|snapshot| snapshot.consultant.id)
            .collect();
        if ids.is_empty() {
            break;
        }
    }
    Ok(None)
}

/// Consecutive intervals, each twice as long as the one before.
fn windows(from: Instant) -> impl Iterator<Item = Interval> {
    let days = |count: i64| TimeDelta::days(FIRST_DAYS * count);
    (0..MAX_READS)
        .map(move |read| Interval { start: from + days((1 << read) - 1), end: from + days((1 << (read + 1)) - 1) })
}

/// The last instant at which a meeting may begin.
pub(crate) fn horizon(snapshot: &TimelineSnapshot, now: Instant) -> Instant {
    now + minutes(snapshot.rules.maximum_advance_days * 24 * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_cover_the_longest_horizon() {
        let from = Instant::UNIX_EPOCH;
        let windows: Vec<Interval> = windows(from).collect();
        assert_eq!(windows[0].start, from);
        assert!(windows.windows(2).all(|pair| pair[0].end == pair[1].start));
        let days: Vec<i64> = windows.iter().map(|window| (window.end - window.start).num_days()).collect();
        assert_eq!(days, [15, 30, 60, 120, 240, 480]);
        assert!(windows.last().is_some_and(|last| (last.end - from).num_days() > 730));
    }
}
