//! The actions of a transaction, each with the rule that its condition enforces.

use aws_sdk_dynamodb::types::TransactWriteItem;

use crate::transaction::Failed;

/// Maps each transaction item to the rule it enforces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Idempotency,
    /// Entering a client's live bookings: they are as they were read.
    Live,
    Booking,
    /// Entering a day: its limit.
    Day,
    /// Leaving a day, or changing an entry there.
    DayEntry,
    Cell,
    /// A note, or the number of notes.
    Notes,
    Other,
}

/// The actions of a transaction, each with its part.
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

    /// The first failed condition of a part.
    pub(crate) fn failure<'f>(&self, failures: &'f [Option<Failed>], part: Part) -> Option<&'f Failed> {
        self.parts.iter().zip(failures).filter(|(found, _)| **found == part).find_map(|(_, failed)| failed.as_ref())
    }
}
