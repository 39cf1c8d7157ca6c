//! Brings the items of an older version into the present form. The local system does it at its start, so that a data
//! directory or a backup of an older version goes on.

mod ledger;

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::{
    booking::{Booking, Facts, LiveBooking, Status},
    search::words_of,
};

use crate::{
    ClientKeys, Table, TableError,
    attributes::{get_text, text},
    bookings::read_booking,
    card::{read_event, trail},
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
            let Some(booking) = self.readable("booking", read_booking(item))? else {
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
                self.delete(&item).await?;
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

    /// Gives bookings and events the attributes of the indexes, and bookings their facts and words; removes the entries
    /// that found a client's bookings (the index `client` replaced them). Returns the number of bookings. May run again.
    ///
    /// # Errors
    /// Fails if the table can't be read or written, or the key of the search; at last if a booking can't be read: no list
    /// would show it. Running it again goes on.
    pub async fn index_items(&self, keys: &ClientKeys) -> Result<usize, TableError> {
        let (mut indexed, mut left_out) = (0, 0);
        for item in self.items_like("sk = :like AND attribute_not_exists(card)", keys::BOOKING).await? {
            let has_facts = item.contains_key("facts");
            match self.readable("booking", read_booking(item))? {
                Some(booking) => indexed += usize::from(self.index_booking(booking, has_facts, keys).await?),
                None => left_out += 1,
            }
        }
        for item in self.items_like("begins_with(sk, :like) AND attribute_not_exists(entry)", keys::EVENT).await? {
            self.readable("event", self.index_event(item).await)?;
        }
        for item in self.items_like("begins_with(pk, :like)", keys::SEARCH).await? {
            let is_word = get_text(&item, keys::SK).is_some_and(|sk| !sk.contains(':'));
            if !is_word {
                self.delete(&item).await?;
            }
        }
        if left_out > 0 {
            return Err(TableError::corrupt("booking", format!("{left_out} bookings can't be listed")));
        }
        Ok(indexed)
    }

    async fn index_booking(
        &self,
        mut booking: Booking,
        has_facts: bool,
        keys: &ClientKeys,
    ) -> Result<bool, TableError> {
        if !has_facts {
            booking.facts = Facts::of_older(booking.created_at, booking.slot.start, booking.client.company_size);
        }
        if booking.erased_at.is_none() {
            let words = keys.of_words(&words_of(&booking.client)).await;
            booking.words = words.map_err(|error| TableError::Busy(error.into()))?;
        }
        let mut actions = self.change_words(&[], &booking)?;
        actions.push(self.put_booking(&booking, Some(booking.version))?);
        match self.transact(actions).await {
            Ok(()) => Ok(true),
            Err(TransactionError::Conditions(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn index_event(&self, mut item: Item) -> Result<(), TableError> {
        let event = read_event(item.clone())?;
        let mut indexed = keys::key_of(&item);
        item.retain(|name, _| !indexed.contains_key(name));
        indexed.insert(keys::ENTRY.to_owned(), AttributeValue::M(item));
        indexed.extend(trail(event.at, format!("{}#{}", event.reference, event.version)));
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let put = self.client.put_item().table_name(&self.name).set_item(Some(indexed));
        put.send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }

    async fn delete(&self, item: &Item) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let delete = self.client.delete_item().table_name(&self.name).set_key(Some(keys::key_of(item)));
        delete.send().await.map_err(TableError::from_sdk)?;
        Ok(())
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
            let Some(booking) = self.readable("booking", read_booking(item))? else { continue };
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
