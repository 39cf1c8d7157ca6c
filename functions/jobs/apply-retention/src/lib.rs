//! Erases clients' personal data once a day from bookings older than the retention period. Statistics stay. A cursor
//! passes a day only when all of its bookings are erased, so that the cost doesn't grow with the number of bookings; once
//! a month a walk over all days finds bookings that came to a passed day later.
//!
//! After a restore, invoke it once by hand with `{"restoredTo": "2026-11-23T08:00:00Z"}`: it then repeats what
//! clients wished later, from their log (docs/restore.md).

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use domain::{
    booking::{Actor, Booking, Changed},
    ids::Reference,
    time::Instant,
};
use futures::{StreamExt, stream};
use platform::{Clock, Error, FromEnv, chain};
use serde_json::{Value, json};
use table::{ChangeError, ChangeRequest, FIRST_DAY, Kept, MAX_KEPT, RetentionCursor, Table, Wish};

/// The request id in the history.
const REQUEST: &str = "apply-retention";
/// Time limit of a run: it stops before its time-out (`template.yaml`), and the next run continues.
const WORKS_FOR: TimeDelta = TimeDelta::minutes(13);
/// Bookings erased at the same time.
const AT_ONCE: usize = 8;
/// The longest duration that rules may allow, and a margin.
const LONGEST_MEETING: TimeDelta = TimeDelta::hours(12);

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    clock: Clock,
    /// Unless the company's settings say others.
    #[env("RETENTION_DAYS", default = 730)]
    retention_days: u32,
}

/// Erases the bookings that are due. Returns the number of erased bookings, and of those left for the next run.
///
/// # Errors
/// Fails if the table is unavailable or a booking can't be erased; the next run begins there.
pub async fn handle(deps: Arc<Deps>, event: Value) -> Result<Value, Error> {
    if let Some(instant) = event["restoredTo"].as_str() {
        return fulfil_again(&deps, instant.parse()?).await;
    }
    let started = deps.clock.now();
    let days = deps.table.settings().await?.retention.days.unwrap_or(deps.retention_days);
    let before = started - TimeDelta::days(i64::from(days));
    let cursor = deps.table.retention_cursor().await?;
    let month = started.format("%Y-%m").to_string();
    let is_walk = cursor.walked.as_ref() != Some(&month);
    let first = if is_walk { FIRST_DAY } else { cursor.done_before.unwrap_or(FIRST_DAY) };
    let kept = deps.table.kept_between(first, before).await?;
    let rest = kept.get(MAX_KEPT - 1).map(|last| last.start);
    // Concurrently: the time goes into round trips.
    let work = stream::iter(kept).map(|kept| apply(&deps, kept, started + WORKS_FOR));
    let done: Vec<Done> = work.buffered(AT_ONCE).collect().await;
    let first_kept = done.iter().filter_map(Done::start_of_kept).chain(rest).min();
    let is_out_of_time = done.iter().any(|done| matches!(done, Done::Left(_)));
    deps.table
        .put_retention_cursor(&RetentionCursor {
            done_before: Some(done_before(&cursor, before, first_kept)),
            walked: if is_out_of_time || rest.is_some() { cursor.walked } else { Some(month) },
        })
        .await?;
    let erased = done.iter().filter(|done| matches!(done, Done::Erased)).count();
    let left = done.iter().filter(|done| matches!(done, Done::Left(_))).count();
    tracing::info!(erased, left, "applied retention");
    done.into_iter().find_map(Done::failure).map_or_else(|| Ok(json!({ "erased": erased, "left": left })), Err)
}

/// The day up to which all bookings are erased: never further back than before, unless a booking was found there. A
/// meeting that ends at the limit began hours before, maybe on the day before.
fn done_before(cursor: &RetentionCursor, limit: Instant, first_kept: Option<Instant>) -> NaiveDate {
    let reached = (limit - LONGEST_MEETING).date_naive();
    let done = cursor.done_before.map_or(reached, |done| done.max(reached));
    first_kept.map_or(done, |start| done.min(start.date_naive()))
}

/// The result for one booking.
enum Done {
    Erased,
    /// Its data were erased meanwhile.
    Nothing,
    /// Left over: the time ran out, or another request changed it at this moment.
    Left(Instant),
    Failed(Instant, Error),
}

