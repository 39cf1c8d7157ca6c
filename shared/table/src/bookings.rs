//! Reading bookings and their events.

use domain::{
    booking::{Booking, Event},
    ids::Reference,
};

use crate::{
    Table, TableError,
    attributes::{from_item, text},
    keys,
};

pub type Image = serde_dynamo::Item;

/// Events of one booking that are returned at most. An answer with all of them stays below Lambda's 6 MB: an event is
/// about 400 bytes.
const MAX_EVENTS: usize = 5_000;

/// Reads the event of a stream record.
///
/// # Errors
/// Fails if the image isn't an event.
pub fn event_from_image(image: Image) -> Result<Event, TableError> {
    serde_dynamo::from_item(image).map_err(|error| TableError::corrupt("event", error))
}

impl Table {
    /// Returns the current booking.
    pub async fn booking_now(&self, reference: &Reference) -> Result<Option<Booking>, TableError> {
        let item = self.get(keys::booking(reference), true).await?;
        item.map(|item| from_item("booking", item)).transpose()
    }

    /// Returns the events of a booking, oldest first; of very many, the newest 5,000.
    pub async fn history(&self, reference: &Reference) -> Result<Vec<Event>, TableError> {
        let mut items = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :event)")
            .expression_attribute_values(":pk", text(keys::booking_pk(reference)))
            .expression_attribute_values(":event", text(keys::EVENT))
            .scan_index_forward(false)
            .consistent_read(true)
            .into_paginator()
            .items()
            .send();
        let mut events: Vec<Event> = Vec::new();
        while events.len() < MAX_EVENTS
            && let Some(item) = items.next().await
        {
            events.push(from_item("event", item.map_err(TableError::from_sdk)?)?);
        }
        events.reverse();
        Ok(events)
    }

    pub(crate) async fn event_now(&self, reference: &Reference, version: u64) -> Result<Option<Event>, TableError> {
        let item = self.get(keys::event(reference, version), true).await?;
        item.map(|item| from_item("event", item)).transpose()
    }
}
