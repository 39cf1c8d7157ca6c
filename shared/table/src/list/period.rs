//! All bookings of a period at once, for numbers.

use domain::{
    ids::{ConsultantId, Reference},
    listing::{Filter, ListRequest, Order, Row, Sort},
    time::Interval,
};
use futures::future::try_join_all;

use super::{
    created::reference_of,
    starts::{key_of, next_month},
};
use crate::{
    Table, TableError,
    attributes::get_text,
    keys::{self, Item},
};

impl Table {
    /// Returns the bookings that start or, by creation, were created in a period, in no order: one consultant's, or all.
    /// `None` if there are more than `most`.
    pub async fn rows_within(
        &self,
        period: Interval,
        by: Sort,
        consultant: Option<&ConsultantId>,
        most: usize,
    ) -> Result<Option<Vec<Row>>, TableError> {
        let request = request(period, by, consultant);
        let months = match (by, consultant) {
            // A diary has no months.
            (Sort::Start, Some(_)) => vec![String::new()],
            _ => months(period),
        };
        let reads = months.into_iter().map(|month| async {
            match by {
                Sort::Start => self.starting(&request, period, month, most).await,
                Sort::CreatedAt => self.created(&request, period, month, most).await,
            }
        });
        let rows: Vec<Row> = try_join_all(reads).await?.into_iter().flatten().collect();
        Ok((rows.len() <= most).then_some(rows))
    }

    /// The rows of an index's partition, until there are too many.
    async fn starting(
        &self,
        request: &ListRequest,
        period: Interval,
        partition: String,
        most: usize,
    ) -> Result<Vec<Row>, TableError> {
        let (mut rows, mut at) = (Vec::new(), (partition, None));
        loop {
            let answer = self.starts(request, period, &at).send().await.map_err(TableError::from_sdk)?;
            for item in answer.items.unwrap_or_default() {
                rows.extend(self.readable_row(item)?.filter(|row| is_within(period, row.slot.start)));
            }
            at.1 = answer.last_evaluated_key.as_ref().and_then(key_of);
            if at.1.is_none() || rows.len() > most {
                return Ok(rows);
            }
        }
    }

    /// The bookings of a month's creations, until there are too many.
    async fn created(
        &self,
        request: &ListRequest,
        period: Interval,
        month: String,
        most: usize,
    ) -> Result<Vec<Row>, TableError> {
        let (mut rows, mut at) = (Vec::new(), (month, None));
        loop {
            let answer = self.creations(request, period, &at).send().await.map_err(TableError::from_sdk)?;
            let trail_at = |item: &Item| get_text(item, keys::TRAIL_AT).map(str::to_owned);
            let events = answer.items().iter().filter_map(trail_at);
            let references: Vec<Reference> = events.filter_map(|event| reference_of(&event)).collect();
            let found = self.rows_of(&references).await?.into_iter();
            rows.extend(found.filter(|row| request.filter.takes(row, self.clock.now())));
            at.1 = answer.last_evaluated_key.as_ref().and_then(trail_at);
            if at.1.is_none() || rows.len() > most {
                return Ok(rows);
            }
        }
    }
}

fn request(period: Interval, by: Sort, consultant: Option<&ConsultantId>) -> ListRequest {
    ListRequest {
        period: Some(period),
        edges: (None, None),
        order: Order { by, is_descending: false },
        page_size: 0,
        filter: Filter { consultants: consultant.into_iter().cloned().collect(), ..Filter::default() },
        search: None,
        cursor: None,
    }
}

fn is_within(period: Interval, at: domain::time::Instant) -> bool {
    period.start <= at && at < period.end
}

/// The months with a part of a period.
fn months(period: Interval) -> Vec<String> {
    let first = keys::month(period.start);
    std::iter::successors(Some(first), |month| next_month(month, false, period)).collect()
}
