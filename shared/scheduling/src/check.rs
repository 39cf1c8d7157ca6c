//! Checks one slot: the reason why it isn't available, the consultant's conflicts and slots nearby.

use domain::{
    availability::{Conflict, Reason, TieBreak},
    booking::ConsultantChoice,
    time::{Instant, Interval},
};
use table::{ReadOptions, Table, TableError};

use crate::{
    SlotRequest, Unavailable,
    find::find_for_display,
    nearby::{Alternative, alternatives},
    offering::duration_of_any,
};

/// A query for one slot.
#[derive(Debug, Clone)]
pub struct CheckQuery {
    pub consultant: ConsultantChoice,
    pub start: Instant,
    /// Minutes; absent: the consultant's default.
    pub duration: Option<u32>,
}

#[derive(Debug, Clone)]
pub struct SlotCheck {
    /// Absent for an available slot.
    pub reason: Option<Reason>,
    /// Busy parts of the slot, buffers included; `any` consultant has none.
    pub conflicts: Vec<(Interval, Reason)>,
    /// Available slots nearby, if this one isn't.
    pub alternatives: Vec<Alternative>,
}

impl SlotCheck {
    fn available() -> Self {
        Self { reason: None, conflicts: Vec::new(), alternatives: Vec::new() }
    }
}

/// Checks one slot.
///
/// # Errors
/// Unknown consultant; a duration that the consultant (for `any`: everyone) doesn't offer; the table.
pub async fn check(table: &Table, query: &CheckQuery, now: Instant) -> Result<SlotCheck, Unavailable> {
    let duration = match query.duration {
        Some(duration) => Some(duration),
        None => default_duration(table, &query.consultant).await?,
    };
    let Some(duration) = duration else {
        // Without any consultant no slot is available, which is not a fault of the query.
        return Ok(SlotCheck { reason: Some(Reason::NotAccepting), ..SlotCheck::available() });
    };
    let request = SlotRequest {
        consultant: &query.consultant,
        start: query.start,
        duration,
        meeting_type: None,
        moving: None,
        ties: TieBreak::of("", query.start),
        waive: None,
    };
    match find_for_display(table, &request).await {
        Ok(_) => Ok(SlotCheck::available()),
        Err(Unavailable::Time(reason)) => {
            let alternatives = alternatives(table, &request, now).await;
            Ok(SlotCheck { reason: Some(reason), conflicts: conflicts(table, &request).await?, alternatives })
        }
        Err(refused) => Err(refused),
    }
}

/// The duration if the query has none; `None` without any consultant to take it from.
async fn default_duration(table: &Table, consultant: &ConsultantChoice) -> Result<Option<u32>, Unavailable> {
    match consultant {
        ConsultantChoice::Any => Ok(duration_of_any(&table.directory().await?, None)),
        ConsultantChoice::One(id) => {
            let card = table.card(id).await?.ok_or(Unavailable::UnknownConsultant)?;
            Ok(Some(card.default_duration()))
        }
    }
}

async fn conflicts(table: &Table, request: &SlotRequest<'_>) -> Result<Vec<(Interval, Reason)>, TableError> {
    let ConsultantChoice::One(id) = request.consultant else { return Ok(Vec::new()) };
    let slot = Interval::from_start(request.start, request.duration);
    let Some(snapshot) = table.snapshot(id, slot, ReadOptions::DISPLAY).await? else { return Ok(Vec::new()) };
    let wanted = snapshot.timeline().with_buffers(slot);
    let reason = |conflict| match conflict {
        Conflict::Booked => Reason::Booked,
        Conflict::External => Reason::Blocked,
    };
    Ok(snapshot.busy.conflicts(wanted).into_iter().map(|(busy, conflict)| (busy, reason(conflict))).collect())
}
