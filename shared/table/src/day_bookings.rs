//! A consultant's bookings, as their days have them: complete and as of now, which no index is.

use chrono::TimeDelta;
use domain::{
    ids::ConsultantId,
    preview::FutureBooking,
    time::{Instant, Interval},
};

use crate::{Table, TableError, attributes::text, day::day_bookings, keys};

/// Pages of one Query. The farthest horizon is 730 days of about 1 KB; a page is up to 1 MB.
const MAX_PAGES: usize = 8;

impl Table {
    /// Returns every booking of a consultant that ends after `now`, by start.
    pub async fn bookings_to_come(&self, id: &ConsultantId, now: Instant) -> Result<Vec<FutureBooking>, TableError> {
        let first = (now - TimeDelta::hours(24)).date_naive();
        let mut bookings = self.bookings_of_days(id, keys::day_sk(first), format!("{}~", keys::DAY)).await?;
        bookings.retain(|booking| booking.slot.end > now);
        Ok(bookings)
    }

    /// Returns the bookings of a consultant whose marked time overlaps an interval, by start.
    pub async fn bookings_in(&self, id: &ConsultantId, interval: Interval) -> Result<Vec<FutureBooking>, TableError> {
        let date = |instant: Instant| keys::day_sk(instant.date_naive());
        let (first, last) = (interval.start - TimeDelta::hours(24), interval.end + TimeDelta::hours(26));
        let mut bookings = self.bookings_of_days(id, date(first), date(last)).await?;
        bookings.retain(|booking| booking.marked.overlaps(&interval));
        Ok(bookings)
    }

    async fn bookings_of_days(
        &self,
        id: &ConsultantId,
        first: String,
        last: String,
    ) -> Result<Vec<FutureBooking>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(keys::consultant_pk(id)))
            .expression_attribute_values(":first", text(first))
            .expression_attribute_values(":last", text(last))
            .consistent_read(true);
        let days = self.all_pages(query, MAX_PAGES).await?;
        let mut bookings: Vec<FutureBooking> = days.iter().flat_map(day_bookings).collect();
        bookings.sort_by_key(|booking| booking.slot);
        Ok(bookings)
    }
}
