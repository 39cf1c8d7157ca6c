//! The next available slot, of one consultant or any, and the availability summary of a consultant's card.

use chrono::TimeDelta;
use chrono_tz::Tz;
use domain::{
    availability::{Conflict, DayPart},
    booking::ConsultantChoice,
    consultant::MeetingType,
    ids::ConsultantId,
    time::{Instant, Interval, minutes},
};
use table::{Table, TableError, TimelineSnapshot};

use crate::{
    MAX_CONSULTANTS, Unavailable,
    offering::{check_card, duration_of_any, offering},
    snapshots::{self, load_in_week},
};

/// Days of the first read: this week and the next, clock changes included. If nothing is free, the next read covers
/// twice as many, and so on.
const FIRST_DAYS: i64 = 15;
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
    /// All consultants available then, in pick order; at least one.
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
        snapshot.timeline().available_slots(snapshot.range(), duration).find(|slot| self.fits(snapshot, slot.start))
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
    let cards = offering(cards, |card| check_card(card, duration, query.meeting_type))?;
    let open = cards.into_iter().filter(|card| card.accepting_bookings);
    let ids = open.take(MAX_CONSULTANTS).map(|card| card.summary.id).collect();
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
        let snapshots = snapshots::read(table, &ids, range).await?;
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
fn horizon(snapshot: &TimelineSnapshot, now: Instant) -> Instant {
    now + minutes(snapshot.rules.maximum_advance_days * 24 * 60)
}

/// A consultant's availability for the default duration, as on their card.
#[derive(Debug, Clone)]
pub struct AvailabilitySummary {
    /// The next slot, if there is one before the horizon.
    pub next: Option<Interval>,
    /// Whether they are in a meeting now.
    pub is_busy: bool,
    id: ConsultantId,
    /// Free slots within the days that were read, ascending.
    free: Vec<Interval>,
    /// The end of those days.
    until: Instant,
    now: Instant,
}

/// Summarises a consultant's availability; `None` for an unknown consultant or an unreadable schedule.
pub async fn summary(
    table: &Table,
    id: &ConsultantId,
    now: Instant,
) -> Result<Option<AvailabilitySummary>, TableError> {
    let range = Interval { start: now, end: now + TimeDelta::days(FIRST_DAYS) };
    let Some(snapshot) = table.snapshot_if_readable(id, range).await? else { return Ok(None) };
    let free: Vec<Interval> = snapshot.timeline().available_slots(range, snapshot.rules.default_duration()).collect();
    let is_busy = is_in_meeting(&snapshot, now);
    let mut summary =
        AvailabilitySummary { next: free.first().copied(), is_busy, id: id.clone(), free, until: range.end, now };
    if summary.next.is_none() && snapshot.rules.accepting_bookings {
        summary.next = summary.later(table, None, snapshot.schedule.timezone).await?;
    }
    Ok(Some(summary))
}

impl AvailabilitySummary {
    pub fn consultant(&self) -> &ConsultantId {
        &self.id
    }

    /// The first slot within `range` (absent: at all) in a part of the day (absent: any) in a zone. A range ends with
    /// the next week at the latest.
    pub async fn first(
        &self,
        table: &Table,
        range: Option<Interval>,
        part: Option<DayPart>,
        zone: Tz,
    ) -> Result<Option<Interval>, TableError> {
        let within = |start: Instant| range.is_none_or(|range| (range.start..range.end).contains(&start));
        let fits = |start: Instant| part.is_none_or(|part| DayPart::of(zone, start) == part);
        if let Some(slot) = self.free.iter().find(|slot| within(slot.start) && fits(slot.start)) {
            return Ok(Some(*slot));
        }
        match (self.next, range) {
            (Some(next), None) if fits(next.start) => Ok(Some(next)),
            // Something is free, but not in that part of the day in the next days; perhaps later.
            (Some(_), None) => self.later(table, part, zone).await,
            _ => Ok(None),
        }
    }

    /// The first slot after the days that were read.
    async fn later(&self, table: &Table, part: Option<DayPart>, zone: Tz) -> Result<Option<Interval>, TableError> {
        let query = NextSlotQuery { earliest: self.until, part, zone: Some(zone), ..NextSlotQuery::default() };
        let next_slot = next_slot(table, vec![self.id.clone()], &query, self.now).await?;
        Ok(next_slot.map(|next_slot| next_slot.slot))
    }
}

/// Whether a booking covers an instant. Marks cover its buffers too: the instant is within the meeting if the instants
/// a buffer earlier and a buffer later are marked as well. (Between two meetings only a buffer apart it counts as in
/// one.)
fn is_in_meeting(snapshot: &TimelineSnapshot, now: Instant) -> bool {
    let is_booked =
        |instant: Instant| snapshot.busy.conflict(Interval::from_start(instant, 1)) == Some(Conflict::Booked);
    let (before, after) = (snapshot.rules.buffer_before_minutes, snapshot.rules.buffer_after_minutes);
    is_booked(now) && is_booked(now - minutes(before)) && is_booked(now + minutes(after))
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
