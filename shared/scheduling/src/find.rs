//! Finds the consultants who can take a slot.

use std::collections::VecDeque;

use domain::{
    availability::{Reason, TieBreak, Waiver, sort_by_load, waive},
    booking::{Booking, ConsultantChoice, Offer},
    consultant::MeetingType,
    ids::ConsultantId,
    time::{Instant, Interval},
};
use futures::future::try_join_all;
use table::{ReadOptions, Table, TableError, TimelineSnapshot};

use crate::{
    Unavailable,
    offering::{candidates, check_snapshot},
    snapshots::{self, READ_AT_ONCE, load_in_week},
};

#[derive(Debug, Clone)]
pub struct SlotRequest<'a> {
    pub consultant: &'a ConsultantChoice,
    pub start: Instant,
    /// Minutes.
    pub duration: u32,
    /// Required meeting type, if any.
    pub meeting_type: Option<MeetingType>,
    /// The booking to move: its own time counts as free.
    pub moving: Option<&'a Booking>,
    /// For `any`: the order of equally loaded consultants.
    pub ties: TieBreak,
    /// Of staff: the rules that don't count. `None` for a client: their refusals name no waivers.
    pub waive: Option<&'a [Waiver]>,
}

impl SlotRequest<'_> {
    fn slot(&self) -> Interval {
        Interval::from_start(self.start, self.duration)
    }

    /// Checks the slot on a consultant's timeline. Returns the rules that were waived for it.
    fn check(&self, snapshot: &TimelineSnapshot) -> Result<Vec<Waiver>, Unavailable> {
        let timeline = snapshot.timeline();
        match self.waive {
            None => timeline.check_slot(self.start, self.duration).map(|()| Vec::new()).map_err(Unavailable::Time),
            Some(waived) => waive(&timeline.broken_rules(self.start, self.duration), waived)
                .map_err(|(reason, waivable)| Unavailable::Waivable { reason, waivable }),
        }
    }
}

/// An available consultant, with the snapshot that was read.
#[derive(Debug, Clone)]
pub struct AvailableConsultant {
    snapshot: TimelineSnapshot,
    slot: Interval,
    waived: Vec<Waiver>,
}

impl AvailableConsultant {
    pub fn consultant(&self) -> &ConsultantId {
        &self.snapshot.consultant.id
    }

    /// The consultant's limit of meetings on the slot's day, unless it was waived.
    pub fn daily_limit(&self) -> Option<u32> {
        self.snapshot.rules.daily_limit.filter(|_| !self.waived.contains(&Waiver::Limit))
    }

    /// The rules that were waived for the slot.
    pub fn waived(&self) -> &[Waiver] {
        &self.waived
    }

    /// The offer from which a booking is made.
    pub fn offer(&self) -> Offer<'_> {
        Offer {
            consultant: self.snapshot.consultant.clone(),
            phone: self.snapshot.phone.as_deref(),
            timezone: self.snapshot.schedule.timezone,
            rules: &self.snapshot.rules,
            schedule_version: self.snapshot.version,
            slot: self.slot,
        }
    }
}

/// The available consultants, in the order in which they are tried.
#[derive(Debug)]
pub struct AvailableConsultants {
    rest: VecDeque<AvailableConsultant>,
    /// Whether one was tried, and lost to another request.
    was_lost: bool,
    /// Only the present consultant of a move to `any` was looked at.
    is_partial: bool,
}

impl AvailableConsultants {
    /// The consultants that are left, in the order in which they are tried.
    pub fn consultants(&self) -> impl Iterator<Item = &ConsultantId> {
        self.rest.iter().map(AvailableConsultant::consultant)
    }

    fn new(available: impl IntoIterator<Item = AvailableConsultant>) -> Self {
        Self { rest: available.into_iter().collect(), was_lost: false, is_partial: false }
    }

    /// Returns the next consultant to try. After the first, their time is read again: where one was lost, other requests
    /// are probably taking the others as well, and a lost transaction costs more than a read.
    pub async fn next(
        &mut self,
        table: &Table,
        request: &SlotRequest<'_>,
    ) -> Result<Option<AvailableConsultant>, TableError> {
        if !self.was_lost {
            self.was_lost = true;
            return Ok(self.rest.pop_front());
        }
        if std::mem::take(&mut self.is_partial) {
            match find_others(table, request, ReadOptions::now(request.moving)).await {
                Ok(others) => {
                    self.rest = others.rest;
                    return Ok(self.rest.pop_front());
                }
                Err(Unavailable::Table(error)) => return Err(error),
                Err(_) => return Ok(None),
            }
        }
        while !self.rest.is_empty() {
            let some: Vec<_> = self.rest.drain(..self.rest.len().min(READ_AT_ONCE / 2)).collect();
            let read = some.into_iter().map(|available| available.still(table, request));
            let mut available = try_join_all(read).await?.into_iter().flatten();
            if let Some(first) = available.next() {
                available.rev().for_each(|other| self.rest.push_front(other));
                return Ok(Some(first));
            }
        }
        Ok(None)
    }
}

