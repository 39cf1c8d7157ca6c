//! `GET /v1/admin/audit`: what happened to bookings, schedules, settings and accounts, newest first.

use std::{collections::BTreeSet, sync::Arc};

use chrono::TimeDelta;
use domain::{
    access::{Capability, Reach},
    fault::Rule,
    ids::{ConsultantId, Reference},
    parse, text,
    time::{Instant, Interval},
    zone::Tz,
};
use http_api::{Answer, Problem, Query, Settings, Staff, StaffDeps, json, read_cursor, write_cursor};
use lambda_http::{Request, http::StatusCode};
use platform::{Clock, FromEnv};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use table::{ClientKeys, Table, TrailOf, TrailPlace, TrailRequest, TrailRow};

/// Days back without `from`.
const USUAL_DAYS: i64 = 400;
const PAGE_SIZE: usize = 50;
/// Characters of an account's id or a subject.
const MAX_ID: usize = 200;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    staff: StaffDeps,
    clock: Clock,
    settings: Settings,
    client_keys: ClientKeys,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuditView {
    items: Vec<TrailRow>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// A parsed query.
struct AuditQuery {
    reference: Option<Reference>,
    actor_id: Option<String>,
    subject: Option<String>,
    kinds: Vec<String>,
    from: Option<Instant>,
    to: Option<Instant>,
    cursor: Option<String>,
}

impl AuditQuery {
    /// The narrowest part of the trail that has all of it.
    fn part(&self) -> TrailOf {
        let booking = self.reference.clone().map(TrailOf::Booking);
        let account = || self.actor_id.clone().map(TrailOf::Account);
        let subject = || self.subject.clone().map(TrailOf::Subject);
        booking.or_else(account).or_else(subject).unwrap_or(TrailOf::Everything)
    }

    fn takes(&self, row: &TrailRow) -> bool {
        (self.actor_id.is_none() || self.actor_id == row.actor_id)
            && (self.subject.is_none() || self.subject == row.subject)
            && (self.kinds.is_empty() || self.kinds.contains(&row.kind))
    }
}

/// A cursor's content: the place, and the period of the first page.
#[derive(Serialize, Deserialize)]
struct Continuation {
    #[serde(rename = "p")]
    place: TrailPlace,
    #[serde(rename = "d")]
    period: Interval,
}

/// The part of the trail that an account may see.
enum Seen {
    Everything,
    /// Events of bookings.
    Bookings,
    /// Events of bookings with these consultants.
    BookingsOf(BTreeSet<ConsultantId>),
}

/// Shows a page.
///
/// # Errors
/// 401; 403 without the right; 404 for a booking that the account may not see; 422 with all faults at once.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    let seen = seen(&staff)?;
    let query = parse_query(&request, deps.settings.now(&deps.table).await?.timezone)?;
    if let Some(reference) = &query.reference {
        staff.open(Capability::SeeBookingAudit, deps.table.booking_now(reference).await?)?;
    }
    let asked = (&query.reference, &query.actor_id, &query.subject, &query.kinds, query.from, query.to);
    let list = json!(["audit", asked, scope_of(&seen)]).to_string();
    let begun = match &query.cursor {
        Some(cursor) => Some(read_cursor::<Continuation>(&deps.client_keys, &list, cursor, "?cursor").await?),
        None => None,
    };
    let period = begun.as_ref().map_or_else(|| period(&query, deps.clock.now()), |begun| begun.period);
    let asked = TrailRequest { of: query.part(), period, page_size: PAGE_SIZE };
    let takes = |row: &TrailRow| seen.takes(row) && query.takes(row);
    let page = deps.table.trail(&asked, begun.map(|begun| begun.place), takes).await?;
    let next_cursor = match page.next {
        Some(place) => Some(write_cursor(&deps.client_keys, &list, &Continuation { place, period }).await?),
        None => None,
    };
    json(StatusCode::OK, &AuditView { items: page.rows, next_cursor })
}

fn seen(staff: &Staff) -> Result<Seen, Problem> {
    if staff.account.reach(Capability::SeeAudit) == Reach::All {
        return Ok(Seen::Everything);
    }
    match staff.account.reach(Capability::SeeBookingAudit) {
        Reach::All => Ok(Seen::Bookings),
        Reach::Only(consultants) => Ok(Seen::BookingsOf(consultants)),
        Reach::Nothing => Err(Problem::forbidden()),
    }
}

fn scope_of(seen: &Seen) -> Value {
    match seen {
        Seen::Everything => json!("all"),
        Seen::Bookings => json!("bookings"),
        Seen::BookingsOf(consultants) => json!(consultants),
    }
}

impl Seen {
    fn takes(&self, row: &TrailRow) -> bool {
        let is_of = |consultants: &BTreeSet<ConsultantId>| {
            let named = ["consultantId", "oldConsultantId"].map(|name| row.change.get(name).and_then(Value::as_str));
            consultants.iter().any(|consultant| named.contains(&Some(consultant.as_str())))
        };
        match self {
            Self::Everything => true,
            Self::Bookings => row.reference.is_some(),
            Self::BookingsOf(consultants) => row.reference.is_some() && is_of(consultants),
        }
    }
}

fn parse_query(request: &Request, zone: Tz) -> Result<AuditQuery, Problem> {
    let mut query = Query::of(request);
    let id = |text: &str| text::line(text, MAX_ID);
    let zone = query.parsed("timezone", Query::timezone).unwrap_or(zone);
    let reference = query.parsed("reference", Reference::parse);
    let (actor_id, subject) = (query.parsed("actorId", id), query.parsed("subject", id));
    let from = query.parsed("from", |text| parse::edge(text, zone, 0));
    let to = query.parsed("to", |text| parse::edge(text, zone, 1));
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        query.fault("to", Rule::NotBeforeFrom);
    }
    let kinds = query.texts("kind").into_iter().map(str::to_owned).collect();
    let cursor = query.text("cursor").map(str::to_owned);
    query.or(Some(AuditQuery { reference, actor_id, subject, kinds, from, to, cursor }))
}

/// The last 400 days, until a moment from now: the clocks of two functions may differ.
fn period(query: &AuditQuery, now: Instant) -> Interval {
    let end = query.to.unwrap_or(now + TimeDelta::minutes(1));
    Interval { start: query.from.unwrap_or(end - TimeDelta::days(USUAL_DAYS)), end }
}
