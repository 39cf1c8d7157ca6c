//! The sentences of faults.

use std::borrow::Cow;

use domain::{
    fault::{Fault, Rule},
    holidays::HolidayCalendar,
};

use crate::Locale;

/// The fault and the remedy.
pub fn fault(fault: &Fault, locale: impl Into<Locale>) -> Cow<'static, str> {
    let locale = locale.into();
    let key = fault.rule.key();
    let faults = locale.faults();
    match &fault.rule {
        Rule::MaxEntries(most) => faults.fill(key, &[("name", &fault.name()), ("most", most)]),
        Rule::StoredSize { kilobytes, most } => faults.fill(key, &[("kilobytes", kilobytes), ("most", most)]),
        Rule::MaxLength(most) | Rule::MaxConsultants(most) => faults.fill(key, &[("most", most)]),
        Rule::Agreement(count) => faults.fill(key, &[("count", count)]),
        Rule::MaxDays(most) => faults.fill(key, &[("most", most)]),
        Rule::WholeNumber { from, to }
        | Rule::WholeNumberWithin { from, to }
        | Rule::Number { from, to }
        | Rule::NumberWithin { from, to }
        | Rule::MinutesWithin { from, to } => faults.fill(key, &[("from", from), ("to", to)]),
        Rule::UniqueDate(date) | Rule::RangeTooLarge(date) => faults.fill(key, &[("date", date)]),
        Rule::UniqueConsultant(id) => faults.fill(key, &[("id", id)]),
        Rule::OneOf(options) => faults.fill(key, &[("options", &listed(options, locale))]),
        Rule::KnownVariable(name) | Rule::PrintableVariable(name) => faults.fill(key, &[("variable", name)]),
        Rule::KnownTag(tag) | Rule::MisplacedTag(tag) => faults.fill(key, &[("tag", tag)]),
        Rule::ValueForEverySample { variable, sample } => {
            faults.fill(key, &[("variable", variable), ("sample", sample)])
        }
        Rule::MaxOutput(most) => faults.fill(key, &[("most", most)]),
        Rule::Only(option) => faults.fill(key, &[("option", option)]),
        Rule::HolidayCalendar => faults.fill(key, &[("calendars", &calendars())]),
        _ => faults.fill(key, &[("name", &fault.name())]),
    }
}

/// "a, b or c".
fn listed(options: &[&str], locale: Locale) -> String {
    let common = locale.common();
    match options.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{}{}{last}", others.join(common.get("separator")), common.get("or")),
        None => String::new(),
    }
}

fn calendars() -> String {
    HolidayCalendar::all().map(|calendar| calendar.as_str()).collect::<Vec<_>>().join(", ")
}
