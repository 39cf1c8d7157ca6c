//! Changing a booking: a move, a cancellation, an outcome or feedback, in one transaction with the released and
//! claimed time and the event, which names all that follows.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::{
    availability::Reason,
    booking::{Booking, Changed, LiveBooking, Status},
};

use crate::{
    ClientItem, Idempotency, Table, TableError, Wish,
    actions::{Actions, Part},
    bookings::read_booking,
    cells::{CellChanges, own_marks, reason_of},
    day::has_entry,
    fence::ANSWER,
    keys,
    transaction::{Failed, TransactionError},
};

#[derive(Debug)]
pub struct ChangeRequest<'a> {
    /// The booking that the decision was based on.
    pub before: &'a Booking,
    /// The booking after the change, and the event.
    pub changed: &'a Changed,
    /// The maximum number of meetings on the target day.
    pub daily_limit: Option<u32>,
    /// The client's idempotency key, if any.
    pub idempotency: Option<&'a Idempotency>,
    pub client: ClientCheck<'a>,
}

impl<'a> ChangeRequest<'a> {
    /// A change that takes no time, and of which nothing is asked of the client.
    pub fn new(before: &'a Booking, changed: &'a Changed) -> Self {
        Self { before, changed, daily_limit: None, idempotency: None, client: ClientCheck::default() }
    }
}

/// How a change of time or client treats the client's other live bookings.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClientCheck<'a> {
    /// Whether it is refused if the same person has another meeting then.
    pub is_exclusive: bool,
    /// A keyed hash of the client's new name; `None` keeps the stored one.
    pub name: Option<&'a str>,
}

/// How often the items beside the booking are read again because another request changed them.
const MAX_READS: usize = 5;

/// The reason why a booking wasn't changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The target time was taken meanwhile.
    #[error("the time was taken meanwhile: {}", .0.as_str())]
    SlotTaken(Reason),
    /// The same person has another meeting then.
    #[error("the client has another meeting then")]
    ClientBusy,
    /// Another request changed the booking meanwhile; read it again.
    #[error("the booking was changed meanwhile")]
    Stale,
    /// Another request used the idempotency key meanwhile; call [`Table::replay`].
    #[error("the idempotency key was used meanwhile")]
    KeyUsed,
    #[error(transparent)]
    Table(#[from] TableError),
}

/// The result of one attempt.
enum Attempt {
    Done,
    /// The booking doesn't own some of the marks to release, or its day has no entry of it.
    NotOwn,
    /// Another request changed the client's live bookings, or the notes.
    OthersChanged,
}

/// Items beside the booking that are read before a change, and must be as they were read.
struct Others {
    client: Option<ClientItem>,
    notes: Vec<(Part, TransactWriteItem)>,
}

/// The part of the released time that is the booking's.
struct Released {
    cells: CellChanges,
    /// Whether its day has its entry.
    is_entered: bool,
}

impl Table {
    /// Changes a booking if no other request changed it since it was read: cells, days, booking, event, idempotency
    /// record.
    ///
    /// Releasing time never fails: marks that the booking doesn't own stay, a missing entry of its day is left out, and
    /// both are logged as a repair.
    ///
    /// # Errors
    /// See [`ChangeError`]; nothing was written unless the table itself failed.
    pub async fn change(&self, request: &ChangeRequest<'_>) -> Result<(), ChangeError> {
        let mut released = Released { cells: cell_changes(request), is_entered: true };
        let mut is_repaired = false;
        for _ in 0..MAX_READS {
            let others = Others { client: self.client_of(request).await?, notes: self.notes_to_delete(request).await? };
            match self.try_change(request, &released, &others).await? {
                Attempt::Done => return Ok(()),
                Attempt::OthersChanged => {}
                // They changed again in between: the other writer finishes in a moment.
                Attempt::NotOwn if is_repaired => {
                    return Err(TableError::Busy("its cells keep changing".into()).into());
                }
                Attempt::NotOwn => {
                    self.release_only_own(request.before, &mut released).await?;
                    is_repaired = true;
                }
            }
        }
        Err(TableError::Busy("the client's bookings or the notes keep changing".into()).into())
    }

