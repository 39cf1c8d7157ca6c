//! Calendars of consultants: hours, bookings and busy time by day.

use chrono::{Days, NaiveDate, TimeDelta};
use domain::{
    access::{Capability, Subject},
    availability::Conflict,
    booking::Status,
    fault::Rule,
    ids::ConsultantId,
    listing::{Filter, ListRequest, Order, Row, Sort},
    parse,
    schedule::{DayState, Schedule},
    time::{Instant, Interval, local_date, start_of_day},
    zone::Tz,
};
use futures::future::try_join_all;
use http_api::{Answer, Problem, Query, RowView, Staff, json};
use lambda_http::{Request, http::StatusCode};
use serde::Serialize;
use table::{ReadOptions, TimelineSnapshot};

use crate::Deps;

const MAX_CONSULTANTS: usize = 20;
/// Consultants times days.
const MAX_CELLS: usize = 140;
/// Pages of a consultant's bookings: more than ever fit into the days.
const MAX_PAGES: usize = 20;

struct CalendarQuery {
    consultants: Vec<ConsultantId>,
    dates: Vec<NaiveDate>,
    timezone: Tz,
}

#[derive(Serialize)]
struct CalendarView<'a> {
    timezone: Tz,
    consultants: Vec<ConsultantCalendar<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ConsultantCalendar<'a> {
    consultant_id: &'a ConsultantId,
    /// The consultant's own.
    timezone: Tz,
    days: Vec<DayView<'a>>,
}

#[derive(Serialize)]
struct DayView<'a> {
    date: NaiveDate,
    windows: Vec<Interval>,
    breaks: Vec<Interval>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    holiday: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    blackout: bool,
    bookings: Vec<RowView<'a>>,
    /// Time of outside calendars; of colleagues all that is taken.
    busy: Vec<Interval>,
}

/// The items read for one consultant.
struct Found {
    snapshot: TimelineSnapshot,
    rows: Vec<Row>,
    /// The account may see the bookings.
    is_open: bool,
}

/// Shows the calendars of at most 20 consultants. Without the right to see a consultant's bookings, they are busy time.
pub(crate) async fn show(deps: &Deps, staff: &Staff, request: &Request, zone: Tz) -> Answer {
    let query = parse_query(deps, staff, request, zone)?;
    let period = period(&query.dates, query.timezone).ok_or_else(|| Problem::bug("a calendar without days"))?;
    let reads: Vec<_> = query.consultants.iter().map(|id| read(deps, staff, id, period)).collect();
    let found = try_join_all(reads).await?;
    let now = deps.clock.now();
    let consultants = query.consultants.iter().zip(&found).map(|(consultant_id, found)| ConsultantCalendar {
        consultant_id,
        timezone: found.snapshot.schedule.timezone,
        days: query.dates.iter().map(|date| day(*date, query.timezone, found, staff, now)).collect(),
    });
    json(StatusCode::OK, &CalendarView { timezone: query.timezone, consultants: consultants.collect() })
}

fn parse_query(deps: &Deps, staff: &Staff, request: &Request, zone: Tz) -> Result<CalendarQuery, Problem> {
    let mut query = Query::of(request);
    let timezone = query.parsed("timezone", Query::timezone).unwrap_or(zone);
    let today = local_date(timezone, deps.clock.now());
    let from = query.parsed("from", parse::date).unwrap_or(today);
    let to = query.parsed("to", parse::date).unwrap_or(from + Days::new(6));
    let mut consultants: Vec<ConsultantId> = Vec::new();
    for text in query.texts("consultantId") {
        match ConsultantId::parse(text) {
            Ok(id) if consultants.contains(&id) => {}
            Ok(id) => consultants.push(id),
            Err(rule) => query.fault("consultantId", rule),
        }
    }
    if query.texts("consultantId").is_empty() {
        match &staff.account.consultant {
            Some(own) => consultants.push(own.clone()),
            None => query.fault("consultantId", Rule::Required),
        }
    }
    let days = usize::try_from((to - from).num_days() + 1).unwrap_or(0);
    let most = MAX_CELLS / consultants.len().max(1);
    if to < from {
        query.fault("to", Rule::NotBeforeFrom);
    } else if consultants.len() > MAX_CONSULTANTS {
        query.fault("consultantId", Rule::MaxConsultants(MAX_CONSULTANTS));
    } else if days > most {
        query.fault("to", Rule::MaxDays(u32::try_from(most).unwrap_or(1)));
    }
    query.or(Some(()))?;
    Ok(CalendarQuery { consultants, dates: from.iter_days().take(days).collect(), timezone })
}

