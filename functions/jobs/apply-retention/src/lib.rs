//! Erases, once a day, what clients said of themselves in bookings that ended longer ago than it may be kept. What
//! counts stays. Its cost follows what is erased, not the book.
//!
//! After a restore it is invoked once by hand, with `{"restoredTo": "2026-11-23T08:00:00Z"}`: then it erases again
//! whatever the erasure log says was erased since (docs/restore.md).

use std::sync::Arc;

use chrono::TimeDelta;
use domain::{
    booking::{Actor, Booking, Changed},
    ids::Reference,
    time::Instant,
};
use futures::future::join_all;
use platform::{Clock, ConfigError, Env, Error, chain};
use serde_json::{Value, json};
use table::{ChangeError, ChangeRequest, PENDING_SHARDS, Table};

/// What history says asked for it.
const REQUEST: &str = "apply-retention";
/// How long a run erases: it ends before its time-out (`template.yaml`), and the next one goes on.
const WORKS_FOR: TimeDelta = TimeDelta::minutes(13);

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    table: Table,
    clock: Clock,
    retention_days: u32,
}

impl Deps {
    /// Reads the settings: `RETENTION_DAYS`, two years if it isn't set.
    ///
    /// # Errors
    /// If one is missing or makes no sense.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            table: Table::new(env)?,
            clock: env.clock.clone(),
            retention_days: env.config.parsed("RETENTION_DAYS", 730)?,
        })
    }
}

/// Looks over every shard; the number of bookings that were erased, and of those that are left for the next run.
///
/// # Errors
/// If the table can't be used; the next run goes on.
pub async fn handle(deps: Arc<Deps>, event: Value) -> Result<Value, Error> {
    if let Some(instant) = event["restoredTo"].as_str() {
        return erase_again(&deps, instant.parse()?).await;
    }
    let started = deps.clock.now();
    let before = started - TimeDelta::days(i64::from(deps.retention_days));
    // Together: what takes time is the way there and back.
    let shards = (0..PENDING_SHARDS).map(|shard| apply_to_shard(&deps, shard, before, started + WORKS_FOR));
    let done = join_all(shards).await;
    let erased: usize = done.iter().map(|shard| shard.erased).sum();
    let left: usize = done.iter().map(|shard| shard.left).sum();
    tracing::info!(erased, left, "retention applied");
    done.into_iter().find_map(|shard| shard.failed).map_or_else(|| Ok(json!({ "erased": erased, "left": left })), Err)
}

/// What came of a shard.
#[derive(Default)]
struct Done {
    erased: usize,
    /// What the time was too short for.
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
            // One that can't be erased must not keep the others from it, today or ever.
            Err(error) => {
                tracing::error!(%reference, cause = chain(error.as_ref()), "a booking could not be erased");
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
        // Somebody changed it in this very moment: tomorrow, then.
        Err(ChangeError::Stale) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// What was erased between the instant that a table was restored to and the loss of the table before. It may be live
/// again: it was cancelled in between. Done twice, it changes nothing.
async fn erase_again(deps: &Deps, restored_to: Instant) -> Result<Value, Error> {
    let now = deps.clock.now();
    let mut erased = 0;
    for reference in deps.table.erased_since(restored_to).await? {
        platform::log_reference(reference.as_str());
        let Some(mut booking) = deps.table.booking_now(&reference).await? else { continue };
        if booking.erasable(now).is_err() {
            let cancelled = booking.cancel(None, Actor::System, REQUEST, now);
            record(deps, &booking, &cancelled).await?;
            booking = cancelled.booking;
        }
        if booking.erasable(now) == Ok(true) {
            record(deps, &booking, &booking.erase(Actor::System, REQUEST, now)).await?;
            erased += 1;
        }
    }
    tracing::info!(erased, "erased again after a restore");
    Ok(json!({ "erased": erased }))
}

async fn record(deps: &Deps, before: &Booking, changed: &Changed) -> Result<(), ChangeError> {
    let change = ChangeRequest { before, changed, daily_limit: None, idempotency: None };
    deps.table.change(&change).await
}
