//! The bookings within an absence: an order for them, and one more for those that were made while its schedules were closed.

use std::{collections::BTreeSet, time::Duration};

use domain::{
    absence::{Absence, AbsenceState, MAX_ORDERS},
    bulk::{Bulk, BulkState},
    ids::Reference,
};
use http_api::{Problem, Staff};
use tokio::time::Instant;

use super::{BulkDeps, ChunkEnd, NewBulk};
use crate::boxed;

impl BulkDeps {
    /// Orders what is to happen to the bookings within an absence, and handles them, for so long. Every call goes on where
    /// the one before ended.
    ///
    /// # Errors
    /// 503; 429 while the account has caused too many messages.
    pub async fn follow_absence(&self, id: &str, time: Duration) -> Result<ChunkEnd, Problem> {
        let until = Instant::now() + time;
        let table = &self.actions.booking.table;
        let Some(absence) = table.absence(id).await? else { return Ok(ChunkEnd::Done) };
        let wait = (absence.acts_at() - self.clock.now()).num_seconds();
        if wait >= 0 && absence.removed_at.is_none() {
            return Ok(ChunkEnd::Early { seconds: u32::try_from(wait + 1).unwrap_or(1) });
        }
        let mut ordered = BTreeSet::new();
        for round in 1..=MAX_ORDERS {
            let bulk = boxed(|| self.order_of(&absence, round, &ordered)).await?;
            let Some(bulk) = bulk else { return Ok(ChunkEnd::Done) };
            let chunks = table.bulk_chunks(&bulk.id).await?;
            ordered.extend(chunks.into_iter().flat_map(|chunk| chunk.targets).map(|target| target.reference));
            for number in 1..=bulk.chunks {
                let left = until.saturating_duration_since(Instant::now());
                match boxed(|| self.run_chunk(&bulk.id, number, left)).await? {
                    ChunkEnd::Done => {}
                    other => return Ok(other),
                }
            }
            if table.bulk(&bulk.id).await?.is_none_or(|bulk| bulk.state != BulkState::Done) {
                // It was stopped.
                return Ok(ChunkEnd::Done);
            }
        }
        Ok(ChunkEnd::Done)
    }

    /// Returns the order of a round, made now if there is none; `None` if nothing is left to order.
    async fn order_of(
        &self,
        absence: &Absence,
        round: u32,
        ordered: &BTreeSet<Reference>,
    ) -> Result<Option<Bulk>, Problem> {
        let (table, id) = (&self.actions.booking.table, absence.order_id(round));
        if let Some(bulk) = table.bulk(&id).await? {
            return Ok(Some(bulk));
        }
        let (Some((action, params)), Some(actor), None) = (absence.action(), &absence.actor, absence.removed_at) else {
            return Ok(None);
        };
        let references = self.affected(absence, ordered).await?;
        if round > 1 && references.is_empty() {
            return Ok(None);
        }
        let staff = match Staff::later(actor.facts(absence.created_at), format!("absence:{id}"), &self.staff).await {
            Ok(staff) => staff,
            Err(problem) if problem.may_pass() => return Err(problem),
            Err(problem) => {
                tracing::warn!(code = problem.code(), "the account of an absence has lost its rights");
                return Ok(None);
            }
        };
        let new = NewBulk {
            action,
            params,
            references,
            delay_seconds: 0,
            agreed: None,
            absence: Some((absence.id.clone(), id.clone())),
            idempotency: None,
        };
        match self.accept(&staff, new).await {
            Ok(bulk) => Ok(bulk),
            // Another worker made it at this moment?
            Err(problem) => table.bulk(&id).await?.map(Some).ok_or(problem),
        }
    }

    /// The bookings within an absence that have no order yet.
    async fn affected(&self, absence: &Absence, ordered: &BTreeSet<Reference>) -> Result<Vec<Reference>, Problem> {
        let (table, now) = (&self.actions.booking.table, self.clock.now());
        let mut references = Vec::new();
        // An open schedule would sell again what is given back.
        let closed = absence.consultants.iter().filter(|(_, state)| matches!(state, AbsenceState::Closed { .. }));
        for (consultant, _) in closed {
            let within = scheduling::within_absence(table, absence, consultant, now).await?;
            references.extend(within.into_iter().map(|booking| booking.reference));
        }
        references.retain(|reference| !ordered.contains(reference));
        Ok(references)
    }
}
