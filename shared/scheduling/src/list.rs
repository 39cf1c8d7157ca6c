//! Slots by date, for a new booking or for a move.

use chrono::NaiveDate;
use domain::{
    booking::Booking,
    consultant::{
        MeetingType,
        rules::{DEFAULT_DURATION, usual_duration},
    },
    ids::ConsultantId,
    time::{Instant, Interval},
    zone::Tz,
};
use table::{ReadOptions, Table, TableError, TimelineSnapshot};

use crate::{
    Unavailable,
    dates::{DateRange, Dates, DatesError},
    days::{ListedDay, SlotKind, by_date, one_a_start, one_each},
    offering::{candidates, check_snapshot, duration_of_any, offering},
    size::last_that_fits,
    snapshots,
    unavailable::NotOffered,
};

/// The requested consultants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Any,
    /// These consultants, in this order, none of them twice.
    Named(Vec<ConsultantId>),
}

/// A query for slots by date.
#[derive(Debug, Clone)]
pub struct ListQuery {
    pub who: Who,
    pub dates: Dates,
    /// Minutes; absent: the consultants' default or, on a move, the booking's.
    pub duration: Option<u32>,
    /// The zone of the dates; absent: the only consultant's, on a move the booking's, else the usual one.
    pub timezone: Option<Tz>,
    /// Required meeting type, if any. A move keeps the booking's.
    pub meeting_type: Option<MeetingType>,
    /// Whether unavailable slots are listed too, each with its reason.
    pub include_unavailable: bool,
}

/// Each date of the range with its slots.
#[derive(Debug, Clone)]
pub struct Listing {
    pub timezone: Tz,
    /// Minutes.
    pub duration: u32,
    pub days: Vec<ListedDay>,
}

#[derive(Debug)]
pub enum ListError {
    Dates(DatesError),
    /// The answer would be too large; until this date it is not.
    TooLarge(NaiveDate),
    Unavailable(Unavailable),
}

impl From<DatesError> for ListError {
    fn from(error: DatesError) -> Self {
        Self::Dates(error)
    }
}

impl From<Unavailable> for ListError {
    fn from(refused: Unavailable) -> Self {
        Self::Unavailable(refused)
    }
}

impl From<NotOffered> for ListError {
    fn from(refused: NotOffered) -> Self {
        Self::Unavailable(refused.into())
    }
}

impl From<TableError> for ListError {
    fn from(error: TableError) -> Self {
        Self::Unavailable(error.into())
    }
}

/// Lists slots for a new booking.
///
/// # Errors
/// The dates; too large an answer; an unknown consultant; a duration or meeting type that none of the consultants offers; the table.
pub async fn list(table: &Table, query: &ListQuery, usual_zone: Tz, now: Instant) -> Result<Listing, ListError> {
    let range = query.dates.range_to_read(query.timezone, now)?;
    let (snapshots, duration) = match &query.who {
        Who::Named(ids) => {
            let snapshots = all_of(ids, snapshots::read_named(table, ids, range, ReadOptions::DISPLAY).await?)?;
            let duration = query.duration_of(&snapshots);
            (snapshots, duration)
        }
        Who::Any => anyone(table, query, range).await?,
    };
    let usual_zone = match (&query.who, snapshots.as_slice()) {
        (Who::Named(_), [only]) => only.schedule.timezone,
        _ => usual_zone,
    };
    let timezone = query.timezone.unwrap_or(usual_zone);
    let offering = query.offering(&snapshots, duration, None)?;
    let range = query.dates.range(timezone, now)?;
    query.listing(&offering, range, (timezone, duration), None)
}

/// Lists slots that a booking could move to; its own time counts as free.
///
/// # Errors
/// As [`list`].
pub async fn list_for_move(
    table: &Table,
    mut query: ListQuery,
    booking: &Booking,
    now: Instant,
) -> Result<Listing, ListError> {
    query.meeting_type = Some(booking.meeting_type);
    let duration = query.duration.unwrap_or_else(|| booking.duration());
    let timezone = query.timezone.unwrap_or(booking.timezone);
    let range = query.dates.range(timezone, now)?;
    let snapshots = match &query.who {
        Who::Named(ids) => {
            let options = ReadOptions::now(Some(booking));
            all_of(ids, snapshots::read_named(table, ids, range.interval, options).await?)?
        }
        Who::Any => anyone_for_move(table, booking, duration, range.interval).await?,
    };
    let offering = query.offering(&snapshots, duration, Some(booking))?;
    query.listing(&offering, range, (timezone, duration), Some(&booking.consultant.id))
}

