//! Carrying an order out, chunk by chunk.

use std::time::Duration;

use domain::{
    access::Capability,
    audit::{AuditEntry, AuditKind},
    availability::Reason,
    booking::Booking,
    bulk::{Bulk, BulkChunk, BulkResult, BulkState, BulkTally, BulkTarget, Ending, body_for},
};
use http_api::{Problem, Staff};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::BulkDeps;
use crate::{Call, Each, act, boxed};

/// How far a chunk is.
#[derive(Debug)]
pub enum ChunkEnd {
    /// Every booking has a result, or the order has ended.
    Done,
    /// The order begins later.
    Early { seconds: u32 },
    /// The time is up.
    TimeUp,
    /// Some bookings couldn't be decided on, and may be a moment later.
    Again(Box<Problem>),
}

/// Why a booking has no result.
enum NoResult {
    /// The order has ended meanwhile.
    Ended,
    Failed(Box<Problem>),
}

impl<E: Into<Problem>> From<E> for NoResult {
    fn from(error: E) -> Self {
        Self::Failed(Box::new(error.into()))
    }
}

impl BulkDeps {
    /// Handles the bookings of a chunk that have no result yet, for so long.
    ///
    /// # Errors
    /// 503.
    pub async fn run_chunk(&self, id: &str, number: u32, time: Duration) -> Result<ChunkEnd, Problem> {
        let until = Instant::now() + time;
        let table = &self.actions.booking.table;
        let Some(bulk) = table.bulk(id).await?.filter(|bulk| bulk.state.is_open()) else { return Ok(ChunkEnd::Done) };
        let wait = (bulk.not_before - self.clock.now()).num_milliseconds();
        if wait > 0 {
            return Ok(ChunkEnd::Early { seconds: u32::try_from(wait / 1_000 + 1).unwrap_or(1) });
        }
        let Some(chunk) = table.bulk_chunk(id, number).await? else { return Ok(ChunkEnd::Done) };
        if !table.begin_bulk(id).await? {
            return Ok(ChunkEnd::Done);
        }
        match self.run(&bulk, &chunk, until).await? {
            ChunkEnd::Done => self.end_chunk(&bulk, number).await.map(|()| ChunkEnd::Done),
            other => Ok(other),
        }
    }

    async fn run(&self, bulk: &Bulk, chunk: &BulkChunk, until: Instant) -> Result<ChunkEnd, Problem> {
        let mut failed = None;
        for target in chunk.left() {
            if Instant::now() >= until {
                return Ok(ChunkEnd::TimeUp);
            }
            match boxed(|| self.handle(bulk, target)).await {
                Ok(result) => {
                    let place = (bulk.id.as_str(), chunk.number);
                    self.actions.booking.table.put_bulk_result(place, &target.reference, &result).await?;
                }
                Err(NoResult::Ended) => return Ok(ChunkEnd::Done),
                // The others need not wait for it.
                Err(NoResult::Failed(problem)) => failed = Some(problem),
            }
        }
        Ok(failed.map_or(ChunkEnd::Done, ChunkEnd::Again))
    }

    /// Handles one booking, if the order still runs and its account still may.
    async fn handle(&self, bulk: &Bulk, target: &BulkTarget) -> Result<BulkResult, NoResult> {
        let table = &self.actions.booking.table;
        let now = table.bulk(&bulk.id).await?;
        if now.is_none_or(|bulk| bulk.state != BulkState::Running) {
            return Err(NoResult::Ended);
        }
        let each =
            Each { body: &bulk.params, request_id: bulk.request_id(&target.reference), ordered_at: bulk.created_at };
        let staff = match Staff::later(bulk.actor.facts(bulk.created_at), each.request_id.clone(), &self.staff).await {
            Ok(staff) => staff,
            Err(problem) if problem.may_pass() => return Err(problem.into()),
            Err(problem) => {
                let code = Some(problem.code().to_owned());
                self.end(bulk, Some(&Ending { at: self.clock.now(), by: None, code })).await?;
                return Err(NoResult::Ended);
            }
        };
        let Some(booking) = table.booking_now(&target.reference).await? else {
            return Ok(BulkResult::refused(Problem::no_booking().code()));
        };
        if booking.edition != target.edition {
            return self.unless_done(target, &each.request_id, BulkResult::refused(CHANGED_MEANWHILE)).await;
        }
        let Some(body) = body_for(bulk.action, &bulk.params, &booking) else {
            // The clocks are put forward then.
            let reason = Some(Reason::OutsideHours.as_str().to_owned());
            return Ok(BulkResult { reason, ..BulkResult::refused(SLOT_NOT_OFFERED) });
        };
        match self.act((bulk, &body), &staff, booking, &each).await {
            Ok(()) => Ok(BulkResult::done()),
            Err(problem) if problem.may_pass() => Err(problem.into()),
            // Refused because of its own change, which another worker made at this moment?
            Err(problem) => self.unless_done(target, &each.request_id, result_of(&problem)).await,
        }
    }

