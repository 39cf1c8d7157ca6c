//! Selling time: one transaction, the only place where it happens.

use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update};
use chrono::NaiveDate;
use domain::{
    availability::Reason,
    booking::{Booking, Event},
    ids::ConsultantId,
};

use crate::{
    Idempotency, Table, TableError,
    attributes::{get_text, number, to_item},
    cells::{CellChanges, reason_of},
    keys::{self, Item},
    retention::retention_marks,
    transaction::{Failed, TransactionError},
};

/// A booking to be made.
#[derive(Debug)]
pub struct NewBooking<'a> {
    /// The booking as agreed.
    pub booking: &'a Booking,
    /// Its first event.
    pub event: &'a Event,
    /// At most so many meetings on its day.
    pub daily_limit: Option<u32>,
    /// The client's idempotency key, if there was one.
    pub idempotency: Option<&'a Idempotency>,
}

/// Why a booking was not made.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// Somebody else was quicker, or an outside calendar or limit is in the way by now.
    #[error("the time was taken meanwhile: {}", .0.as_str())]
    SlotTaken(Reason),
    /// The reference that was drawn is in use; draw another.
    #[error("the reference is in use")]
    ReferenceTaken,
    /// The idempotency key was used meanwhile; look at what for.
    #[error("the idempotency key was used meanwhile")]
    KeyUsed,
    /// The table could not be used.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// What stands where in a transaction, to tell which rule failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Idempotency,
    Booking,
    Counter,
    Cell,
    Other,
}

/// A transaction in the making: actions with what they stand for.
#[derive(Debug, Default)]
pub(crate) struct Actions {
    pub(crate) items: Vec<TransactWriteItem>,
    pub(crate) parts: Vec<Part>,
}

impl Actions {
    pub(crate) fn add(&mut self, part: Part, item: TransactWriteItem) {
        self.items.push(item);
        self.parts.push(part);
    }

    /// The first failure of a kind.
    pub(crate) fn failure<'f>(&self, failures: &'f [Option<Failed>], part: Part) -> Option<&'f Failed> {
        self.parts.iter().zip(failures).filter(|(found, _)| **found == part).find_map(|(_, failed)| failed.as_ref())
    }
}

impl Table {
    /// Sells time: marks the cells on condition that they are free, counts the day, puts the booking on
    /// condition that its reference is new, its event, what it owes to whom, and the idempotency record.
    ///
    /// # Errors
    /// See [`BookError`]; after [`BookError::SlotTaken`], [`BookError::ReferenceTaken`] and [`BookError::KeyUsed`]
    /// nothing was written.
    pub async fn book_slot(&self, new_booking: &NewBooking<'_>) -> Result<(), BookError> {
        let actions = self.sale_actions(new_booking)?;
        match self.transact(actions.items.clone()).await {
            Ok(()) => Ok(()),
            Err(TransactionError::Conditions(failures)) => sale_lost(new_booking, &actions, &failures),
            Err(TransactionError::Busy { maybe_applied: true, last }) => self.settle(new_booking, last).await,
            Err(error) => Err(TableError::from(error).into()),
        }
    }

    fn sale_actions(&self, new_booking: &NewBooking<'_>) -> Result<Actions, TableError> {
        let NewBooking { booking, event, .. } = new_booking;
        let mut actions = Actions::default();
        if let Some(idempotency) = new_booking.idempotency {
            actions.add(Part::Idempotency, self.put_idempotency(idempotency, &booking.reference, 201)?);
        }
        actions.add(Part::Booking, self.put_booking(booking, None)?);
        actions.add(Part::Other, self.put_event(event)?);
        let day = booking.claim.day;
        actions.add(Part::Counter, self.count_up(&booking.consultant.id, day, new_booking.daily_limit)?);
        let mut cells = CellChanges::default();
        cells.claim(&booking.consultant.id, booking.claim.marked);
        for update in cells.updates(&self.name, &booking.reference, self.clock.now())? {
            actions.add(Part::Cell, update);
        }
        for task in self.put_notification_tasks(booking, event)? {
            actions.add(Part::Other, task);
        }
        if let Some(entry) = self.put_client_entry(booking)? {
            actions.add(Part::Other, entry);
        }
        actions.add(Part::Other, self.put_plan_task(booking, event)?);
        Ok(actions)
    }

