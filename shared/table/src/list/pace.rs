//! The bounds of one request's work.

use std::time::Duration;

use domain::time::Instant;
use tokio::time;

/// Entries of an index that a request looks at.
const MAX_LOOKED: usize = 1_000;
/// Queries of one request: months may be empty.
const MAX_QUERIES: usize = 40;
/// A request answers within this time, with a short page if need be.
const TIME: Duration = Duration::from_millis(1_500);
/// Entries of a query after the first, at most.
const MAX_MORE: usize = 400;

pub(super) struct Pace {
    /// The first page counts.
    pub(super) is_counting: bool,
    pub(super) now: Instant,
    looked: usize,
    queries: usize,
    next: usize,
    end: time::Instant,
}

impl Pace {
    pub(super) fn new(is_counting: bool, page_size: usize, now: Instant) -> Self {
        let next = if is_counting { MAX_LOOKED } else { page_size };
        Self { is_counting, now, looked: 0, queries: 0, next, end: time::Instant::now() + TIME }
    }

    /// The number of entries of the next query; `None` if the request has done enough.
    pub(super) fn next_limit(&mut self) -> Option<i32> {
        if self.looked >= MAX_LOOKED || self.queries >= MAX_QUERIES || time::Instant::now() >= self.end {
            return None;
        }
        self.queries += 1;
        let limit = self.next.min(MAX_LOOKED - self.looked);
        if !self.is_counting {
            self.next = (self.next * 2).min(MAX_MORE);
        }
        i32::try_from(limit).ok()
    }

    pub(super) fn looked_at(&mut self, entries: usize) {
        self.looked += entries;
    }
}
