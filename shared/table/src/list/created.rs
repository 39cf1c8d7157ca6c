//! Lists by creation: the events of creations, month by month, and their bookings.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::{
    ids::Reference,
    listing::{Filter, ListRequest, Row},
    time::Interval,
};

use super::{
    Collected, ListPage, Pace, Place, Total,
    starts::{last_instant, next_month},
};
use crate::{
    TRAIL_INDEX, Table, TableError,
    attributes::{get_text, sortable, text},
    keys,
};

/// The event of a booking's creation.
const CREATION: &str = "booking.confirmed";
/// Bookings read at once.
const BATCH: usize = 100;

impl Table {
    pub(super) async fn list_created(
        &self,
        request: &ListRequest,
        place: Option<&Place>,
        mut pace: Pace,
    ) -> Result<ListPage, TableError> {
        let Some(period) = request.period else { return Ok(ListPage::default()) };
        let is_descending = request.order.is_descending;
        let first = if is_descending { last_instant(period) } else { period.start };
        let mut at = match place {
            Some(Place::Created { month, after }) => (month.clone(), after.clone()),
            _ => (keys::month(first), None),
        };
        let mut found = Collected::new(request, pace.now);
        let mut end_of_page = None;
        let ended = loop {
            let Some(limit) = pace.next_limit() else { break false };
            let answer =
                self.creations(request, period, &at).limit(limit).send().await.map_err(TableError::from_sdk)?;
            pace.looked_at(answer.scanned_count.try_into().unwrap_or(0));
            let events: Vec<String> =
                answer.items().iter().filter_map(|item| get_text(item, keys::TRAIL_AT).map(str::to_owned)).collect();
            for events in events.chunks(BATCH) {
                self.add_created(events, &at.0, &mut found, &mut end_of_page).await?;
            }
            let last = answer.last_evaluated_key.as_ref().and_then(|key| get_text(key, keys::TRAIL_AT));
            match last {
                Some(last) => at.1 = Some(last.to_owned()),
                None => match next_month(&at.0, is_descending, period) {
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
            next: next.map(|(month, after)| Place::Created { month, after }),
            total: pace.is_counting.then_some(Total { count: found.count, is_lower_bound: !ended }),
            rows: found.rows,
        })
    }

    /// Adds the bookings of some events, in their order.
    async fn add_created(
        &self,
        events: &[String],
        month: &str,
        found: &mut Collected<'_>,
        end_of_page: &mut Option<(String, Option<String>)>,
    ) -> Result<(), TableError> {
        // Without a filter each creation counts, and its booking needn't be read.
        if found.is_full() && found.request.filter == Filter::default() {
            found.count += events.len();
            return Ok(());
        }
        let references: Vec<Reference> = events.iter().filter_map(|event| reference_of(event)).collect();
        let mut rows: Vec<Row> = self.rows_of(&references).await?;
        for event in events {
            let Some(index) = rows.iter().position(|row| Some(&row.reference) == reference_of(event).as_ref()) else {
                continue;
            };
            if found.add(rows.swap_remove(index)) && found.is_full() {
                *end_of_page = Some((month.to_owned(), Some(event.clone())));
            }
        }
        Ok(())
    }

    pub(super) fn creations(
        &self,
        request: &ListRequest,
        period: Interval,
        (month, after): &(String, Option<String>),
    ) -> QueryFluentBuilder {
        let key = after.as_ref().and_then(|after| {
            let mut key = keys::event(&reference_of(after)?, after.rsplit_once('#')?.1.parse().ok()?);
            key.insert(keys::TRAIL.to_owned(), text(month));
            key.insert(keys::TRAIL_AT.to_owned(), text(after));
            Some(key)
        });
        self.client
            .query()
            .table_name(&self.name)
            .index_name(TRAIL_INDEX)
            .key_condition_expression("#trail = :month AND #at BETWEEN :from AND :to")
            .filter_expression("#entry.#type = :creation")
            .expression_attribute_names("#trail", keys::TRAIL)
            .expression_attribute_names("#at", keys::TRAIL_AT)
            .expression_attribute_names("#entry", keys::ENTRY)
            .expression_attribute_names("#type", "type")
            .expression_attribute_values(":month", text(month))
            .expression_attribute_values(":from", text(sortable(period.start)))
            // Before the end: a sort key goes on after its instant.
            .expression_attribute_values(":to", text(sortable(period.end)))
            .expression_attribute_values(":creation", text(CREATION))
            .scan_index_forward(!request.order.is_descending)
            .set_exclusive_start_key(key)
    }
}

/// The booking of an event's sort key in `trail`.
pub(super) fn reference_of(trail_at: &str) -> Option<Reference> {
    Reference::parse(trail_at.split('#').nth(1)?).ok()
}
