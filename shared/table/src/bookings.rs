//! Reading bookings and their events.

use domain::{
    booking::{Booking, Event},
    ids::Reference,
    unknown::UnknownMembers,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    Table, TableError,
    attributes::{from_item, text, to_item},
    card::{fold, read_event, unfold},
    fence::is_void,
    keys::{self, Item},
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
    read_event(image.into())
}

/// Reads the item of a booking.
///
/// # Errors
/// Fails if the item isn't a booking.
pub fn booking_from_image(image: Image) -> Result<Booking, TableError> {
    read_booking(image.into())
}

impl Table {
    /// Returns the current booking.
    pub async fn booking_now(&self, reference: &Reference) -> Result<Option<Booking>, TableError> {
        let item = self.get(keys::booking(reference), true).await?;
        item.filter(|item| !is_void(item)).map(read_booking).transpose()
    }

    /// As [`Table::booking_now`], for whatever acts on it: fails if a later release has written a status, meeting type or
    /// language that this one doesn't know. The message comes back, and finds that release.
    pub async fn booking_to_act_on(&self, reference: &Reference) -> Result<Option<Booking>, TableError> {
        let booking = self.booking_now(reference).await?;
        match booking {
            Some(booking) if !booking.is_understood() => {
                Err(TableError::corrupt("booking", "it has values of a later release"))
            }
            booking => Ok(booking),
        }
    }

    /// Returns the events of a booking, oldest first; of very many, the newest 5,000. Unreadable ones are left out.
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
            let event = read_event(item.map_err(TableError::from_sdk)?);
            events.extend(self.readable(reference.as_str(), event)?);
        }
        events.reverse();
        Ok(events)
    }

    pub(crate) async fn event_now(&self, reference: &Reference, version: u64) -> Result<Option<Event>, TableError> {
        let item = self.get(keys::event(reference, version), true).await?;
        item.map(read_event).transpose()
    }
}

/// Reads a booking with the members that this release doesn't know.
pub(crate) fn read_booking(mut item: Item) -> Result<Booking, TableError> {
    for name in [keys::PK, keys::SK, keys::PENDING_SHARD, keys::PENDING_DUE, keys::EXPIRES_AT] {
        item.remove(name);
    }
    unfold(&mut item);
    let stored: Value = from_item("booking", item)?;
    let corrupt = |error| TableError::corrupt("booking", error);
    let mut booking = Booking::deserialize(&stored).map_err(corrupt)?;
    booking.unknown = UnknownMembers::of(&stored, &serde_json::to_value(&booking).map_err(corrupt)?);
    Ok(booking)
}

/// The item of a booking, with its keys and the attributes of the indexes.
pub(crate) fn write_booking(booking: &Booking) -> Result<Item, TableError> {
    let mut item = if booking.unknown.is_empty() {
        to_item("booking", booking)?
    } else {
        let mut written = serde_json::to_value(booking).map_err(|error| TableError::corrupt("booking", error))?;
        booking.unknown.restore(&mut written);
        to_item("booking", &written)?
    };
    fold(&mut item, booking)?;
    item.extend(keys::booking(&booking.reference));
    Ok(item)
}
