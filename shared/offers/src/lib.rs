//! What is on offer, decided over the table: for one consultant, for anyone, and what is near.
//!
//! Creating, moving, checking and picking for `any` all go through [`find`]; the decision itself is
//! [`domain::availability::Diary::judge`].

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
use table::{Calendar, Table, TableError};

pub use alternatives::{Alternative, Around, alternatives, suggestions};
pub use next::{Outlook, Soonest, Sought, next, outlook};

/// Calendars read at the same time for one request: two reads each.
const READ_AT_ONCE: usize = 8;
/// Consultants whose time is read for one question about anyone: the directory's first.
pub const MOST_CONSULTANTS: usize = 50;

/// A meeting that somebody wants.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// With whom.
    pub consultant: &'a ConsultantChoice,
    /// From when.
    pub start: Instant,
    /// Minutes.
    pub duration: u32,
    /// How it is to be held, if that matters.
    pub meeting_type: Option<MeetingType>,
    /// The booking that is to move there, whose own time counts as free.
    pub moving: Option<&'a Booking>,
}

/// Why a wish can't be granted.
#[derive(Debug)]
pub enum NotOffered {
    /// There is no such consultant.
    UnknownConsultant,
    /// The consultant (or, for `any`, everyone) has no meetings of this length.
    Duration,
    /// The consultant (or, for `any`, everyone) has no meetings of this kind.
    MeetingType,
    /// A rule or another booking is in the way.
    Time(Reason),
    /// The table could not be read.
    Table(TableError),
}

impl From<TableError> for NotOffered {
    fn from(error: TableError) -> Self {
        Self::Table(error)
    }
}

/// A consultant who is free, with the time as it was read.
#[derive(Debug, Clone)]
pub struct Free {
    calendar: Calendar,
    slot: Interval,
}

impl Free {
    /// Whose time it is.
    pub fn consultant(&self) -> &ConsultantId {
        &self.calendar.consultant.id
    }

    /// At most so many meetings on its day.
    pub fn daily_limit(&self) -> Option<u32> {
        self.calendar.rules.daily_limit
    }

    /// The offer that a booking is made from.
    pub fn offer(&self) -> Offer<'_> {
        Offer {
            consultant: self.calendar.consultant.clone(),
            timezone: self.calendar.schedule.timezone,
            rules: &self.calendar.rules,
            schedule_version: self.calendar.version,
            slot: self.slot,
        }
    }
}

/// Who is free for a wish, in the order in which they are to be asked: at least one. Reads consistently.
///
/// # Errors
/// See [`NotOffered`].
pub async fn find(table: &Table, wish: &Wish<'_>) -> Result<Vec<Free>, NotOffered> {
    match wish.consultant {
        ConsultantChoice::One(id) => find_one(table, id, wish).await.map(|free| vec![free]),
        ConsultantChoice::Any => find_any(table, wish).await,
    }
}

async fn find_one(table: &Table, id: &ConsultantId, wish: &Wish<'_>) -> Result<Free, NotOffered> {
    let slot = Interval::lasting(wish.start, wish.duration);
    let calendar = table.calendar_now(id, slot, wish.moving).await?.ok_or(NotOffered::UnknownConsultant)?;
    has_such_meetings(&calendar, wish.duration, wish.meeting_type, wish.moving)?;
    calendar.diary().judge(wish.start, wish.duration).map_err(NotOffered::Time)?;
    Ok(Free { calendar, slot })
}

/// Whether a consultant has such meetings. A move may keep what is no longer on offer, but takes it to nobody who
/// doesn't offer it.
///
/// # Errors
/// [`NotOffered::Duration`] or [`NotOffered::MeetingType`].
pub fn has_such_meetings(
    calendar: &Calendar,
    duration: u32,
    meeting_type: Option<MeetingType>,
    moving: Option<&Booking>,
) -> Result<(), NotOffered> {
    let stays = moving.filter(|booking| booking.consultant.id == calendar.consultant.id);
    let keeps_duration = stays.is_some_and(|booking| booking.duration() == duration);
    if !keeps_duration && !calendar.rules.offers_duration(duration) {
        return Err(NotOffered::Duration);
    }
    let is_offered = meeting_type.is_none_or(|wanted| calendar.rules.offers_meeting_type(wanted));
    if stays.is_none() && !is_offered { Err(NotOffered::MeetingType) } else { Ok(()) }
}

