//! What is asked: the query, parsed, or every fault at once.

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use domain::{
    consultant::{BookingRules, MeetingType, rules::DEFAULT_DURATION},
    fault::{FaultCode, Faults},
    ids::ConsultantId,
    parse,
    time::{Instant, Interval, local_date, start_of_day},
};
use http_api::{Problem, Query};
use lambda_http::Request;
use table::Calendar;

/// Days that are shown where nobody says how many.
const DEFAULT_DAYS: u64 = 14;
/// The most days of one query: two months as a calendar shows them.
const MOST_DAYS: u32 = 62;
/// The most consultants that one query may name.
const MOST_NAMED: usize = 20;

/// Whose time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    Any,
    Named(Vec<ConsultantId>),
}

/// The query.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) who: Who,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    duration: Option<u32>,
    timezone: Option<Tz>,
    pub(crate) meeting_type: Option<MeetingType>,
    pub(crate) include_unavailable: bool,
}

impl Question {
    pub(crate) fn parse(request: &Request) -> Result<Self, Problem> {
        let mut query = Query::of(request);
        let who = query.parsed("consultantId", who);
        let from = query.parsed("from", parse::date);
        let to = query.parsed("to", parse::date);
        let duration = query.parsed("duration", Query::duration);
        let timezone = query.parsed("timezone", parse::timezone);
        let meeting_type = query.parsed("meetingType", MeetingType::parse);
        let include = query.parsed("include", |text| match text {
            "unavailable" => Ok(true),
            _ => Err((FaultCode::UnknownValue, "must be `unavailable`".to_owned())),
        });
        if let (Some(from), Some(to)) = (from, to) {
            check_order(from, to, &mut query);
        }
        if !query.faults.is_empty() {
            return Err(query.faults.into());
        }
        Ok(Self {
            who: who.unwrap_or(Who::Any),
            from,
            to,
            duration,
            timezone,
            meeting_type,
            include_unavailable: include.unwrap_or(false),
        })
    }

    pub(crate) fn timezone_or(&self, default: Tz) -> Tz {
        self.timezone.unwrap_or(default)
    }

    pub(crate) fn duration_or(&self, rules: Option<&BookingRules>) -> u32 {
        self.duration.unwrap_or_else(|| rules.map_or(DEFAULT_DURATION, BookingRules::default_duration))
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
        if (to - from).num_days() >= i64::from(MOST_DAYS) {
            return Err(Problem::invalid("?to", FaultCode::OutOfRange, too_long()));
        }
        Ok((from, to))
    }

    /// The instants of the dates asked for.
    pub(crate) fn range(&self, timezone: Tz, now: Instant) -> Result<Range, Problem> {
        let (from, to) = self.dates(timezone, now)?;
        let interval = Interval { start: start_of_day(timezone, from), end: start_of_day(timezone, to + Days::new(1)) };
        Ok(Range { from, to, interval })
    }

    /// What to read before it is known which zone is meant: where none is named, it is the consultant's own,
    /// and a day more on both sides covers every zone. Whether the dates make sense is looked at once it is known.
    pub(crate) fn range_to_read(&self, now: Instant) -> Result<Interval, Problem> {
        if let Some(timezone) = self.timezone {
            return Ok(self.range(timezone, now)?.interval);
        }
        let (day, today) = (Days::new(1), local_date(Tz::UTC, now));
        let from = self.from.unwrap_or(today - day);
        let default_to = self.from.unwrap_or(today + day) + Days::new(DEFAULT_DAYS - 1);
        let to = self.to.unwrap_or(default_to).clamp(from, from + Days::new(u64::from(MOST_DAYS) + 1));
        Ok(Interval { start: start_of_day(Tz::UTC, from - day), end: start_of_day(Tz::UTC, to + day + day) })
    }

    /// Those who have meetings of this length and kind: at least one of them must.
    pub(crate) fn offering<'a>(&self, calendars: &'a [Calendar], duration: u32) -> Result<Vec<&'a Calendar>, Problem> {
        let lasting: Vec<&Calendar> =
            calendars.iter().filter(|calendar| calendar.rules.offers_duration(duration)).collect();
        let of_kind = |calendar: &&Calendar| {
            self.meeting_type.is_none_or(|meeting_type| calendar.rules.offers_meeting_type(meeting_type))
        };
        let offering: Vec<&Calendar> = lasting.iter().copied().filter(|calendar| of_kind(calendar)).collect();
        let mut faults = Faults::new();
        // Nobody at all is an empty calendar, not a fault of the question.
        if offering.is_empty() && !(calendars.is_empty() && self.duration.is_none() && self.meeting_type.is_none()) {
            if lasting.is_empty() && (self.duration.is_some() || self.meeting_type.is_none()) {
                faults.add("?duration", FaultCode::NotOffered, "meetings of this length are not on offer");
            } else {
                faults.add("?meetingType", FaultCode::NotOffered, "this meeting type is not on offer");
            }
        }
        faults.or(Some(offering)).map_err(Problem::from)
    }
}

/// The dates of an answer and the instants they cover.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
    pub(crate) interval: Interval,
}

fn check_order(from: NaiveDate, to: NaiveDate, query: &mut Query<'_>) {
    if from > to {
        query.fault("to", FaultCode::OutOfRange, "must not be before `from`");
    } else if (to - from).num_days() >= i64::from(MOST_DAYS) {
        query.fault("to", FaultCode::OutOfRange, too_long());
    }
}

fn too_long() -> String {
    format!("at most {MOST_DAYS} days at once")
}

/// `any`, or ids separated by commas.
fn who(text: &str) -> Result<Who, (FaultCode, String)> {
    if text == "any" {
        return Ok(Who::Any);
    }
    let mut ids = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let id = ConsultantId::parse(part)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    match ids.len() {
        0 => Err((FaultCode::InvalidFormat, "must be `any` or consultants' ids separated by commas".to_owned())),
        1..=MOST_NAMED => Ok(Who::Named(ids)),
        _ => Err((FaultCode::TooLong, format!("may name at most {MOST_NAMED} consultants"))),
    }
}
