//! What is asked: the query, parsed, or every fault at once.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use domain::{
    booking::Booking,
    consultant::{
        Card, MeetingType,
        rules::{DEFAULT_DURATION, usual_duration},
    },
    fault::{FaultCode, Faults},
    ids::ConsultantId,
    parse,
    time::{Instant, Interval, local_date, start_of_day},
};
use lambda_http::Request;
use scheduling::Unavailable;
use table::TimelineSnapshot;

use crate::{Problem, Query};

/// Days that are shown where nobody says how many.
const DEFAULT_DAYS: u64 = 14;
/// The most days of one query: two months as a snapshot shows them.
const MAX_DAYS: u32 = 62;
/// The most consultants that one query may name.
const MAX_NAMED: usize = 20;

/// Whose time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// Anyone's.
    Any,
    /// Of those who were named, in this order.
    Named(Vec<ConsultantId>),
}

/// The query.
#[derive(Debug)]
pub struct AvailabilityQuery {
    /// Whose time is asked for.
    pub who: Who,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    duration: Option<u32>,
    timezone: Option<Tz>,
    /// How the meeting is to be held, if that matters.
    pub meeting_type: Option<MeetingType>,
    /// Whether times that can't be had are listed as well, each with its reason.
    pub include_unavailable: bool,
}

impl AvailabilityQuery {
    /// Reads the query; whose time is meant where it doesn't say is `usual`.
    ///
    /// # Errors
    /// 422 with every fault at once, 404 for an id that nobody can have.
    pub fn parse(request: &Request, usual: Who) -> Result<Self, Problem> {
        let mut query = Query::of(request);
        let who = query.parsed("consultantId", who).unwrap_or(Some(usual));
        let from = query.parsed("from", parse::date);
        let to = query.parsed("to", parse::date);
        let duration = query.parsed("duration", Query::duration);
        let timezone = query.parsed("timezone", Query::timezone);
        let meeting_type = query.parsed("meetingType", MeetingType::parse);
        let include = query.parsed("include", |text| match text {
            "unavailable" => Ok(true),
            _ => Err((FaultCode::UnknownValue, "must be `unavailable`".to_owned())),
        });
        if let (Some(from), Some(to)) = (from, to) {
            check_order(from, to, &mut query);
        }
        query.or(Some(()))?;
        Ok(Self {
            who: who.ok_or_else(Problem::no_consultant)?,
            from,
            to,
            duration,
            timezone,
            meeting_type,
            include_unavailable: include.unwrap_or(false),
        })
    }

    /// The zone of the dates.
    pub fn timezone_or(&self, default: Tz) -> Tz {
        self.timezone.unwrap_or(default)
    }

    /// The length that was asked for.
    pub fn duration_or(&self, default: u32) -> u32 {
        self.duration.unwrap_or(default)
    }

    /// The length that is meant of consultants who were named.
    pub fn duration_of(&self, calendars: &[TimelineSnapshot]) -> u32 {
        let usual = || {
            let of_kind = calendars.iter().filter(|snapshot| self.is_of_kind(snapshot));
            usual_duration(of_kind.map(|snapshot| snapshot.rules.durations.as_slice())).unwrap_or(DEFAULT_DURATION)
        };
        self.duration.unwrap_or_else(usual)
    }

    /// The length that is meant of anyone.
    pub fn duration_of_any(&self, cards: &[Card]) -> u32 {
        let usual = || scheduling::duration_of_any(cards, self.meeting_type).unwrap_or(DEFAULT_DURATION);
        self.duration.unwrap_or_else(usual)
    }

    fn is_of_kind(&self, snapshot: &TimelineSnapshot) -> bool {
        self.meeting_type.is_none_or(|meeting_type| snapshot.rules.offers_meeting_type(meeting_type))
    }