    /// The result for a booking that the order can't change: it did already, or this refusal.
    async fn unless_done(
        &self,
        target: &BulkTarget,
        request_id: &str,
        refusal: BulkResult,
    ) -> Result<BulkResult, NoResult> {
        let history = self.actions.booking.table.history(&target.reference).await?;
        let is_ours = history.iter().any(|event| event.request_id == request_id);
        Ok(if is_ours { BulkResult::done() } else { refusal })
    }

    async fn act(
        &self,
        (bulk, body): (&Bulk, &Map<String, Value>),
        staff: &Staff,
        booking: Booking,
        each: &Each<'_>,
    ) -> Result<(), Problem> {
        staff.may(Capability::ChangeMany, &booking)?;
        booking.staff_may(bulk.action, &staff.account, self.clock.now())?;
        let each = Each { body, request_id: each.request_id.clone(), ordered_at: each.ordered_at };
        let call = Call::of_many(&self.actions, staff, bulk.action, booking, &each)?;
        act(call).await.map(|_| ())
    }

    /// Ends a chunk and, with the last one, the order.
    async fn end_chunk(&self, bulk: &Bulk, number: u32) -> Result<(), Problem> {
        let table = &self.actions.booking.table;
        if table.bulk_chunk(&bulk.id, number).await?.is_some_and(|chunk| chunk.left().next().is_some()) {
            // The order was stopped.
            return Ok(());
        }
        if table.end_bulk_chunk(&bulk.id, number).await? {
            self.end(bulk, None).await?;
        }
        Ok(())
    }

    /// Stops an order: bookings without a result stay as they are. Returns `false` if it had ended already.
    ///
    /// # Errors
    /// 503.
    pub async fn stop(&self, bulk: &Bulk, staff: &Staff) -> Result<bool, Problem> {
        let ending = Ending { at: self.clock.now(), by: Some(staff.id().to_owned()), code: None };
        self.end(bulk, Some(&ending)).await
    }

    async fn end(&self, bulk: &Bulk, ending: Option<&Ending>) -> Result<bool, Problem> {
        let table = &self.actions.booking.table;
        let tally = BulkTally::of(&table.bulk_chunks(&bulk.id).await?);
        let entry = AuditEntry {
            kind: AuditKind::ManyChanged,
            subject: format!("bulk:{}", bulk.id),
            actor_id: ending.and_then(|ending| ending.by.clone()).unwrap_or_else(|| bulk.actor.id.clone()),
            request_id: format!("bulk:{}", bulk.id),
            before: Map::new(),
            after: Map::new(),
        };
        let after = json!({
            "action": bulk.action,
            "total": bulk.total,
            "ok": tally.ok,
            "byCode": tally.by_code,
            "stopped": ending.is_some(),
            "code": ending.and_then(|ending| ending.code.as_ref()),
        });
        let entry = entry.changed(&Value::Null, &after).map_err(Problem::bug)?;
        Ok(table.end_bulk(&bulk.id, ending, &entry).await?)
    }
}

const CHANGED_MEANWHILE: &str = "changed_meanwhile";
const SLOT_NOT_OFFERED: &str = "slot_not_offered";

fn result_of(problem: &Problem) -> BulkResult {
    BulkResult {
        code: Some(problem.code().to_owned()),
        reason: problem.reason().map(|reason| reason.as_str().to_owned()),
    }
}
