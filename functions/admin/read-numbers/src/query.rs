//! The request for a report.

use chrono::{Days, NaiveDate};
use domain::{
    fault::Rule,
    ids::ConsultantId,
    parse,
    time::{Instant, local_date},
    zone::Tz,
};
use http_api::{Problem, Query};
use lambda_http::{Request, RequestExt};
use numbers::{
    Part, Period,
    report::{self, Input, Report},
};

/// Days back without `from`, today among them.
const USUAL_DAYS: u64 = 30;
/// A leap year.
const MAX_DAYS: u32 = 366;

pub(crate) type Compute = fn(&Input) -> Report;

/// The reports of `/v1/admin/analytics`.
const REPORTS: [(&str, Compute); 8] = [
    ("outcomes", report::outcomes),
    ("trends", report::trends),
    ("lead", report::lead),
    ("sources", report::sources),
    ("patterns", report::patterns),
    ("consultants", report::consultants),
    ("clients", report::clients),
    ("satisfaction", report::satisfaction),
];

pub(crate) struct NumbersQuery {
    pub(crate) name: &'static str,
    pub(crate) report: Compute,
    pub(crate) period: Period,
    pub(crate) consultant: Option<ConsultantId>,
    pub(crate) part: Part,
    pub(crate) is_csv: bool,
}

pub(crate) fn parse(request: &Request, zone: Tz, now: Instant) -> Result<NumbersQuery, Problem> {
    let (name, report) = report_of(request)?;
    let mut query = Query::of(request);
    let consultant = query.parsed("consultantId", ConsultantId::parse);
    let part = query.parsed("by", part).unwrap_or_default();
    let is_csv = query.parsed("format", is_csv).unwrap_or_default();
    let period = period(&mut query, local_date(zone, now));
    query.or(Some(NumbersQuery { name, report, period, consultant, part, is_csv }))
}

fn report_of(request: &Request) -> Result<(&'static str, Compute), Problem> {
    let parameters = request.path_parameters();
    match parameters.first("report") {
        None => Ok(("dashboard", report::dashboard)),
        Some(asked) => REPORTS.into_iter().find(|(name, _)| *name == asked).ok_or_else(Problem::no_operation),
    }
}

/// The last 30 days by default. Both ends are dates of the company's zone, and `to` is the last one.
fn period(query: &mut Query<'_>, today: NaiveDate) -> Period {
    let to = query.parsed("to", parse::date).unwrap_or(today);
    let from = query.parsed("from", parse::date).unwrap_or(to - Days::new(USUAL_DAYS - 1));
    let period = Period { from, to };
    if from > to {
        query.fault("to", Rule::NotBeforeFrom);
    } else if period.days() > i64::from(MAX_DAYS) {
        query.fault("to", Rule::MaxDays(MAX_DAYS));
    }
    period
}

fn part(text: &str) -> Result<Part, Rule> {
    match text {
        "day" => Ok(Part::Day),
        "week" => Ok(Part::Week),
        "month" => Ok(Part::Month),
        _ => Err(Rule::OneOf(&["day", "week", "month"])),
    }
}

fn is_csv(text: &str) -> Result<bool, Rule> {
    match text {
        "json" => Ok(false),
        "csv" => Ok(true),
        _ => Err(Rule::OneOf(&["json", "csv"])),
    }
}