/// Reads the time of every consultant with matching meetings, and determines the duration.
async fn anyone(table: &Table, query: &ListQuery, range: Interval) -> Result<(Vec<TimelineSnapshot>, u32), TableError> {
    let cards = table.directory().await?;
    let usual = || duration_of_any(&cards, query.meeting_type).unwrap_or(DEFAULT_DURATION);
    let duration = query.duration.unwrap_or_else(usual);
    let cards = candidates(cards, duration, query.meeting_type).unwrap_or_default();
    let ids = cards.iter().map(|card| &card.summary.id);
    Ok((snapshots::read(table, ids, range, ReadOptions::DISPLAY.whole_weeks()).await?, duration))
}

/// Reads the time of the booking's consultant and of the others with matching meetings. A consultant who left the
/// directory since it was read has no time.
async fn anyone_for_move(
    table: &Table,
    booking: &Booking,
    duration: u32,
    range: Interval,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    let own = &booking.consultant.id;
    let cards = candidates(table.directory().await?, duration, Some(booking.meeting_type)).unwrap_or_default();
    let others = cards.iter().map(|card| &card.summary.id).filter(|id| *id != own);
    let options = ReadOptions::now(Some(booking)).whole_weeks();
    snapshots::read(table, std::iter::once(own).chain(others), range, options).await
}

/// Returns the snapshots if every named consultant has one.
fn all_of(ids: &[ConsultantId], snapshots: Vec<TimelineSnapshot>) -> Result<Vec<TimelineSnapshot>, Unavailable> {
    if snapshots.len() == ids.len() { Ok(snapshots) } else { Err(Unavailable::UnknownConsultant) }
}

impl ListQuery {
    /// The duration for named consultants: the requested one or their default.
    fn duration_of(&self, snapshots: &[TimelineSnapshot]) -> u32 {
        let has_type = |snapshot: &&TimelineSnapshot| {
            self.meeting_type.is_none_or(|wanted| snapshot.rules.offers_meeting_type(wanted))
        };
        let usual = || {
            if let [only] = snapshots {
                return only.rules.default_duration();
            }
            let having = snapshots.iter().filter(has_type);
            usual_duration(having.map(|snapshot| snapshot.rules.durations.as_slice())).unwrap_or(DEFAULT_DURATION)
        };
        self.duration.unwrap_or_else(usual)
    }

    /// Returns the consultants with such meetings, or with the booking that is `moving`; at least one must match.
    fn offering<'a>(
        &self,
        snapshots: &'a [TimelineSnapshot],
        duration: u32,
        moving: Option<&Booking>,
    ) -> Result<Vec<&'a TimelineSnapshot>, NotOffered> {
        let offering = offering(snapshots, |snapshot| check_snapshot(snapshot, duration, self.meeting_type, moving));
        match (self.duration, self.meeting_type) {
            // Without any consultant the answer is an empty list, not a fault of the query.
            (None, None) if snapshots.is_empty() => Ok(Vec::new()),
            // The query named the meeting type alone; the duration is a default.
            (None, Some(_)) => offering.map_err(|_| NotOffered::MeetingType),
            _ => offering,
        }
    }

    /// `holder` is the consultant of the booking to move: a move to `any` keeps them if it can.
    fn listing(
        &self,
        snapshots: &[&TimelineSnapshot],
        range: DateRange,
        (timezone, duration): (Tz, u32),
        holder: Option<&ConsultantId>,
    ) -> Result<Listing, ListError> {
        let kind = SlotKind { duration, include_unavailable: self.include_unavailable };
        let slots = match self.who {
            Who::Named(_) => one_each(snapshots, range.interval, kind),
            Who::Any => one_a_start(snapshots, range.interval, kind, holder),
        };
        let days = by_date(slots, range, timezone);
        match last_that_fits(&days) {
            Some(last) => Err(ListError::TooLarge(last)),
            None => Ok(Listing { timezone, duration, days }),
        }
    }
}
