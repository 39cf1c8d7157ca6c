//! Reads the time of several consultants.

use std::time::Duration;

use domain::{
    availability,
    ids::ConsultantId,
    time::{Instant, Interval, local_date},
};
use futures::{StreamExt, TryStreamExt, stream};
use table::{ReadOptions, Table, TableError, TimelineSnapshot};
use tokio::time::timeout;

/// Snapshots read concurrently per request: two reads each.
pub(crate) const READ_AT_ONCE: usize = 32;

/// Reads several consultants' snapshots. Leaves out unknown ones, and those that can't be read: they don't keep the
/// others from being booked.
pub(crate) async fn read(
    table: &Table,
    ids: impl IntoIterator<Item = &ConsultantId>,
    range: Interval,
    options: ReadOptions<'_>,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    let reads: Vec<_> = ids.into_iter().map(|id| read_one(table, id, range, options)).collect();
    let snapshots: Vec<Option<TimelineSnapshot>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    Ok(snapshots.into_iter().flatten().collect())
}

/// As [`read`], for consultants that were asked for by name; fails for an unreadable one.
pub(crate) async fn read_named(
    table: &Table,
    ids: &[ConsultantId],
    range: Interval,
    options: ReadOptions<'_>,
) -> Result<Vec<TimelineSnapshot>, TableError> {
    let reads: Vec<_> = ids.iter().map(|id| table.snapshot(id, range, options)).collect();
    let snapshots: Vec<Option<TimelineSnapshot>> = stream::iter(reads).buffered(READ_AT_ONCE).try_collect().await?;
    Ok(snapshots.into_iter().flatten().collect())
}

/// Reads as many of the consultants' snapshots as the time allows, in any order; without those that fail.
pub(crate) async fn read_within(
    limit: Duration,
    table: &Table,
    ids: impl IntoIterator<Item = &ConsultantId>,
    range: Interval,
    options: ReadOptions<'_>,
) -> Vec<TimelineSnapshot> {
    let reads: Vec<_> = ids.into_iter().map(|id| read_one(table, id, range, options)).collect();
    let mut reads = stream::iter(reads).buffer_unordered(READ_AT_ONCE);
    let mut read = Vec::new();
    let all = async {
        while let Some(snapshot) = reads.next().await {
            match snapshot {
                Ok(snapshot) => read.extend(snapshot),
                Err(error) => tracing::warn!(cause = platform::chain(&error), "suggestions without a consultant"),
            }
        }
    };
    if timeout(limit, all).await.is_err() {
        tracing::warn!("suggestions without all consultants: no time is left");
    }
    read
}

/// `None` for an unknown consultant, and for one that can't be read.
pub(crate) async fn read_one(
    table: &Table,
    id: &ConsultantId,
    range: Interval,
    options: ReadOptions<'_>,
) -> Result<Option<TimelineSnapshot>, TableError> {
    Ok(table.readable(id.as_str(), table.snapshot(id, range, options).await)?.flatten())
}

/// A consultant's live bookings in the ISO week of a start; the snapshot must have read whole weeks.
pub(crate) fn load_in_week(snapshot: &TimelineSnapshot, start: Instant) -> u32 {
    availability::load_in_week(&snapshot.busy, local_date(snapshot.schedule.timezone, start))
}
