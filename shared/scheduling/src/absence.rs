//! The bookings that an absence affects.

use domain::{absence::Absence, ids::ConsultantId, preview::FutureBooking, time::Instant};
use table::{Table, TableError};

/// Returns a consultant's bookings to come on the dates of an absence.
pub async fn within_absence(
    table: &Table,
    absence: &Absence,
    consultant: &ConsultantId,
    now: Instant,
) -> Result<Vec<FutureBooking>, TableError> {
    let Some(stored) = table.consultant(consultant).await? else { return Ok(Vec::new()) };
    let zone = stored.consultant.schedule.timezone;
    let bookings = table.bookings_to_come(consultant, now).await?;
    Ok(bookings.into_iter().filter(|booking| absence.covers(booking.slot, zone)).collect())
}