impl AvailableConsultant {
    /// Reads the consultant's time again; `None` if the slot is taken by now.
    async fn still(mut self, table: &Table, request: &SlotRequest<'_>) -> Result<Option<Self>, TableError> {
        table.refresh(&mut self.snapshot, self.slot, ReadOptions::now(request.moving)).await?;
        Ok(request.check(&self.snapshot).ok().map(|waived| Self { waived, ..self }))
    }
}

/// Returns the available consultants, at least one. Reads consistently.
pub async fn find(table: &Table, request: &SlotRequest<'_>) -> Result<AvailableConsultants, Unavailable> {
    find_with(table, request, ReadOptions::now(request.moving)).await
}

/// As [`find`], but without the consultant of the booking that is moved: those who can take it over.
pub async fn find_colleagues(table: &Table, request: &SlotRequest<'_>) -> Result<AvailableConsultants, Unavailable> {
    let mut found = find_others(table, request, ReadOptions::now(request.moving)).await?;
    let own = request.moving.map(|booking| &booking.consultant.id);
    found.rest.retain(|available| Some(available.consultant()) != own);
    if found.rest.is_empty() {
        let (reason, waivable) = (Reason::Booked, Vec::new());
        return Err(Unavailable::Waivable { reason, waivable });
    }
    Ok(found)
}

/// As [`find`]. The data may be a moment old: for display.
pub(crate) async fn find_for_display(
    table: &Table,
    request: &SlotRequest<'_>,
) -> Result<AvailableConsultants, Unavailable> {
    find_with(table, request, ReadOptions { moving: request.moving, ..ReadOptions::DISPLAY }).await
}

async fn find_with(
    table: &Table,
    request: &SlotRequest<'_>,
    options: ReadOptions<'_>,
) -> Result<AvailableConsultants, Unavailable> {
    match request.consultant {
        ConsultantChoice::One(id) => Ok(AvailableConsultants::new([find_one(table, id, request, options).await?])),
        ConsultantChoice::Any => find_any(table, request, options).await,
    }
}

async fn find_one(
    table: &Table,
    id: &ConsultantId,
    request: &SlotRequest<'_>,
    options: ReadOptions<'_>,
) -> Result<AvailableConsultant, Unavailable> {
    let slot = request.slot();
    let snapshot = table.snapshot(id, slot, options).await?.ok_or(Unavailable::UnknownConsultant)?;
    check_snapshot(&snapshot, request.duration, request.meeting_type, request.moving)?;
    let waived = request.check(&snapshot)?;
    Ok(AvailableConsultant { snapshot, slot, waived })
}

/// All available consultants: only the booking's current one if they are; else by the number of live bookings in the
/// slot's week, fewest first.
async fn find_any(
    table: &Table,
    request: &SlotRequest<'_>,
    options: ReadOptions<'_>,
) -> Result<AvailableConsultants, Unavailable> {
    let Some(booking) = request.moving else { return find_others(table, request, options).await };
    let refused = match find_one(table, &booking.consultant.id, request, options).await {
        Ok(available) => {
            return Ok(AvailableConsultants { is_partial: true, ..AvailableConsultants::new([available]) });
        }
        // Others may be free all the same.
        Err(Unavailable::Table(TableError::Corrupt { .. })) => None,
        Err(Unavailable::Table(error)) => return Err(error.into()),
        Err(refused) => Some(refused),
    };
    match (find_others(table, request, options).await, refused) {
        // If no consultant offers such meetings any more, the current one may keep this meeting, but was not available.
        (Err(Unavailable::Duration | Unavailable::MeetingType), Some(refused)) => Err(refused),
        (found, _) => found,
    }
}

/// As [`find_any`], without regard to the booking's current consultant.
async fn find_others(
    table: &Table,
    request: &SlotRequest<'_>,
    options: ReadOptions<'_>,
) -> Result<AvailableConsultants, Unavailable> {
    let cards = candidates(table.directory().await?, request.duration, request.meeting_type)?;
    let (slot, ids) = (request.slot(), cards.iter().map(|card| &card.summary.id));
    let mut available = Vec::new();
    // The closest refusal is the most informative: reasons are in the order of the checks.
    let mut refusal = Unavailable::Time(Reason::NotAccepting);
    for snapshot in snapshots::read(table, ids, slot, options.whole_weeks()).await? {
        match request.check(&snapshot) {
            Ok(waived) => available.push(AvailableConsultant { snapshot, slot, waived }),
            Err(refused) if refused.reason() >= refusal.reason() => refusal = refused,
            Err(_) => {}
        }
    }
    if available.is_empty() {
        return Err(refusal);
    }
    let load = |one: &AvailableConsultant| (load_in_week(&one.snapshot, request.start), one.consultant().clone());
    sort_by_load(&mut available, request.ties, load);
    Ok(AvailableConsultants::new(available))
}
