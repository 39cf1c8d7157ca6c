//! Booking a slot: the only transaction that takes time.

use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use domain::{
    availability::Reason,
    booking::{Booking, Event, LiveBooking},
};

use crate::{
    ClientItem, Idempotency, Table, TableError,
    actions::{Actions, Part},
    attributes::{get_text, number},
    bookings::write_booking,
    cells::{CellChanges, reason_of},
    fence::Fence,
    transaction::{Failed, TransactionError},
};

#[derive(Debug)]
pub struct NewBooking<'a> {
    pub booking: &'a Booking,
    pub event: &'a Event,
    /// The maximum number of meetings on its day.
    pub daily_limit: Option<u32>,
    /// The client's idempotency key, if any.
    pub idempotency: Option<&'a Idempotency>,
    /// The client's live bookings, which the decision was based on.
    pub client: &'a ClientItem,
    /// The booking's entry among them.
    pub live: &'a LiveBooking,
}

#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// Another booking was first, or an outside calendar or limit now blocks the slot.
    #[error("the time was taken meanwhile: {}", .0.as_str())]
    SlotTaken(Reason),
    /// The client's live bookings were changed meanwhile; read them again.
    #[error("the client's bookings were changed meanwhile")]
    ClientChanged,
    /// The drawn reference is in use; draw another.
    #[error("the reference is in use")]
    ReferenceTaken,
    /// Another request used the idempotency key meanwhile; call [`Table::replay`].
    #[error("the idempotency key was used meanwhile")]
    KeyUsed,
    #[error(transparent)]
    Table(#[from] TableError),
}

impl Table {
    /// Books a slot in one transaction: marks the cells if they are free, enters the booking into its day, puts it if its
    /// reference is new, its event, its words, and the idempotency record.
    ///
    /// # Errors
    /// See [`BookError`]; only after a [`BookError::Table`] anything may have been written.
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
        if let Some(client_key) = &booking.client_key {
            let entry = (&booking.reference, new_booking.live);
            actions.add(Part::Live, self.enter_live(client_key, new_booking.client, entry)?);
        }
        actions.add(Part::Booking, self.put_booking(booking, None)?);
        actions.add(Part::Other, self.put_event(booking, event)?);
        actions.add(Part::Day, self.enter_day(booking, new_booking.daily_limit)?);
        let mut cells = CellChanges::default();
        cells.claim(&booking.consultant.id, booking.claim.marked);
        for update in cells.updates(&self.name, &booking.reference, self.clock.now())? {
            actions.add(Part::Cell, update);
        }
        for word in self.change_words(&[], booking)? {
            actions.add(Part::Other, word);
        }
        Ok(actions)
    }

    /// Resolves a lost answer after the last retry: the item under this request's reference decides.
    async fn settle(&self, new_booking: &NewBooking<'_>, last: platform::Error) -> Result<(), BookError> {
        match self.fence(&new_booking.booking.reference).await? {
            Fence::Put => Err(TableError::Busy(last).into()),
            Fence::Found(item) if get_text(&item, "id") == Some(&new_booking.booking.id) => Ok(()),
            Fence::Found(_) => Err(BookError::ReferenceTaken),
        }
    }

    /// Puts the booking: a new one if its reference is new, a changed one if no other request changed it since
    /// `expected`.
    pub(crate) fn put_booking(
        &self,
        booking: &Booking,
        expected: Option<u64>,
    ) -> Result<TransactWriteItem, TableError> {
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(write_booking(booking)?))
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
}

/// Finds the rule that failed. The idempotency key and the client's own bookings come first: a repeated request must get
/// its own answer, not a refusal caused by its own booking.
fn sale_lost(new_booking: &NewBooking<'_>, actions: &Actions, failures: &[Option<Failed>]) -> Result<(), BookError> {
    let in_use = actions.failure(failures, Part::Booking);
    if let Some(item) = in_use.and_then(|failed| failed.item.as_ref())
        && get_text(item, "id") == Some(&new_booking.booking.id)
    {
        // Our reference with our id: an earlier attempt with a lost answer succeeded.
        return Ok(());
    }
    if actions.failure(failures, Part::Idempotency).is_some() {
        return Err(BookError::KeyUsed);
    }
    if actions.failure(failures, Part::Live).is_some() {
        return Err(BookError::ClientChanged);
    }
    if in_use.is_some() {
        return Err(BookError::ReferenceTaken);
    }
    if let Some(failed) = actions.failure(failures, Part::Cell) {
        return Err(BookError::SlotTaken(reason_of(failed.item.as_ref(), new_booking.booking.claim.marked)));
    }
    if actions.failure(failures, Part::Day).is_some() {
        return Err(BookError::SlotTaken(Reason::Limit));
    }
    Err(TableError::Refused("a condition failed that should not".into()).into())
}
