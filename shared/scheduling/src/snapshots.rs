//! Reads the time of several consultants.

use domain::{
    availability::iso_week,
    booking::Booking,
    ids::ConsultantId,
    time::{Instant, Interval, local_date},
};
use futures::{StreamExt, TryStreamExt, stream};
use table::{Table, TableError, TimelineSnapshot};

/// Snapshots read concurrently per request: two reads each.
const READ_AT_ONCE: usize = 8;

/// Reads several consultants' snapshots for display; unknown and unreadable ones are left out.
pub(crate) async fn read(
    table: &Table,
    ids: impl IntoIterator<Item = &ConsultantId>,
    range: Interval,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    let reads = ids.into_iter().map(|id| table.snapshot_if_readable(id, range)).collect();
    in_turn(reads).await
}

/// Reads several consultants' snapshots consistently, without the time of a booking to move; unknown and unreadable ones
/// are left out.
pub(crate) async fn read_now(
    table: &Table,
    ids: impl IntoIterator<Item = &ConsultantId>,
    range: Interval,
    moving: Option<&Booking>,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    let reads = ids.into_iter().map(|id| table.calendar_now_if_readable(id, range, moving)).collect();
    in_turn(reads).await
}

/// As [`read`], for consultants that were asked for by name; fails for an unreadable one.
pub(crate) async fn read_named(
    table: &Table,
    ids: &[ConsultantId],
    range: Interval,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    in_turn(ids.iter().map(|id| table.snapshot(id, range)).collect()).await
}

/// As [`read_now`], for consultants that were asked for by name; fails for an unreadable one.
pub(crate) async fn read_named_now(
    table: &Table,
    ids: &[ConsultantId],
    range: Interval,
    moving: Option<&Booking>,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    in_turn(ids.iter().map(|id| table.calendar_now(id, range, moving)).collect()).await
}

async fn in_turn(
    reads: Vec<impl Future<Output = Result<Option<TimelineSnapshot>, TableError>>>,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    let snapshots: Vec<Option<TimelineSnapshot>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    Ok(snapshots.into_iter().flatten().collect())
}

/// A consultant's load in the ISO week of a start, for ordering available consultants.
pub(crate) fn load_in_week(snapshot: &TimelineSnapshot, start: Instant) -> u32 {
    iso_week(local_date(snapshot.schedule.timezone, start)).map(|day| snapshot.busy.live_bookings(day)).sum()
}