fn period(dates: &[NaiveDate], zone: Tz) -> Option<Interval> {
    let (first, last) = (dates.first()?, dates.last()?);
    Some(Interval { start: start_of_day(zone, *first), end: start_of_day(zone, *last + Days::new(1)) })
}

/// Reads schedule, days and bookings of a consultant at the same time.
async fn read(deps: &Deps, staff: &Staff, id: &ConsultantId, period: Interval) -> Result<Found, Problem> {
    let is_open = staff.may(Capability::SeeBookings, Subject::Booking(id)).is_ok();
    let snapshot = deps.table.snapshot(id, period, ReadOptions::DISPLAY);
    let rows = async { if is_open { rows(deps, id, period).await } else { Ok(Vec::new()) } };
    let (snapshot, rows) = tokio::try_join!(async { Ok::<_, Problem>(snapshot.await?) }, rows)?;
    let snapshot = snapshot.ok_or_else(|| Problem::invalid("?consultantId", Rule::KnownConsultant))?;
    Ok(Found { snapshot, rows, is_open })
}

/// The bookings with a part in the period. Cancelled ones take no time.
async fn rows(deps: &Deps, id: &ConsultantId, period: Interval) -> Result<Vec<Row>, Problem> {
    // A meeting that reaches into the first day began on the day before.
    let period = Interval { start: period.start - TimeDelta::hours(12), ..period };
    let asked = ListRequest {
        period: Some(period),
        edges: (None, None),
        order: Order { by: Sort::Start, is_descending: false },
        page_size: 100,
        filter: Filter { consultants: vec![id.clone()], ..Filter::default() },
        search: None,
        cursor: None,
    };
    let mut rows = Vec::new();
    let mut place = None;
    for _ in 0..MAX_PAGES {
        let page = deps.table.list(&asked, &deps.client_keys, place.as_ref()).await?;
        rows.extend(page.rows.into_iter().filter(|row| row.status != Status::Cancelled));
        place = page.next;
        if place.is_none() {
            return Ok(rows);
        }
    }
    Err(Problem::busy("a consultant has more bookings than their days take"))
}

fn day<'a>(date: NaiveDate, zone: Tz, found: &'a Found, staff: &Staff, now: Instant) -> DayView<'a> {
    let day = Interval { start: start_of_day(zone, date), end: start_of_day(zone, date + Days::new(1)) };
    let schedule = &found.snapshot.schedule;
    let is = |state| schedule.day(date).state == state;
    let rows = found.rows.iter().filter(|row| row.slot.overlaps(&day));
    DayView {
        date,
        windows: within(day, schedule, |day| day.open_time()),
        breaks: within(day, schedule, |day| day.pauses()),
        holiday: is(DayState::Holiday),
        blackout: is(DayState::Blocked),
        bookings: rows.map(|row| RowView::new(row, staff, now)).collect(),
        busy: busy(day, found),
    }
}

/// The parts of a consultant's local days that lie in a day of the calendar's zone.
fn within(
    day: Interval,
    schedule: &Schedule,
    times: impl Fn(&domain::schedule::Day) -> Vec<Interval>,
) -> Vec<Interval> {
    let first = local_date(schedule.timezone, day.start);
    let last = local_date(schedule.timezone, day.end);
    let dates = first.iter_days().take_while(|date| *date <= last);
    let pieces = dates.flat_map(|date| times(&schedule.day(date)));
    pieces
        .map(|piece| Interval { start: piece.start.max(day.start), end: piece.end.min(day.end) })
        .filter(|piece| piece.start < piece.end)
        .collect()
}

fn busy(day: Interval, found: &Found) -> Vec<Interval> {
    let taken = found.snapshot.busy.conflicts(day).into_iter();
    taken.filter(|(_, conflict)| !found.is_open || *conflict == Conflict::External).map(|(piece, _)| piece).collect()
}