    /// An answer was lost and the time for retries is up: what the table holds under the reference that this
    /// request drew decides.
    async fn settle(&self, new_booking: &NewBooking<'_>, last: platform::Error) -> Result<(), BookError> {
        match self.booking_now(&new_booking.booking.reference).await? {
            Some(found) if found.id == new_booking.booking.id => Ok(()),
            _ => Err(TableError::Busy(last).into()),
        }
    }

    /// Puts the booking: a new one on condition that its reference is new, a changed one on condition that
    /// nobody changed it since `expected`.
    pub(crate) fn put_booking(
        &self,
        booking: &Booking,
        expected: Option<u64>,
    ) -> Result<TransactWriteItem, TableError> {
        let mut item = to_item("booking", booking)?;
        item.extend(keys::booking(&booking.reference));
        item.extend(retention_marks(booking));
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(item))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = match expected {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(version) => put
                .condition_expression("version = :expected")
                .expression_attribute_values(":expected", number(version)),
        };
        let put = put.build().map_err(|error| TableError::corrupt("booking", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }

    pub(crate) fn put_event(&self, event: &Event) -> Result<TransactWriteItem, TableError> {
        let mut item = to_item("event", event)?;
        item.extend(keys::event(&event.reference, event.version));
        self.put_new(item)
    }

    /// One more live booking on a day, on condition that the limit is not reached. Always counted, limit or not.
    pub(crate) fn count_up(
        &self,
        consultant: &ConsultantId,
        day: NaiveDate,
        limit: Option<u32>,
    ) -> Result<TransactWriteItem, TableError> {
        let mut update = self.count(keys::day_counter(consultant, day), 1);
        if let Some(limit) = limit {
            update = update
                .condition_expression("attribute_not_exists(n) OR n < :limit")
                .expression_attribute_values(":limit", number(limit));
        }
        let update = update.build().map_err(|error| TableError::corrupt("counter", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// One live booking less on a day. Without a condition: a counter that is off must not keep anybody from
    /// cancelling.
    pub(crate) fn count_down(
        &self,
        consultant: &ConsultantId,
        day: NaiveDate,
    ) -> Result<TransactWriteItem, TableError> {
        let update = self.count(keys::day_counter(consultant, day), -1).build();
        let update = update.map_err(|error| TableError::corrupt("counter", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn count(&self, key: Item, by: i32) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        Update::builder()
            .table_name(&self.name)
            .set_key(Some(key))
            .update_expression("ADD n :by")
            .expression_attribute_values(":by", number(by))
    }
}

/// Which rule failed. The idempotency key comes first: whoever asks again must get their own answer, not
/// a refusal because of their own booking.
fn sale_lost(new_booking: &NewBooking<'_>, actions: &Actions, failures: &[Option<Failed>]) -> Result<(), BookError> {
    if let Some(failed) = actions.failure(failures, Part::Booking) {
        let found = failed.item.as_ref().and_then(|item| get_text(item, "id"));
        // Our own reference with our own id: an attempt whose answer was lost had won.
        return if found == Some(&new_booking.booking.id) { Ok(()) } else { Err(BookError::ReferenceTaken) };
    }
    if actions.failure(failures, Part::Idempotency).is_some() {
        return Err(BookError::KeyUsed);
    }
    if let Some(failed) = actions.failure(failures, Part::Cell) {
        return Err(BookError::SlotTaken(reason_of(failed.item.as_ref(), new_booking.booking.claim.marked)));
    }
    if actions.failure(failures, Part::Counter).is_some() {
        return Err(BookError::SlotTaken(Reason::Limit));
    }
    Err(TableError::Refused("a condition failed that should not".into()).into())
}