impl Done {
    /// The start of a booking that still has its data: its day isn't done.
    fn start_of_kept(&self) -> Option<Instant> {
        match self {
            Self::Erased | Self::Nothing => None,
            Self::Left(start) | Self::Failed(start, _) => Some(*start),
        }
    }

    fn failure(self) -> Option<Error> {
        match self {
            Self::Failed(_, error) => Some(error),
            _ => None,
        }
    }
}

async fn apply(deps: &Deps, kept: Kept, until: Instant) -> Done {
    if deps.clock.now() > until {
        return Done::Left(kept.start);
    }
    match erase(deps, &kept).await {
        Ok(done) => done,
        // One failure must not block the other erasures, today or later.
        Err(error) => {
            tracing::error!(reference = %kept.reference, cause = chain(error.as_ref()), "failed to erase a booking");
            Done::Failed(kept.start, error)
        }
    }
}

async fn erase(deps: &Deps, kept: &Kept) -> Result<Done, Error> {
    let now = deps.clock.now();
    let Some(booking) = deps.table.booking_now(&kept.reference).await? else { return Ok(Done::Nothing) };
    match booking.erasable(now) {
        Ok(true) => {}
        Ok(false) => return Ok(Done::Nothing),
        // It was moved to a later time since the index was read.
        Err(_) => return Ok(Done::Left(kept.start)),
    }
    match record(deps, &booking, &booking.erase(Actor::System, REQUEST, now)).await {
        Ok(()) => Ok(Done::Erased),
        Err(ChangeError::Stale) => Ok(Done::Left(kept.start)),
        Err(error) => Err(error.into()),
    }
}

/// Repeats what clients wished between the restore point and the loss of the old table: erasures, withdrawn consents, revoked
/// links, and addresses that take less mail. Running it twice changes nothing.
async fn fulfil_again(deps: &Deps, restored_to: Instant) -> Result<Value, Error> {
    let (mut erased, mut others, mut failed) = (0, 0, None);
    for wish in deps.table.wishes_since(restored_to).await? {
        let is_erasure = matches!(wish, Wish::Erasure(_));
        match fulfil_one_again(deps, &wish).await {
            Ok(is_new) if is_erasure => erased += usize::from(is_new),
            Ok(is_new) => others += usize::from(is_new),
            // One failure must not block the others.
            Err(error) => {
                tracing::error!(cause = chain(error.as_ref()), "failed to repeat a client's wish");
                failed = Some(error);
            }
        }
    }
    tracing::info!(erased, others, "repeated clients' wishes after a restore");
    failed.map_or_else(|| Ok(json!({ "erased": erased, "others": others })), Err)
}

async fn fulfil_one_again(deps: &Deps, wish: &Wish) -> Result<bool, Error> {
    match wish {
        Wish::Erasure(reference) => {
            platform::log_reference(reference.as_str());
            erase_one_again(deps, reference).await
        }
        Wish::Withdrawal { reference, consents } => {
            change_again(deps, reference, |booking, now| booking.withdraw(consents, Actor::System, REQUEST, now)).await
        }
        Wish::LinksRevoked { reference, epoch } => {
            let revoke = |booking: &Booking, now| {
                let is_older = booking.token_epoch < *epoch;
                is_older.then(|| booking.renew_links(*epoch, Actor::System, REQUEST, now))
            };
            change_again(deps, reference, revoke).await
        }
        Wish::Address { client_key, news, since } => {
            deps.table.note_address_of(client_key, *news, *since).await?;
            Ok(true)
        }
    }
}

/// Changes a booking that still has its client's data; `None` if it needs no change.
async fn change_again(
    deps: &Deps,
    reference: &Reference,
    change: impl Fn(&Booking, Instant) -> Option<Changed>,
) -> Result<bool, Error> {
    platform::log_reference(reference.as_str());
    let Some(booking) = deps.table.booking_now(reference).await? else { return Ok(false) };
    let Some(changed) = change(&booking, deps.clock.now()).filter(|_| booking.erased_at.is_none()) else {
        return Ok(false);
    };
    record(deps, &booking, &changed).await?;
    Ok(true)
}

/// A booking may be live again if it was cancelled in between.
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
