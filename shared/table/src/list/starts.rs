//! Lists by start: a consultant's diary, or the agenda month by month.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use domain::{ids::Reference, listing::ListRequest, time::Interval};

use super::{Collected, ListPage, Pace, Place, Total};
use crate::{
    AGENDA_INDEX, DIARY_INDEX, Table, TableError,
    attributes::{get_text, text},
    keys::{self, Item},
};

impl Table {
    pub(super) async fn list_starts(
        &self,
        request: &ListRequest,
        place: Option<&Place>,
        mut pace: Pace,
    ) -> Result<ListPage, TableError> {
        let Some(period) = request.period else { return Ok(ListPage::default()) };
        let mut at = match place {
            Some(Place::Start { month, after }) => (month.clone(), after.clone()),
            _ => (first_partition(request, period), None),
        };
        let mut found = Collected::new(request, pace.now);
        // Where the page ends, once it is full.
        let mut end_of_page = None;
        let ended = loop {
            let Some(limit) = pace.next_limit() else { break false };
            let query = self.starts(request, period, &at).limit(limit);
            let answer = query.send().await.map_err(TableError::from_sdk)?;
            pace.looked_at(answer.count.try_into().unwrap_or(0));
            for item in answer.items.unwrap_or_default() {
                let key = key_of(&item);
                let Some(row) = self.readable_row(item)? else { continue };
                let is_within = period.start <= row.slot.start && row.slot.start < period.end;
                if is_within && found.add(row) && found.is_full() {
                    end_of_page = key.map(|key| (at.0.clone(), Some(key)));
                }
            }
            match answer.last_evaluated_key.as_ref().map(key_of) {
                Some(key) => at.1 = key,
                None => match next_partition(request, period, &at.0) {
                    Some(month) => at = (month, None),
                    None => break true,
                },
            }
            if found.is_full() && !pace.is_counting {
                break false;
            }
        };
        let is_last = ended && !found.has_more();
        let next = (!is_last).then(|| end_of_page.unwrap_or(at));
        Ok(ListPage {
            next: next.map(|(month, after)| Place::Start { month, after }),
            total: pace.is_counting.then_some(Total { count: found.count, is_lower_bound: !ended }),
            rows: found.rows,
        })
    }

    pub(super) fn starts(
        &self,
        request: &ListRequest,
        period: Interval,
        (month, after): &(String, Option<(String, String)>),
    ) -> QueryFluentBuilder {
        let (index, name, partition) = match request.filter.consultants.as_slice() {
            [one] => (DIARY_INDEX, keys::CONSULTANT_ID, one.to_string()),
            _ => (AGENDA_INDEX, keys::MONTH, month.clone()),
        };
        let key = after.as_ref().and_then(|(start, reference)| {
            let mut key = keys::booking(&Reference::parse(reference).ok()?);
            key.insert(keys::START.to_owned(), text(start));
            key.insert(name.to_owned(), text(&partition));
            Some(key)
        });
        self.client
            .query()
            .table_name(&self.name)
            .index_name(index)
            .key_condition_expression("#partition = :partition AND #start BETWEEN :from AND :to")
            .expression_attribute_names("#partition", name)
            .expression_attribute_names("#start", keys::START)
            .expression_attribute_values(":partition", text(partition))
            .expression_attribute_values(":from", text(keys::start(period.start)))
            .expression_attribute_values(":to", text(keys::start(period.end)))
            .scan_index_forward(!request.order.is_descending)
            .set_exclusive_start_key(key)
    }
}

/// The sort key and the reference of an index's entry.
pub(super) fn key_of(item: &Item) -> Option<(String, String)> {
    Some((get_text(item, keys::START)?.to_owned(), keys::reference_of(item)?.to_string()))
}

/// The first month of a list; a diary has no months.
fn first_partition(request: &ListRequest, period: Interval) -> String {
    if request.filter.consultants.len() == 1 {
        return String::new();
    }
    keys::month(if request.order.is_descending { last_instant(period) } else { period.start })
}

fn next_partition(request: &ListRequest, period: Interval, month: &str) -> Option<String> {
    next_month(month, request.order.is_descending, period)
}

/// The month after (or before) one, if the period has it.
pub(super) fn next_month(month: &str, is_descending: bool, period: Interval) -> Option<String> {
    let first: NaiveDate = format!("{month}-01").parse().ok()?;
    let (next, edge) = if is_descending {
        (first.checked_sub_months(Months::new(1))?, period.start)
    } else {
        (first.checked_add_months(Months::new(1))?, last_instant(period))
    };
    let edge = edge.date_naive().with_day(1)?;
    let is_there = if is_descending { next >= edge } else { next <= edge };
    is_there.then(|| next.format("%Y-%m").to_string())
}

/// The last instant of a period; its end isn't part of it.
pub(super) fn last_instant(period: Interval) -> domain::time::Instant {
    (period.end - TimeDelta::milliseconds(1)).max(period.start)
}
