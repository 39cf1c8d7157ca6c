//! Erases clients' personal data once a day from bookings older than the retention period. Statistics stay. The cost
//! grows with the number of erasures, not with the number of bookings.
//!
//! After a restore, invoke it once by hand with `{"restoredTo": "2026-11-23T08:00:00Z"}`: it then repeats the later
//! erasures from the erasure log (docs/restore.md).

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    booking::{Actor, Booking, Changed},
    ids::Reference,
    time::Instant,
};
use futures::future::join_all;
use platform::{Clock, Error, FromEnv, chain};
use serde_json::{Value, json};
use table::{ChangeError, ChangeRequest, PENDING_SHARDS, Table};

/// The request id in the history.
const REQUEST: &str = "apply-retention";
/// Time limit of a run: it stops before its time-out (`template.yaml`), and the next run continues.
const WORKS_FOR: TimeDelta = TimeDelta::minutes(13);

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    clock: Clock,
    /// Unless the company's settings say others.
    #[env("RETENTION_DAYS", default = 730)]
    retention_days: u32,
}

/// Processes every shard. Returns the number of erased bookings, and of those left for the next run.
///
/// # Errors
/// Fails if the table is unavailable; the next run continues.
pub async fn handle(deps: Arc<Deps>, event: Value) -> Result<Value, Error> {
    if let Some(instant) = event["restoredTo"].as_str() {
        return erase_again(&deps, instant.parse()?).await;
    }
    let started = deps.clock.now();
    let days = deps.table.settings().await?.retention.days.unwrap_or(deps.retention_days);
    let before = started - TimeDelta::days(i64::from(days));
    // Concurrently: the time goes into round trips.
    let shards = (0..PENDING_SHARDS).map(|shard| apply_to_shard(&deps, shard, before, started + WORKS_FOR));
    let done = join_all(shards).await;
    let erased: usize = done.iter().map(|shard| shard.erased).sum();
    let left: usize = done.iter().map(|shard| shard.left).sum();
    tracing::info!(erased, left, "applied retention");
    done.into_iter().find_map(|shard| shard.failed).map_or_else(|| Ok(json!({ "erased": erased, "left": left })), Err)
}

/// The result of one shard.
#[derive(Default)]
struct Done {
    erased: usize,
    /// Left over when the time ran out.
    left: usize,
    failed: Option<Error>,
}

async fn apply_to_shard(deps: &Deps, shard: u32, before: Instant, until: Instant) -> Done {
    let references = match deps.table.named_and_ended_before(shard, before).await {
        Ok(references) => references,
        Err(error) => return Done { failed: Some(error.into()), ..Done::default() },
    };
    let mut done = Done::default();
    for reference in references {
        if deps.clock.now() > until {
            done.left += 1;
            continue;
        }
        match erase(deps, &reference).await {
            Ok(is_erased) => done.erased += usize::from(is_erased),
            // One failure must not block the other erasures, today or later.
            Err(error) => {
                tracing::error!(%reference, cause = chain(error.as_ref()), "failed to erase a booking");
                done.failed = Some(error);
            }
        }
    }
    done
}

async fn erase(deps: &Deps, reference: &Reference) -> Result<bool, Error> {
    let now = deps.clock.now();
    let Some(booking) = deps.table.booking_now(reference).await? else { return Ok(false) };
    if booking.erasable(now) != Ok(true) {
        return Ok(false);
    }
    match record(deps, &booking, &booking.erase(Actor::System, REQUEST, now)).await {
        Ok(()) => Ok(true),
        // Another request changed it at this moment: the next day's run erases it.
        Err(ChangeError::Stale) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Repeats erasures made between the restore point and the loss of the old table. A booking may be live again if it was
/// cancelled in between. Running it twice changes nothing.
async fn erase_again(deps: &Deps, restored_to: Instant) -> Result<Value, Error> {
    let (mut erased, mut failed) = (0, None);
    for reference in deps.table.erased_since(restored_to).await? {
        platform::log_reference(reference.as_str());
        match erase_one_again(deps, &reference).await {
            Ok(is_erased) => erased += usize::from(is_erased),
            // One failure must not block the other erasures.
            Err(error) => {
                tracing::error!(%reference, cause = chain(error.as_ref()), "failed to erase a booking again");
                failed = Some(error);
            }
        }
    }
    tracing::info!(erased, "reapplied erasures after a restore");
    failed.map_or_else(|| Ok(json!({ "erased": erased })), Err)
}

async fn erase_one_again(deps: &Deps, reference: &Reference) -> Result<bool, Error> {
    let now = deps.clock.now();
    let Some(mut booking) = deps.table.booking_now(reference).await? else { return Ok(false) };
    if booking.erasable(now).is_err() {
        let cancelled = booking.cancel(None, Actor::System, REQUEST, now);
        record(deps, &booking, &cancelled).await?;
        booking = cancelled.booking;
    }
    if booking.erasable(now) != Ok(true) {
        return Ok(false);
    }
    record(deps, &booking, &booking.erase(Actor::System, REQUEST, now)).await?;
    Ok(true)
}

async fn record(deps: &Deps, before: &Booking, changed: &Changed) -> Result<(), ChangeError> {
    deps.table.change(&ChangeRequest::new(before, changed)).await
}
