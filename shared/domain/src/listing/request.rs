//! The request for a list.

use std::cmp::Reverse;

use chrono::TimeDelta;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Filter, Flag};
use crate::{
    booking::{Source, Status},
    consultant::MeetingType,
    contact::EmailAddress,
    fault::{Faults, Rule},
    fields::{self, Fields},
    ids::{ConsultantId, Reference},
    parse::{edge, timezone},
    search::{MIN_LETTERS, is_stored, words},
    text,
    time::{Instant, Interval},
    zone::Tz,
};

/// Days of a list without `from` or `to`.
const USUAL_DAYS: i64 = 400;
/// Values of one condition.
const MAX_VALUES: usize = 50;
/// Characters of a search.
const MAX_SEARCH: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Sort {
    Start,
    CreatedAt,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Order {
    pub by: Sort,
    pub is_descending: bool,
}

impl Order {
    fn parse(text: &str) -> Result<Self, Rule> {
        let (by, is_descending) = match text {
            "start" => (Sort::Start, false),
            "-start" => (Sort::Start, true),
            "createdAt" => (Sort::CreatedAt, false),
            "-createdAt" => (Sort::CreatedAt, true),
            _ => return Err(Rule::OneOf(&["start", "-start", "createdAt", "-createdAt"])),
        };
        Ok(Self { by, is_descending })
    }
}

/// The text that a booking is searched by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Search {
    Reference(Reference),
    Email(EmailAddress),
    /// Beginnings of words of the client's name or company, in their normal form; first those that are stored, the longest first.
    Words(Vec<String>),
}

impl Search {
    /// Parses a reference, an address, or beginnings of words.
    ///
    /// # Errors
    /// Fails for less than two letters and for broken addresses.
    fn parse(text: &str) -> Result<Self, Rule> {
        let text = text::line(text, MAX_SEARCH)?;
        if text.contains('@') {
            return EmailAddress::parse(&text).map(|address| Self::Email(address.normal()));
        }
        // A double name looks like a reference, but has no digits.
        if let Ok(reference) = Reference::parse(&text)
            && text.bytes().any(|byte| byte.is_ascii_digit())
        {
            return Ok(Self::Reference(reference));
        }
        let mut words = words(&text);
        // The first one is looked up: of "Li GmbH" the name.
        words.sort_by_key(|word| (!is_stored(word), Reverse(word.chars().count())));
        match words.first() {
            Some(word) if word.chars().count() >= MIN_LETTERS => Ok(Self::Words(words)),
            _ => Err(Rule::SearchText),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    /// Starts or, sorted by `createdAt`, creations from `start` on and before `end`; `None` for a search without one.
    pub period: Option<Interval>,
    /// `from` and `to` as they were asked for: the list's identity, without the time of the request.
    pub edges: (Option<Instant>, Option<Instant>),
    pub order: Order,
    pub page_size: usize,
    pub filter: Filter,
    pub search: Option<Search>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl ListRequest {
    /// Parses a query (as an object) or a body. Dates are those of `timezone` or, without one, of `zone`; `to` as a date
    /// is the last one.
    ///
    /// # Errors
    /// Returns every fault, with its place.
    pub fn parse(object: &Map<String, Value>, zone: Tz, now: Instant) -> Result<Self, Faults> {
        let mut faults = Faults::new();
        let fields = Fields::root(object);
        let zone = fields.parsed("timezone", &mut faults, timezone).unwrap_or(zone);
        let from = fields.parsed("from", &mut faults, |text| edge(text, zone, 0));
        let to = fields.parsed("to", &mut faults, |text| edge(text, zone, 1));
        let order = fields.parsed("sort", &mut faults, Order::parse);
        let order = order.unwrap_or(Order { by: Sort::Start, is_descending: false });
        let search = fields.parsed("q", &mut faults, Search::parse);
        if from.zip(to).is_some_and(|(from, to)| from > to) {
            faults.add(fields.pointer("to"), Rule::NotBeforeFrom);
        }
        let page_size = page_size(&fields, &mut faults);
        let filter = read_filter(&fields, &mut faults);
        let cursor = fields.text("cursor", &mut faults).map(str::to_owned);
        let is_bounded = search.is_none() || from.is_some() || to.is_some();
        let period = is_bounded.then(|| period(from, to, order, now));
        faults.or(Some(Self { period, edges: (from, to), order, page_size, filter, search, cursor }))
    }
}

/// Without either edge the future or, the other way round and by creation, the past; else 400 days.
fn period(from: Option<Instant>, to: Option<Instant>, order: Order, now: Instant) -> Interval {
    let usual = TimeDelta::days(USUAL_DAYS);
    let is_past = order.is_descending || order.by == Sort::CreatedAt;
    let (start, end) = match (from, to) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, from.max(now) + usual),
        (None, Some(to)) => (to - usual, to),
        (None, None) if is_past => (now - usual, now),
        (None, None) => (now, now + usual),
    };
    Interval { start, end }
}

fn page_size(fields: &Fields<'_>, faults: &mut Faults) -> usize {
    match fields.number("pageSize", 1..=100, faults) {
        None => 25,
        Some(size @ (25 | 50 | 100)) => size as usize,
        Some(_) => {
            faults.add(fields.pointer("pageSize"), Rule::OneOf(&["25", "50", "100"]));
            25
        }
    }
}

fn read_filter(fields: &Fields<'_>, faults: &mut Faults) -> Filter {
    Filter {
        consultants: values(fields, "consultantId", faults, ConsultantId::parse),
        statuses: values(fields, "status", faults, status),
        sources: values(fields, "source", faults, Source::parse),
        meeting_types: values(fields, "meetingType", faults, MeetingType::parse),
        visits: visits(fields, faults),
        flags: values(fields, "flag", faults, Flag::parse),
    }
}

/// The values of a condition: one, or a list.
fn listed<'a>(fields: &Fields<'a>, name: &str, faults: &mut Faults) -> Vec<(String, &'a Value)> {
    match fields.get(name) {
        Some(value @ (Value::String(_) | Value::Number(_))) => vec![(fields.pointer(name), value)],
        _ => fields.list(name, MAX_VALUES, faults),
    }
}

fn values<T: PartialEq>(
    fields: &Fields<'_>,
    name: &str,
    faults: &mut Faults,
    parse: impl Fn(&str) -> Result<T, Rule>,
) -> Vec<T> {
    let mut found = Vec::new();
    for (pointer, value) in listed(fields, name, faults) {
        let Some(text) = fields::element(value, &pointer, faults).filter(|text| !text.is_empty()) else { continue };
        match parse(text) {
            Ok(value) if found.contains(&value) => {}
            Ok(value) => found.push(value),
            Err(rule) => faults.add(pointer, rule),
        }
    }
    found
}

fn visits(fields: &Fields<'_>, faults: &mut Faults) -> Vec<u32> {
    let listed = listed(fields, "visit", faults);
    listed.into_iter().filter_map(|(pointer, value)| fields::number(value, &pointer, 1..=3, faults)).collect()
}

fn status(text: &str) -> Result<Status, Rule> {
    match text {
        "confirmed" => Ok(Status::Confirmed),
        "rescheduled" => Ok(Status::Rescheduled),
        "cancelled" => Ok(Status::Cancelled),
        "completed" => Ok(Status::Completed),
        "no_show" => Ok(Status::NoShow),
        _ => Err(Rule::OneOf(&["confirmed", "rescheduled", "cancelled", "completed", "no_show"])),
    }
}