    /// Reads the client's live bookings if the change enters its booking there.
    async fn client_of(&self, request: &ChangeRequest<'_>) -> Result<Option<ClientItem>, ChangeError> {
        let after = &request.changed.booking;
        let item = self.live_for(request.before, request.changed, request.client.name).await?;
        if let Some(item) = &item
            && request.client.is_exclusive
            && let Some(own) = item.bookings.get(&after.reference)
        {
            let moved = LiveBooking { slot: after.slot, ..own.clone() };
            if !item.bookings.allows_move(&after.reference, &moved, self.clock.now()) {
                return Err(ChangeError::ClientBusy);
            }
        }
        Ok(item)
    }

    /// The deletions of notes, which go with the client's data.
    async fn notes_to_delete(&self, request: &ChangeRequest<'_>) -> Result<Vec<(Part, TransactWriteItem)>, TableError> {
        let is_erasure = request.before.erased_at.is_none() && request.changed.booking.erased_at.is_some();
        if is_erasure { self.delete_notes(request.before).await } else { Ok(Vec::new()) }
    }

    /// Leaves out of the released time all parts that aren't the booking's.
    async fn release_only_own(&self, before: &Booking, released: &mut Released) -> Result<(), TableError> {
        let day = self.get(keys::day(&before.consultant.id, before.claim.day), true).await?;
        released.is_entered = day.is_some_and(|day| has_entry(&day, &before.reference));
        let own = self.own_cells(before, &released.cells).await?;
        released.cells.release_only(&own);
        tracing::warn!(
            reference = %before.reference,
            repair = if released.is_entered { "foreign_marks" } else { "missing_day_entry" },
            "skipped releasing time that the booking doesn't own"
        );
        Ok(())
    }

    async fn try_change(
        &self,
        request: &ChangeRequest<'_>,
        released: &Released,
        others: &Others,
    ) -> Result<Attempt, ChangeError> {
        let actions = self.change_actions(request, released, others)?;
        match self.transact(actions.items.clone()).await {
            Ok(()) => Ok(Attempt::Done),
            Err(TransactionError::Conditions(failures)) => change_lost(request, &actions, &failures),
            Err(TransactionError::Busy { maybe_applied: true, last }) => self.settle_change(request, last).await,
            Err(error) => Err(TableError::from(error).into()),
        }
    }

    fn change_actions(
        &self,
        request: &ChangeRequest<'_>,
        released: &Released,
        others: &Others,
    ) -> Result<Actions, TableError> {
        let (before, after) = (request.before, &request.changed.booking);
        let mut actions = Actions::default();
        if let Some(idempotency) = request.idempotency {
            actions.add(Part::Idempotency, self.put_idempotency(idempotency, &after.reference, 200)?);
        }
        for (part, update) in self.change_live(before, after, (others.client.as_ref(), request.client.name))? {
            actions.add(part, update);
        }
        actions.add(Part::Booking, self.put_booking(after, Some(before.version))?);
        actions.add(Part::Other, self.put_event(after, &request.changed.event)?);
        for offer in self.put_offers(before, request.changed)? {
            actions.add(Part::Other, offer);
        }
        for (part, update) in self.change_days(request, released.is_entered)? {
            actions.add(part, update);
        }
        let (old, new) = (before.numbers(), after.numbers());
        if old != new {
            actions.add(Part::Other, self.count_numbers(&after.consultant.id, old, new)?);
        }
        for update in released.cells.updates(&self.name, &after.reference, self.clock.now())? {
            actions.add(Part::Cell, update);
        }
        for wish in Wish::of_change(before, after) {
            actions.add(Part::Other, self.put_wish(&wish, after.updated_at)?);
        }
        for (part, delete) in &others.notes {
            actions.add(*part, delete.clone());
        }
        if before.client.email != after.client.email {
            actions.add(Part::Other, self.delete_email_change(&after.reference)?);
        }
        for word in self.change_words(&before.words, after)? {
            actions.add(Part::Other, word);
        }
        Ok(actions)
    }

    /// The days' entries of released and claimed time.
    fn change_days(
        &self,
        request: &ChangeRequest<'_>,
        is_entered: bool,
    ) -> Result<Vec<(Part, TransactWriteItem)>, TableError> {
        let (before, after) = (request.before, &request.changed.booking);
        if has_no_time(before) || (after.status != Status::Cancelled && keeps_time(before, after)) {
            return Ok(Vec::new());
        }
        let stays = before.consultant.id == after.consultant.id && before.claim.day == after.claim.day;
        let mut updates = Vec::new();
        if is_entered && stays && after.status.is_live() {
            updates.push((Part::DayEntry, self.change_day_entry(after)?));
            return Ok(updates);
        }
        if is_entered {
            updates.push((Part::DayEntry, self.leave_day(before)?));
        }
        if after.status.is_live() {
            updates.push((Part::Day, self.enter_day(after, request.daily_limit)?));
        }
        Ok(updates)
    }

