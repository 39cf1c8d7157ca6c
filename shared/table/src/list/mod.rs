//! Lists of bookings, page by page. The work of a request is bounded: a page may be short, and its cursor goes on.

mod created;
mod pace;
mod period;
mod row;
mod search;
mod starts;
mod trail;

use domain::{
    listing::{ListRequest, Row, Sort},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{ClientKeys, Table, TableError};
use pace::Pace;
pub(crate) use row::BATCH;
pub use trail::{TrailOf, TrailPage, TrailPlace, TrailRequest, TrailRow};

/// A page of a list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ListPage {
    pub rows: Vec<Row>,
    /// Where the next page begins; `None`: this was the last one.
    pub next: Option<Place>,
    /// All rows of the list, as counted by its first page.
    pub total: Option<Total>,
}

/// The number of rows of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    pub count: usize,
    /// There may be more.
    pub is_lower_bound: bool,
}

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// By start: the month (none in a consultant's diary), and the start and the reference of the last row.
    #[serde(rename = "s")]
    Start { month: String, after: Option<(String, String)> },
    /// By creation: the month, and the sort key of the last event.
    #[serde(rename = "c")]
    Created { month: String, after: Option<String> },
    /// In the hits of a search: the last hit before this part of them, and the start (or creation) and the reference of
    /// the last row of this part.
    #[serde(rename = "h")]
    Hits { part: Option<String>, after: Option<(String, String)> },
}

impl Table {
    /// Returns a page of a list, from its beginning or from a place in the same list. The first page counts on until
    /// 1,000 rows were looked at.
    pub async fn list(
        &self,
        request: &ListRequest,
        keys: &ClientKeys,
        place: Option<&Place>,
    ) -> Result<ListPage, TableError> {
        if request.period.is_some_and(|period| period.start >= period.end) {
            return Ok(ListPage { total: Some(Total::default()), ..ListPage::default() });
        }
        let pace = Pace::new(place.is_none(), request.page_size, self.clock.now());
        match (&request.search, request.order.by, place) {
            (Some(search), _, Some(Place::Hits { .. }) | None) => self.list_hits(request, search, keys, place).await,
            (None, Sort::Start, Some(Place::Start { .. }) | None) => self.list_starts(request, place, pace).await,
            (None, Sort::CreatedAt, Some(Place::Created { .. }) | None) => {
                self.list_created(request, place, pace).await
            }
            _ => Err(TableError::corrupt("place", "it is in another list")),
        }
    }
}

/// Collects the rows of a page and counts the others.
struct Collected<'a> {
    request: &'a ListRequest,
    now: Instant,
    rows: Vec<Row>,
    count: usize,
}

impl<'a> Collected<'a> {
    fn new(request: &'a ListRequest, now: Instant) -> Self {
        Self { request, now, rows: Vec::new(), count: 0 }
    }

    /// Takes a row if the filter does and the page has room. Returns `true` if it is on the page.
    fn add(&mut self, row: Row) -> bool {
        if !self.request.filter.takes(&row, self.now) {
            return false;
        }
        self.count += 1;
        let has_room = !self.is_full();
        if has_room {
            self.rows.push(row);
        }
        has_room
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= self.request.page_size
    }

    /// Whether the list has rows behind the page, as far as it was counted.
    fn has_more(&self) -> bool {
        self.count > self.rows.len()
    }
}