    /// The dates asked for in a zone, both included.
    fn dates(&self, timezone: Tz, now: Instant) -> Result<(NaiveDate, NaiveDate), Problem> {
        let today = local_date(timezone, now);
        let days = Days::new(DEFAULT_DAYS - 1);
        let (from, to) = match (self.from, self.to) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, from + days),
            (None, Some(to)) => (today, to),
            (None, None) => (today, today + days),
        };
        if from > to {
            let message = "must not be before `from` (today, if absent)";
            return Err(Problem::invalid("?to", FaultCode::OutOfRange, message));
        }
        if (to - from).num_days() >= i64::from(MAX_DAYS) {
            return Err(Problem::invalid("?to", FaultCode::OutOfRange, too_long()));
        }
        Ok((from, to))
    }

    /// The instants of the dates asked for.
    ///
    /// # Errors
    /// 422 if they are too many or end before they begin.
    pub fn range(&self, timezone: Tz, now: Instant) -> Result<Range, Problem> {
        let (from, to) = self.dates(timezone, now)?;
        let interval = Interval { start: start_of_day(timezone, from), end: start_of_day(timezone, to + Days::new(1)) };
        Ok(Range { from, to, interval })
    }

    /// What to read before it is known which zone is meant: where none is named, it is the consultant's own,
    /// and a day more on both sides covers every zone. Whether the dates make sense is looked at once it is known.
    ///
    /// # Errors
    /// As [`AvailabilityQuery::range`], where the zone is named.
    pub fn range_to_read(&self, now: Instant) -> Result<Interval, Problem> {
        if let Some(timezone) = self.timezone {
            return Ok(self.range(timezone, now)?.interval);
        }
        let (day, today) = (Days::new(1), local_date(Tz::UTC, now));
        let from = self.from.unwrap_or(today - day);
        let default_to = self.from.unwrap_or(today + day) + Days::new(DEFAULT_DAYS - 1);
        let to = self.to.unwrap_or(default_to).clamp(from, from + Days::new(u64::from(MAX_DAYS) + 1));
        Ok(Interval { start: start_of_day(Tz::UTC, from - day), end: start_of_day(Tz::UTC, to + day + day) })
    }

    /// Those who have meetings of this length and kind, or keep the one that is `moving`: at least one of them must.
    ///
    /// # Errors
    /// 422 if nobody does.
    pub fn offering<'a>(
        &self,
        calendars: &'a [TimelineSnapshot],
        duration: u32,
        moving: Option<&Booking>,
    ) -> Result<Vec<&'a TimelineSnapshot>, Problem> {
        let having =
            |snapshot: &TimelineSnapshot| scheduling::has_such_meetings(snapshot, duration, self.meeting_type, moving);
        let offering: Vec<&TimelineSnapshot> = calendars.iter().filter(|snapshot| having(snapshot).is_ok()).collect();
        let mut faults = Faults::new();
        // Nobody at all is an empty snapshot, not a fault of the question.
        if offering.is_empty() && !(calendars.is_empty() && self.duration.is_none() && self.meeting_type.is_none()) {
            let is_too_long = calendars.iter().all(|snapshot| matches!(having(snapshot), Err(Unavailable::Duration)));
            if is_too_long && (self.duration.is_some() || self.meeting_type.is_none()) {
                faults.add("?duration", FaultCode::NotOffered, "meetings of this length are not on offer");
            } else {
                // On a move it isn't asked for: it is the consultant who doesn't have it.
                let pointer = if moving.is_some() { "?consultantId" } else { "?meetingType" };
                faults.add(pointer, FaultCode::NotOffered, "this meeting type is not on offer");
            }
        }
        faults.or(Some(offering)).map_err(Problem::from)
    }
}

/// The dates of an answer and the instants they cover.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// The first date.
    pub from: NaiveDate,
    /// The last date.
    pub to: NaiveDate,
    /// From the beginning of the first to the end of the last.
    pub interval: Interval,
}

fn check_order(from: NaiveDate, to: NaiveDate, query: &mut Query<'_>) {
    if from > to {
        query.fault("to", FaultCode::OutOfRange, "must not be before `from`");
    } else if (to - from).num_days() >= i64::from(MAX_DAYS) {
        query.fault("to", FaultCode::OutOfRange, too_long());
    }
}

fn too_long() -> String {
    format!("at most {MAX_DAYS} days at once")
}

/// `any`, or ids separated by commas; nothing if one of them can't be anybody's.
fn who(text: &str) -> Result<Option<Who>, (FaultCode, String)> {
    if text == "any" {
        return Ok(Some(Who::Any));
    }
    let mut named: Vec<&str> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        if !named.contains(&part) {
            named.push(part);
        }
    }
    match named.len() {
        0 => Err((FaultCode::InvalidFormat, "must be `any` or consultants' ids separated by commas".to_owned())),
        1..=MAX_NAMED => {
            let ids: Option<Vec<ConsultantId>> = named.into_iter().map(|id| ConsultantId::parse(id).ok()).collect();
            Ok(ids.map(Who::Named))
        }
        _ => Err((FaultCode::TooLong, format!("may name at most {MAX_NAMED} consultants"))),
    }
}
