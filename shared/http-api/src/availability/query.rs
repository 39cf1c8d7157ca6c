//! Parses the query. Reports all faults at once.

use domain::{consultant::MeetingType, fault::Rule, ids::ConsultantId, parse};
use lambda_http::Request;
use scheduling::{Dates, DatesError, ListQuery, MAX_DAYS, Who};

use crate::{Problem, Query};

const MAX_NAMED: usize = 20;

/// Parses a query for slots by date; `usual` is the default for `consultantId`.
///
/// # Errors
/// 422 with all faults at once, 404 for an invalid consultant id.
pub fn list_query(request: &Request, usual: Who) -> Result<ListQuery, Problem> {
    let mut query = Query::of(request);
    let who = query.parsed("consultantId", consultants).unwrap_or(Some(usual));
    let dates = Dates { from: query.parsed("from", parse::date), to: query.parsed("to", parse::date) };
    let duration = query.parsed("duration", Query::duration);
    let timezone = query.parsed("timezone", Query::timezone);
    let meeting_type = query.parsed("meetingType", MeetingType::parse);
    let include = query.parsed("include", |text| match text {
        "unavailable" => Ok(true),
        _ => Err(Rule::Only("unavailable")),
    });
    match dates.check() {
        Ok(()) => {}
        Err(DatesError::Reversed) => query.fault("to", Rule::NotBeforeFrom),
        Err(DatesError::TooMany) => query.fault("to", Rule::MaxDays(MAX_DAYS)),
    }
    query.or(Some(()))?;
    Ok(ListQuery {
        who: who.ok_or_else(Problem::no_consultant)?,
        dates,
        duration,
        timezone,
        meeting_type,
        include_unavailable: include.unwrap_or(false),
    })
}

/// `any`, or ids separated by commas; `None` if one of them is malformed.
fn consultants(text: &str) -> Result<Option<Who>, Rule> {
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
        0 => Err(Rule::ConsultantIds),
        1..=MAX_NAMED => {
            let ids: Option<Vec<ConsultantId>> = named.into_iter().map(|id| ConsultantId::parse(id).ok()).collect();
            Ok(ids.map(Who::Named))
        }
        _ => Err(Rule::MaxConsultants(MAX_NAMED)),
    }
}
