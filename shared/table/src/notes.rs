//! Notes on a booking, and their number: `NOTE#<id>` and `NOTES`.
//!
//! They change without the booking: its version and the state that staff decides on stay.

use aws_sdk_dynamodb::types::{
    ConditionCheck, Delete, Put, TransactWriteItem, Update,
    builders::{DeleteBuilder, UpdateBuilder},
};
use domain::{
    booking::{Booking, MAX_NOTES, Note},
    ids::Reference,
};

use crate::{
    Idempotency, Table, TableError,
    actions::{Actions, Part},
    attributes::{from_item, get_number, get_text, number, text, to_item},
    keys::{self, Item},
    transaction::TransactionError,
};

/// Pages of one query: 50 notes of 4,000 characters are less than one.
const MAX_PAGES: usize = 2;

/// The reason why the notes stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    #[error("there are as many notes as possible")]
    TooMany,
    /// There is no such note.
    #[error("there is no such note")]
    Unknown,
    #[error("the client's data were erased")]
    Erased,
    /// Another request used the idempotency key meanwhile; call [`Table::replay`].
    #[error("the idempotency key was used meanwhile")]
    KeyUsed,
    #[error(transparent)]
    Table(#[from] TableError),
}

impl Table {
    /// Returns the notes of a booking, oldest first. Unreadable ones are left out.
    pub async fn notes(&self, reference: &Reference) -> Result<Vec<Note>, TableError> {
        let mut notes = Vec::new();
        for item in self.note_items(reference).await? {
            if is_note(&item) {
                notes.extend(self.readable(reference.as_str(), from_item::<Note>("note", item))?);
            }
        }
        Ok(notes)
    }

    /// The notes' items, and that of their number.
    async fn note_items(&self, reference: &Reference) -> Result<Vec<Item>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :note)")
            .expression_attribute_values(":pk", text(keys::booking_pk(reference)))
            .expression_attribute_values(":note", text(keys::NOTES_AND_NUMBER))
            .consistent_read(true);
        self.all_pages(query, MAX_PAGES).await
    }

    /// Adds a note to a booking with its client's data.
    pub async fn add_note(
        &self,
        reference: &Reference,
        note: &Note,
        idempotency: Option<&Idempotency>,
    ) -> Result<(), NoteError> {
        let mut actions = Actions::default();
        let mut item = to_item("note", note)?;
        item.extend(keys::note(reference, &note.id));
        let put = Put::builder().table_name(&self.name).set_item(Some(item)).build();
        let put = put.map_err(|error| TableError::corrupt("note", error))?;
        actions.add(Part::Other, TransactWriteItem::builder().put(put).build());
        let count = self.count_notes(reference, 1).condition_expression("attribute_not_exists(n) OR n < :most");
        let count = count.expression_attribute_values(":most", number(MAX_NOTES)).build();
        let count = count.map_err(|error| TableError::corrupt("note", error))?;
        actions.add(Part::Notes, TransactWriteItem::builder().update(count).build());
        let is_named = ConditionCheck::builder()
            .table_name(&self.name)
            .set_key(Some(keys::booking(reference)))
            .condition_expression("attribute_exists(pk) AND attribute_not_exists(card.erasedAt)")
            .build();
        let is_named = is_named.map_err(|error| TableError::corrupt("note", error))?;
        actions.add(Part::Booking, TransactWriteItem::builder().condition_check(is_named).build());
        self.write_note(actions, (reference, idempotency), NoteError::TooMany).await
    }

    /// Deletes a note.
    pub async fn delete_note(
        &self,
        reference: &Reference,
        id: &str,
        idempotency: Option<&Idempotency>,
    ) -> Result<(), NoteError> {
        let mut actions = Actions::default();
        let note = Delete::builder().table_name(&self.name).set_key(Some(keys::note(reference, id)));
        actions.add(Part::Notes, delete(note.condition_expression("attribute_exists(pk)"))?);
        let count = self.count_notes(reference, -1).build().map_err(|error| TableError::corrupt("note", error))?;
        actions.add(Part::Other, TransactWriteItem::builder().update(count).build());
        self.write_note(actions, (reference, idempotency), NoteError::Unknown).await
    }

    async fn write_note(
        &self,
        mut actions: Actions,
        (reference, idempotency): (&Reference, Option<&Idempotency>),
        refused: NoteError,
    ) -> Result<(), NoteError> {
        if let Some(idempotency) = idempotency {
            actions.add(Part::Idempotency, self.put_idempotency(idempotency, reference, 200)?);
        }
        match self.transact(actions.items.clone()).await {
            Ok(()) => Ok(()),
            Err(TransactionError::Conditions(failures)) => {
                if actions.failure(&failures, Part::Idempotency).is_some() {
                    Err(NoteError::KeyUsed)
                } else if actions.failure(&failures, Part::Booking).is_some() {
                    Err(NoteError::Erased)
                } else {
                    Err(refused)
                }
            }
            Err(error) => Err(TableError::from(error).into()),
        }
    }

    fn count_notes(&self, reference: &Reference, by: i32) -> UpdateBuilder {
        Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::notes(reference)))
            .update_expression("ADD n :by")
            .expression_attribute_values(":by", number(by))
    }

    /// Deletes all notes of a booking, on condition that their number is as it was read: part of the erasure of its
    /// client's data.
    pub(crate) async fn delete_notes(&self, booking: &Booking) -> Result<Vec<(Part, TransactWriteItem)>, TableError> {
        let items = self.note_items(&booking.reference).await?;
        let counted: Option<i64> = items.iter().find(|item| !is_note(item)).and_then(|item| get_number(item, "n"));
        let mut actions = Vec::new();
        for item in items.iter().filter(|item| is_note(item)) {
            actions.push((
                Part::Other,
                delete(Delete::builder().table_name(&self.name).set_key(Some(keys::key_of(item))))?,
            ));
        }
        let number_of = Delete::builder().table_name(&self.name).set_key(Some(keys::notes(&booking.reference)));
        actions.push((
            Part::Notes,
            delete(match counted {
                None => number_of.condition_expression("attribute_not_exists(n)"),
                Some(counted) => {
                    number_of.condition_expression("n = :n").expression_attribute_values(":n", number(counted))
                }
            })?,
        ));
        Ok(actions)
    }
}

fn is_note(item: &Item) -> bool {
    get_text(item, keys::SK).is_some_and(|sk| sk.starts_with(keys::NOTE))
}

fn delete(delete: DeleteBuilder) -> Result<TransactWriteItem, TableError> {
    let delete = delete.build().map_err(|error| TableError::corrupt("note", error))?;
    Ok(TransactWriteItem::builder().delete(delete).build())
}