    /// Returns the marks in these cells that the booking owns now.
    async fn own_cells(
        &self,
        booking: &Booking,
        cells: &CellChanges,
    ) -> Result<BTreeMap<(domain::ids::ConsultantId, domain::time::Instant), BTreeSet<usize>>, TableError> {
        let mut own = BTreeMap::new();
        // At most 13 hours of the old time and 13 of the new one.
        for (consultant, hour) in cells.hours() {
            if let Some(cell) = self.get(keys::hour_cell(consultant, *hour), true).await? {
                own.insert((consultant.clone(), *hour), own_marks(&cell, &booking.reference));
            }
        }
        Ok(own)
    }

    async fn settle_change(&self, request: &ChangeRequest<'_>, last: platform::Error) -> Result<Attempt, ChangeError> {
        let event = &request.changed.event;
        match platform::in_time(ANSWER, self.event_now(&event.reference, event.version)).await {
            Ok(Ok(Some(found))) if found == *event => Ok(Attempt::Done),
            // Another request made this version, so ours can't be made any more.
            Ok(Ok(Some(_))) => Err(ChangeError::Stale),
            // The transaction may still be on its way.
            _ => Err(TableError::Unknown(last).into()),
        }
    }
}

/// A cancelled booking has released its time already, and claims none.
fn has_no_time(booking: &Booking) -> bool {
    booking.status == Status::Cancelled
}

/// An outcome releases no time: only a cancellation or move does.
fn keeps_time(before: &Booking, after: &Booking) -> bool {
    after.consultant.id == before.consultant.id && after.claim == before.claim && after.slot == before.slot
}

fn cell_changes(request: &ChangeRequest<'_>) -> CellChanges {
    let (before, after) = (request.before, &request.changed.booking);
    let mut cells = CellChanges::default();
    if has_no_time(before) || (after.status != Status::Cancelled && keeps_time(before, after)) {
        return cells;
    }
    if after.status.is_live() {
        cells.claim(&after.consultant.id, after.claim.marked);
    }
    cells.release(&before.consultant.id, before.claim.marked);
    cells
}

fn change_lost(
    request: &ChangeRequest<'_>,
    actions: &Actions,
    failures: &[Option<Failed>],
) -> Result<Attempt, ChangeError> {
    let after = &request.changed.booking;
    if let Some(failed) = actions.failure(failures, Part::Booking) {
        let is_ours = failed.item.clone().and_then(|item| read_booking(item).ok());
        // It is our own write: an earlier attempt with a lost answer succeeded.
        return if is_ours.as_ref() == Some(after) { Ok(Attempt::Done) } else { Err(ChangeError::Stale) };
    }
    if actions.failure(failures, Part::Idempotency).is_some() {
        return Err(ChangeError::KeyUsed);
    }
    if actions.failure(failures, Part::Live).is_some() || actions.failure(failures, Part::Notes).is_some() {
        return Ok(Attempt::OthersChanged);
    }
    let mut failed_cells = actions
        .parts
        .iter()
        .zip(failures)
        .filter(|(part, _)| **part == Part::Cell)
        .filter_map(|(_, failed)| failed.as_ref());
    if let Some(failed) = failed_cells.find(|failed| is_lost(failed, after)) {
        return Err(ChangeError::SlotTaken(reason_of(failed.item.as_ref(), after.claim.marked)));
    }
    if actions.failure(failures, Part::Cell).is_some() || actions.failure(failures, Part::DayEntry).is_some() {
        return Ok(Attempt::NotOwn);
    }
    if actions.failure(failures, Part::Day).is_some() {
        return Err(ChangeError::SlotTaken(Reason::Limit));
    }
    Err(TableError::Refused("a condition failed that should not".into()).into())
}

/// Returns `true` if a cell's condition failed because another booking has the new time (rather than because the
/// booking doesn't own the time to release).
fn is_lost(failed: &Failed, after: &Booking) -> bool {
    let Some(cell) = &failed.item else { return false };
    after.status.is_live()
        && crate::cells::holds_foreign_mark(cell, &after.reference, &after.consultant.id, after.claim.marked)
}
