//! The parsed query. Parsing reports all faults at once.

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

/// Days shown if the query has no end.
const DEFAULT_DAYS: u64 = 14;
/// The most days of one query: two months as a calendar shows them.
const MAX_DAYS: u32 = 62;
const MAX_NAMED: usize = 20;

/// The requested consultants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    Any,
    /// These consultants, in this order.
    Named(Vec<ConsultantId>),
}

#[derive(Debug)]
pub struct AvailabilityQuery {
    pub who: Who,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    duration: Option<u32>,
    timezone: Option<Tz>,
    /// Required meeting type, if any.
    pub meeting_type: Option<MeetingType>,
    /// Whether unavailable slots are listed too, each with its reason.
    pub include_unavailable: bool,
}

impl AvailabilityQuery {
    /// Parses the query; `usual` is the default for `consultantId`.
    ///
    /// # Errors
    /// 422 with all faults at once, 404 for an invalid consultant id.
    pub fn parse(request: &Request, usual: Who) -> Result<Self, Problem> {
        let mut query = Query::of(request);
        let who = query.parsed("consultantId", consultants).unwrap_or(Some(usual));
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

    pub fn timezone_or(&self, default: Tz) -> Tz {
        self.timezone.unwrap_or(default)
    }

    /// The requested duration or the default.
    pub fn duration_or(&self, default: u32) -> u32 {
        self.duration.unwrap_or(default)
    }

    /// The duration for named consultants: the requested one or their default.
    pub fn duration_of(&self, calendars: &[TimelineSnapshot]) -> u32 {
        let usual = || {
            let of_kind = calendars.iter().filter(|snapshot| self.is_of_kind(snapshot));
            usual_duration(of_kind.map(|snapshot| snapshot.rules.durations.as_slice())).unwrap_or(DEFAULT_DURATION)
        };
        self.duration.unwrap_or_else(usual)
    }

    /// The duration for any consultant: the requested one or the usual one.
    pub fn duration_of_any(&self, cards: &[Card]) -> u32 {
        let usual = || scheduling::duration_of_any(cards, self.meeting_type).unwrap_or(DEFAULT_DURATION);
        self.duration.unwrap_or_else(usual)
    }

    fn is_of_kind(&self, snapshot: &TimelineSnapshot) -> bool {
        self.meeting_type.is_none_or(|meeting_type| snapshot.rules.offers_meeting_type(meeting_type))
    }

    /// The requested dates in a zone, both included.
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

    /// The instants of the requested dates.
    ///
    /// # Errors
    /// 422 if there are too many or the end is before the start.
    pub fn range(&self, timezone: Tz, now: Instant) -> Result<Range, Problem> {
        let (from, to) = self.dates(timezone, now)?;
        let interval = Interval { start: start_of_day(timezone, from), end: start_of_day(timezone, to + Days::new(1)) };
        Ok(Range { from, to, interval })
    }

    /// The range to read before the zone is known. Without a zone in the query the consultant's own applies, and a day
    /// more on both sides covers every zone. The dates are validated once the zone is known.
    ///
    /// # Errors
    /// As [`AvailabilityQuery::range`], if the query has a zone.
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

    /// Returns the consultants with this duration and meeting type, or with the booking that is `moving`; at least one
    /// must match.
    ///
    /// # Errors
    /// 422 if none matches.
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
        // Without any consultant the answer is an empty list, not a fault of the query.
        if offering.is_empty() && !(calendars.is_empty() && self.duration.is_none() && self.meeting_type.is_none()) {
            let is_too_long = calendars.iter().all(|snapshot| matches!(having(snapshot), Err(Unavailable::Duration)));
            if is_too_long && (self.duration.is_some() || self.meeting_type.is_none()) {
                faults.add("?duration", FaultCode::NotOffered, "meetings of this length are not on offer");
            } else {
                // A move doesn't take a meeting type: the fault is that the consultant doesn't offer it.
                let pointer = if moving.is_some() { "?consultantId" } else { "?meetingType" };
                faults.add(pointer, FaultCode::NotOffered, "this meeting type is not on offer");
            }
        }
        faults.or(Some(offering)).map_err(Problem::from)
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Range {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// From the beginning of the first to the end of the last date.
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

/// `any`, or ids separated by commas; `None` if one of them is malformed.
fn consultants(text: &str) -> Result<Option<Who>, (FaultCode, String)> {
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
