//! The availability summary of a consultant's card.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use domain::{
    availability::DayPart,
    ids::ConsultantId,
    time::{Instant, Interval},
    zone::Tz,
};
use table::{ReadOptions, Table, TableError, TimelineSnapshot};
use tokio::sync::OnceCell;

use crate::{
    next::{FIRST_DAYS, horizon},
    snapshots::{load_in_week, read_one},
};

/// A consultant's availability for the default duration, as on their card.
#[derive(Debug, Clone)]
pub struct AvailabilitySummary {
    /// The next slot, if there is one before the horizon.
    pub next: Option<Interval>,
    /// Whether they are in a meeting now.
    pub is_busy: bool,
    /// This week and the next.
    soon: Arc<TimelineSnapshot>,
    /// The days from there to the horizon, read once they are needed.
    later: Arc<OnceCell<Option<TimelineSnapshot>>>,
    /// The last instant at which a meeting may begin.
    horizon: Instant,
    /// The first slots in parts of the day that were asked for: each takes the whole horizon to find where there is none.
    first: Arc<Mutex<Vec<FirstSlot>>>,
}

/// The first slot in a part of the day of a zone, if there is one.
type FirstSlot = ((DayPart, Tz), Option<Interval>);

/// First slots kept for a summary, which lives for a minute.
const MAX_KEPT: usize = 16;

/// Summarises a consultant's availability; `None` for an unknown consultant or an unreadable schedule.
pub async fn summary(
    table: &Table,
    id: &ConsultantId,
    now: Instant,
) -> Result<Option<AvailabilitySummary>, TableError> {
    summarise(table, id, now, ReadOptions::DISPLAY).await
}

/// As [`summary`], with the bookings of this week and the next.
pub async fn summary_with_load(
    table: &Table,
    id: &ConsultantId,
    now: Instant,
) -> Result<Option<AvailabilitySummary>, TableError> {
    summarise(table, id, now, ReadOptions::DISPLAY.whole_weeks()).await
}

async fn summarise(
    table: &Table,
    id: &ConsultantId,
    now: Instant,
    options: ReadOptions<'_>,
) -> Result<Option<AvailabilitySummary>, TableError> {
    let range = Interval { start: now, end: now + TimeDelta::days(FIRST_DAYS) };
    let Some(snapshot) = read_one(table, id, range, options).await? else { return Ok(None) };
    let mut summary = AvailabilitySummary {
        next: None,
        is_busy: snapshot.busy.is_in_meeting(now),
        horizon: horizon(&snapshot, now),
        soon: Arc::new(snapshot),
        later: Arc::default(),
        first: Arc::default(),
    };
    if summary.soon.rules.accepting_bookings {
        summary.next = summary.first_where(table, |_| true).await?;
    }
    Ok(Some(summary))
}

impl AvailabilitySummary {
    pub fn consultant(&self) -> &ConsultantId {
        &self.soon.consultant.id
    }

    /// The bookings of the consultant's ISO week and of the next; only of a summary with its load.
    pub fn load(&self) -> [u32; 2] {
        let now = self.soon.now();
        [now, now + TimeDelta::weeks(1)].map(|start| load_in_week(&self.soon, start))
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
        let fits = |start: Instant| within(start) && part.is_none_or(|part| DayPart::of(zone, start) == part);
        match (self.next, range) {
            (None, _) => Ok(None),
            (Some(next), _) if fits(next.start) => Ok(Some(next)),
            (Some(_), Some(_)) => Ok(first_in(&self.soon, fits)),
            (Some(_), None) => self.kept_first(table, part.map(|part| (part, zone)), fits).await,
        }
    }

    async fn kept_first(
        &self,
        table: &Table,
        part: Option<(DayPart, Tz)>,
        fits: impl Fn(Instant) -> bool,
    ) -> Result<Option<Interval>, TableError> {
        let kept = || self.first.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, first)) = kept().iter().find(|(of, _)| Some(*of) == part) {
            return Ok(*first);
        }
        let first = self.first_where(table, fits).await?;
        let mut kept = kept();
        if let Some(part) = part.filter(|_| kept.len() < MAX_KEPT) {
            kept.push((part, first));
        }
        Ok(first)
    }

    async fn first_where(&self, table: &Table, fits: impl Fn(Instant) -> bool) -> Result<Option<Interval>, TableError> {
        let soon = first_in(&self.soon, &fits);
        if soon.is_some() || self.horizon < self.soon.range().end {
            return Ok(soon);
        }
        let range = Interval { start: self.soon.range().end, end: self.horizon + TimeDelta::minutes(1) };
        let read = || table.snapshot(self.consultant(), range, ReadOptions::DISPLAY);
        let later = self.later.get_or_try_init(read).await?;
        Ok(later.as_ref().and_then(|later| first_in(later, &fits)))
    }
}

fn first_in(snapshot: &TimelineSnapshot, fits: impl Fn(Instant) -> bool) -> Option<Interval> {
    snapshot.timeline().first_slot(snapshot.range(), snapshot.rules.default_duration(), fits)
}
