//! Reading bookings and their events.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    booking::{Booking, Event},
    ids::Reference,
};

use crate::{
    Table, TableError,
    attributes::{from_item, get_text, text},
    fence::is_void,
    keys,
};

pub type Image = serde_dynamo::Item;

/// Pages of one booking's items; a page is up to 1 MB, and an event is about 400 bytes.
const MAX_PAGES: usize = 10;

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
        item.filter(|item| !is_void(item)).map(|item| from_item("booking", item)).transpose()
    }

    /// Returns the current booking with all its events, oldest first.
    pub async fn booking_with_history(
        &self,
        reference: &Reference,
    ) -> Result<Option<(Booking, Vec<Event>)>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            // `BOOKING` sorts before `EVENT#…`, and `TASK#…` after both.
            .key_condition_expression("pk = :pk AND sk BETWEEN :first AND :last")
            .expression_attribute_values(":pk", text(keys::booking_pk(reference)))
            .expression_attribute_values(":first", text(keys::BOOKING))
            .expression_attribute_values(":last", AttributeValue::S("EVENT#~".to_owned()))
            .consistent_read(true);
        let mut booking = None;
        let mut events = Vec::new();
        for item in self.all_pages(query, MAX_PAGES).await? {
            if is_void(&item) {
                return Ok(None);
            }
            if get_text(&item, keys::SK) == Some(keys::BOOKING) {
                booking = Some(from_item("booking", item)?);
            } else {
                events.push(from_item("event", item)?);
            }
        }
        Ok(booking.map(|booking| (booking, events)))
    }

    pub(crate) async fn event_now(&self, reference: &Reference, version: u64) -> Result<Option<Event>, TableError> {
        let item = self.get(keys::event(reference, version), true).await?;
        item.map(|item| from_item("event", item)).transpose()
    }
}
