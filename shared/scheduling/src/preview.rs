//! The effects of a changed working time, before and after it is saved.

use domain::{
    availability::BusyTimes,
    consultant::WorkingTime,
    ids::ConsultantId,
    preview::{OutsideBooking, Preview, WorkingTimeChange, preview_range},
    time::Instant,
};
use table::{Table, TableError};

/// Previews a changed working time; nothing is written.
pub async fn preview(
    table: &Table,
    id: &ConsultantId,
    (before, after): (&WorkingTime, &WorkingTime),
    now: Instant,
) -> Result<Preview, TableError> {
    let range = preview_range(after.schedule.timezone, now);
    let (busy, bookings, settings) =
        tokio::try_join!(table.busy_now(id, range), table.bookings_to_come(id, now), table.settings())?;
    // As clients see them: without the company's policies nothing is on offer.
    let seen = |time: &WorkingTime| {
        let mut time = time.clone();
        time.rules.accepting_bookings &= settings.is_configured();
        time
    };
    let (before, after) = (&seen(before), &seen(after));
    Ok(WorkingTimeChange { before, after, busy: &busy, bookings: &bookings, now }.preview())
}

/// Returns the bookings to come that a change has left outside working hours, by start. Call it after the change: a
/// booking that was made meanwhile is seen.
pub async fn outside(
    table: &Table,
    id: &ConsultantId,
    (before, after): (&WorkingTime, &WorkingTime),
    now: Instant,
) -> Result<Vec<OutsideBooking>, TableError> {
    let bookings = table.bookings_to_come(id, now).await?;
    let busy = BusyTimes::new();
    Ok(WorkingTimeChange { before, after, busy: &busy, bookings: &bookings, now }.outside())
}
