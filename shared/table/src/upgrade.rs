//! Brings the items of an older version into the present form. The local system does it at its start, so that a data
//! directory or a backup of an older version goes on.

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::booking::{Booking, LiveBooking, Status};

use crate::{
    Table, TableError,
    attributes::{from_item, get_text, text},
    day::has_entry,
    fence::is_void,
    keys::{self, Item},
    transaction::TransactionError,
};

impl Table {
    /// Enters bookings into their days (day items replaced the counters `TIME#<date>`), and removes those counters.
    /// Returns the number of bookings entered. May run again.
    ///
    /// # Errors
    /// Fails if the table can't be read or written, and at last if a booking can't be read: its time would read as free.
    /// Running it again goes on.
    pub async fn enter_days(&self) -> Result<usize, TableError> {
        let (mut entered, mut left_out) = (0, 0);
        for item in self.items_like("sk = :like", keys::BOOKING).await? {
            let Some(booking) = self.readable("booking", from_item::<Booking>("booking", item))? else {
                left_out += 1;
                continue;
            };
            if booking.status != Status::Cancelled {
                entered += usize::from(self.enter_once(&booking).await?);
            }
        }
        for item in self.items_like("begins_with(sk, :like)", "TIME#").await? {
            // Hours have a `T`.
            if get_text(&item, keys::SK).is_some_and(|sk| !sk["TIME#".len()..].contains('T')) {
                #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
                let delete = self.client.delete_item().table_name(&self.name).set_key(Some(keys::key_of(&item)));
                delete.send().await.map_err(TableError::from_sdk)?;
            }
        }
        if left_out > 0 {
            return Err(TableError::corrupt(
                "booking",
                format!("{left_out} bookings can't be entered into their days"),
            ));
        }
        Ok(entered)
    }

    async fn enter_once(&self, booking: &Booking) -> Result<bool, TableError> {
        let day = self.get(keys::day(&booking.consultant.id, booking.claim.day), true).await?;
        if day.is_some_and(|day| has_entry(&day, &booking.reference)) {
            return Ok(false);
        }
        let enter: Vec<TransactWriteItem> = vec![self.enter_day(booking, None)?];
        match self.transact(enter).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Enters bookings that haven't ended among their clients' live ones. Their requests and names aren't known there: they
    /// count, and refuse no other meeting at their time. Returns the number of bookings entered. May run again.
    ///
    /// # Errors
    /// Fails if the table can't be read or written.
    pub async fn enter_clients(&self) -> Result<usize, TableError> {
        let (mut entered, now) = (0, self.clock.now());
        for item in self.items_like("sk = :like", keys::BOOKING).await? {
            let Some(booking) = self.readable("booking", from_item::<Booking>("booking", item))? else { continue };
            let Some(client_key) = booking.client_key.as_ref().filter(|_| booking.slot.end > now) else { continue };
            let client = self.client_item(client_key).await?;
            if booking.status == Status::Cancelled || client.bookings.get(&booking.reference).is_some() {
                continue;
            }
            let live = LiveBooking { slot: booking.slot, name: None, made_by: None };
            let enter = self.enter_live(client_key, &client, (&booking.reference, &live))?;
            self.transact(vec![enter]).await?;
            entered += 1;
        }
        Ok(entered)
    }

    async fn items_like(&self, filter: &str, like: &str) -> Result<Vec<Item>, TableError> {
        #[allow(clippy::disallowed_methods, reason = "an upgrade looks at everything, and no request does it")]
        let scan = self.client.scan();
        let mut pages = scan
            .table_name(&self.name)
            .filter_expression(filter)
            .expression_attribute_values(":like", text(like))
            .into_paginator()
            .items()
            .send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(TableError::from_sdk)?;
            if !is_void(&item) {
                items.push(item);
            }
        }
        Ok(items)
    }
}