/// Everyone who is free. Who holds the booking now is asked first; then whoever has the fewest live
/// bookings in the slot's week.
async fn find_any(table: &Table, wish: &Wish<'_>) -> Result<Vec<Free>, NotOffered> {
    let mut present = None;
    if let Some(booking) = wish.moving {
        match find_one(table, &booking.consultant.id, wish).await {
            Ok(free) => return Ok(vec![free]),
            Err(NotOffered::Table(error)) => return Err(error.into()),
            Err(refused) => present = Some(refused),
        }
    }
    let slot = Interval::lasting(wish.start, wish.duration);
    let cards = match (offering(table.directory().await?, wish.duration, wish.meeting_type), present) {
        (Ok(cards), _) => cards,
        // Nobody offers such meetings any more; who holds this one keeps it all the same, and was not free.
        (Err(NotOffered::Duration | NotOffered::MeetingType), Some(refused)) => return Err(refused),
        (Err(refused), _) => return Err(refused),
    };
    // The ISO week in any zone lies within a week on both sides.
    let range = Interval { start: slot.start - TimeDelta::days(7), end: slot.start + TimeDelta::days(7) };
    let reads: Vec<_> = cards.iter().map(|card| table.calendar_now(&card.summary.id, range, wish.moving)).collect();
    let calendars: Vec<Option<Calendar>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    let mut free = Vec::new();
    // The refusal that is nearest to an offer says most: reasons are in the order in which they are looked at.
    let mut refusal = Reason::NotAccepting;
    for calendar in calendars.into_iter().flatten() {
        match calendar.diary_for(slot).judge(wish.start, wish.duration) {
            Ok(()) => free.push(Free { calendar, slot }),
            Err(reason) => refusal = refusal.max(reason),
        }
    }
    if free.is_empty() { Err(NotOffered::Time(refusal)) } else { Ok(in_pick_order(free, wish.start)) }
}

/// Those consultants who have such meetings at all.
fn offering(mut cards: Vec<Card>, duration: u32, meeting_type: Option<MeetingType>) -> Result<Vec<Card>, NotOffered> {
    cards.retain(|card| card.durations.contains(&duration));
    if cards.is_empty() {
        return Err(NotOffered::Duration);
    }
    cards.retain(|card| card.offers(duration, meeting_type));
    if cards.is_empty() { Err(NotOffered::MeetingType) } else { Ok(cards) }
}

/// The length that is meant where anyone is asked for and no length is named: the usual one of those who have such
/// meetings and take bookings. Nothing if nobody has any.
pub fn duration_of_any(cards: &[Card], meeting_type: Option<MeetingType>) -> Option<u32> {
    let having =
        || cards.iter().filter(move |card| meeting_type.is_none_or(|wanted| card.meeting_types.contains(&wanted)));
    let open = having().filter(|card| card.accepting_bookings);
    let usual = usual_duration(open.map(|card| card.durations.as_slice()));
    usual.or_else(|| usual_duration(having().map(|card| card.durations.as_slice())))
}

fn in_pick_order(mut free: Vec<Free>, start: Instant) -> Vec<Free> {
    let date = |free: &Free| local_date(free.calendar.schedule.timezone, start);
    let order: Vec<ConsultantId> =
        pick_order(free.iter().map(|free| (free.consultant(), date(free), &free.calendar.taken)))
            .into_iter()
            .cloned()
            .collect();
    free.sort_by_key(|free| order.iter().position(|id| id == free.consultant()));
    free
}

/// How busy a consultant is in the ISO week of a start, for ordering those who are shown as free.
pub fn load_in_week(calendar: &Calendar, start: Instant) -> u32 {
    iso_week(local_date(calendar.schedule.timezone, start)).map(|day| calendar.taken.live_bookings(day)).sum()
}

/// Reads several consultants' time for showing; those that don't exist are left out.
///
/// # Errors
/// If the table can't be read.
pub async fn calendars(
    table: &Table,
    ids: impl IntoIterator<Item = &ConsultantId>,
    range: Interval,
) -> Result<Vec<Calendar>, TableError> {
    let reads: Vec<_> = ids.into_iter().map(|id| table.calendar(id, range)).collect();
    let calendars: Vec<Option<Calendar>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    Ok(calendars.into_iter().flatten().collect())
}

/// Reads several consultants' time as it is now, in which a booking that is to move takes none; those that don't exist
/// are left out.
///
/// # Errors
/// If the table can't be read.
pub async fn calendars_without(
    table: &Table,
    ids: impl IntoIterator<Item = &ConsultantId>,
    range: Interval,
    moving: &Booking,
) -> Result<Vec<Calendar>, TableError> {
    let reads: Vec<_> = ids.into_iter().map(|id| table.calendar_now(id, range, Some(moving))).collect();
    let calendars: Vec<Option<Calendar>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    Ok(calendars.into_iter().flatten().collect())
}
