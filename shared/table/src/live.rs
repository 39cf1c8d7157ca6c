//! A client's live bookings in one item, `CLIENT#<client key>` / `LIVE`, written with every sale, move and cancellation.
//!
//! - `v` rises with every write, and a sale or move compares it;
//! - `b<reference>`: `start end`, in epoch seconds;
//! - `r<reference>`: the marks for comparison: `name request network made`, the first three keyed hashes, the last
//!   in epoch seconds, and `-` for an unknown one.
//!
//! Outcomes don't touch the item: a booking counts until its end, and the client's next sale drops what has ended. It
//! holds nothing personal, and goes a day after the last end.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update, builders::UpdateBuilder};
use chrono::{DateTime, TimeDelta};
use domain::{
    booking::{Booking, Changed, LiveBooking, LiveBookings, RequestMark, Status},
    contact::Client,
    ids::Reference,
    time::{Instant, Interval},
};
use platform::SecretError;
use serde::Serialize;

use crate::{
    ClientKeys, Table, TableError,
    actions::Part,
    attributes::{get_number, get_text, number, text},
    idempotency::canonical_text,
    keys::{self, Item},
};

/// How long the item stays after the last end.
const LIFETIME: TimeDelta = TimeDelta::days(1);
/// A value that isn't known.
const UNKNOWN: &str = "-";

/// A client's item as it was read.
#[derive(Debug, Clone, Default)]
pub struct ClientItem {
    pub bookings: LiveBookings,
    /// `None` if there is no item.
    version: Option<u64>,
}

impl ClientKeys {
    /// Returns the hash of a client's name, for [`LiveBooking::name`].
    ///
    /// # Errors
    /// Fails if the secret can't be read.
    pub async fn name(&self, client: &Client) -> Result<String, SecretError> {
        self.of_parts(&["name", &client.normalised_name()]).await
    }

    /// Returns the marks of a request in its normal form.
    ///
    /// # Errors
    /// Fails if the secret can't be read.
    pub async fn request_mark(
        &self,
        request: &impl Serialize,
        network: &str,
        made_at: Instant,
    ) -> Result<RequestMark, SecretError> {
        Ok(RequestMark {
            request: self.of_parts(&["request", &canonical_text(request)]).await?,
            network: self.of_parts(&["network", network]).await?,
            made_at,
        })
    }
}

impl Table {
    /// Returns a client's live bookings, consistently.
    pub async fn client_item(&self, client_key: &str) -> Result<ClientItem, TableError> {
        Ok(self.get(keys::live(client_key), true).await?.map(read).unwrap_or_default())
    }

    /// Enters a booking into its client's item as it was read, and drops those that have ended.
    pub(crate) fn enter_live(
        &self,
        client_key: &str,
        seen: &ClientItem,
        (reference, booking): (&Reference, &LiveBooking),
    ) -> Result<TransactWriteItem, TableError> {
        let ended: Vec<&Reference> =
            seen.bookings.ended(self.clock.now()).filter(|ended| *ended != reference).collect();
        let last_end = seen.bookings.last_end().map_or(booking.slot.end, |last| last.max(booking.slot.end));
        let mut update = self
            .update_live(client_key)
            .update_expression(format!(
                "SET #b = :b, #r = :r, v = :next, expiresAt = :expires{}",
                if ended.is_empty() { String::new() } else { format!(" REMOVE {}", names_of(ended.len()).join(", ")) }
            ))
            .expression_attribute_names("#b", slot_name(reference))
            .expression_attribute_names("#r", request_name(reference))
            .expression_attribute_values(":b", slot_value(booking.slot))
            .expression_attribute_values(":r", request_value(booking))
            .expression_attribute_values(":next", number(seen.version.unwrap_or(0) + 1))
            .expression_attribute_values(":expires", number((last_end + LIFETIME).timestamp()));
        for (number, reference) in ended.into_iter().enumerate() {
            update = update
                .expression_attribute_names(format!("#b{number}"), slot_name(reference))
                .expression_attribute_names(format!("#r{number}"), request_name(reference));
        }
        finished(match seen.version {
            None => update.condition_expression("attribute_not_exists(v)"),
            Some(version) => {
                update.condition_expression("v = :seen").expression_attribute_values(":seen", number(version))
            }
        })
    }

    /// Removes a booking from its client's item. Never fails: without the item, it leaves one that expires.
    fn leave_live(&self, client_key: &str, booking: &Booking) -> Result<TransactWriteItem, TableError> {
        let expires = (booking.slot.end + LIFETIME).timestamp();
        let update = self
            .update_live(client_key)
            .update_expression("REMOVE #b, #r SET expiresAt = if_not_exists(expiresAt, :expires) ADD v :one")
            .expression_attribute_names("#b", slot_name(&booking.reference))
            .expression_attribute_names("#r", request_name(&booking.reference))
            .expression_attribute_values(":expires", number(expires))
            .expression_attribute_values(":one", number(1));
        finished(update)
    }

    /// Reads the item that a change enters its booking into, if it does: it gets another time or another client.
    pub(crate) async fn live_for(
        &self,
        before: &Booking,
        changed: &Changed,
        name: Option<&str>,
    ) -> Result<Option<ClientItem>, TableError> {
        let after = &changed.booking;
        let Some(client_key) = after.client_key.as_ref().filter(|_| after.status != Status::Cancelled) else {
            return Ok(None);
        };
        let is_as_before = before.slot == after.slot
            && before.client_key == after.client_key
            && (name.is_none() || before.client.normalised_name() == after.client.normalised_name());
        if is_as_before { Ok(None) } else { self.client_item(client_key).await.map(Some) }
    }

    /// The writes of a change: `item` is that of [`Table::live_for`].
    pub(crate) fn change_live(
        &self,
        before: &Booking,
        after: &Booking,
        (item, name): (Option<&ClientItem>, Option<&str>),
    ) -> Result<Vec<(Part, TransactWriteItem)>, TableError> {
        let mut updates = Vec::new();
        if let Some(old) = &before.client_key
            && before.status != Status::Cancelled
            && (after.status == Status::Cancelled || after.client_key.as_ref() != Some(old))
        {
            updates.push((Part::Other, self.leave_live(old, before)?));
        }
        if let (Some(client_key), Some(item)) = (&after.client_key, item) {
            let stays = before.client_key.as_ref() == Some(client_key);
            let known = item.bookings.get(&after.reference).filter(|_| stays);
            let moved = LiveBooking {
                slot: after.slot,
                name: name.map(str::to_owned).or_else(|| known.and_then(|known| known.name.clone())),
                made_by: known.and_then(|known| known.made_by.clone()),
            };
            updates.push((Part::Live, self.enter_live(client_key, item, (&after.reference, &moved))?));
        }
        Ok(updates)
    }

    fn update_live(&self, client_key: &str) -> UpdateBuilder {
        Update::builder().table_name(&self.name).set_key(Some(keys::live(client_key)))
    }
}

/// The names of removed attributes in an expression.
fn names_of(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("#b{number}, #r{number}")).collect()
}

fn finished(update: UpdateBuilder) -> Result<TransactWriteItem, TableError> {
    let update = update.build().map_err(|error| TableError::corrupt("live", error))?;
    Ok(TransactWriteItem::builder().update(update).build())
}

fn slot_name(reference: &Reference) -> String {
    format!("b{reference}")
}

fn request_name(reference: &Reference) -> String {
    format!("r{reference}")
}

fn slot_value(slot: Interval) -> AttributeValue {
    text(format!("{} {}", slot.start.timestamp(), slot.end.timestamp()))
}

fn request_value(booking: &LiveBooking) -> AttributeValue {
    let name = booking.name.as_deref().unwrap_or(UNKNOWN);
    text(match &booking.made_by {
        None => format!("{name} {UNKNOWN} {UNKNOWN} {UNKNOWN}"),
        Some(RequestMark { request, network, made_at }) => {
            format!("{name} {request} {network} {}", made_at.timestamp())
        }
    })
}

/// Reads the item. A booking that can't be read doesn't count: an address must not be refused for good.
fn read(item: Item) -> ClientItem {
    let mut found = ClientItem { version: get_number(&item, "v"), ..ClientItem::default() };
    for (name, value) in &item {
        let Some(reference) = name.strip_prefix('b').and_then(|text| Reference::parse(text).ok()) else { continue };
        let Some(slot) = value.as_s().ok().and_then(|text| read_slot(text)) else {
            tracing::error!(%reference, "left out an unreadable entry of a client's live bookings");
            continue;
        };
        let (client, made_by) = get_text(&item, &request_name(&reference)).map(read_request).unwrap_or_default();
        found.bookings.insert(reference, LiveBooking { slot, name: client, made_by });
    }
    found
}

fn read_slot(text: &str) -> Option<Interval> {
    let (start, end) = text.split_once(' ')?;
    Some(Interval { start: read_instant(start)?, end: read_instant(end)? })
}

fn read_instant(text: &str) -> Option<Instant> {
    DateTime::from_timestamp(text.parse().ok()?, 0)
}

fn read_request(text: &str) -> (Option<String>, Option<RequestMark>) {
    let known = |text: &str| (text != UNKNOWN).then(|| text.to_owned());
    let mut parts = text.split(' ').map(known);
    let mut next = || parts.next().flatten();
    let name = next();
    let made_by = (|| {
        let (request, network, made_at) = (next()?, next()?, next()?);
        Some(RequestMark { request, network, made_at: read_instant(&made_at)? })
    })();
    (name, made_by)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Instant {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn entries_are_read_as_written() {
        let slot = Interval { start: at(1_000), end: at(4_600) };
        let made_by = RequestMark { request: "q".to_owned(), network: "n".to_owned(), made_at: at(900) };
        for (name, made_by) in [(Some("x".to_owned()), Some(made_by)), (Some("x".to_owned()), None), (None, None)] {
            let booking = LiveBooking { slot, name, made_by };
            let reference = Reference::parse("VLT-20261123-AAAAAA").unwrap();
            let item = Item::from([
                ("v".to_owned(), number(7)),
                (slot_name(&reference), slot_value(booking.slot)),
                (request_name(&reference), request_value(&booking)),
                ("bVLT-20261123-BBBBBB".to_owned(), text("soon")),
                (keys::EXPIRES_AT.to_owned(), number(1)),
            ]);
            let found = read(item);
            assert_eq!((found.version, found.bookings.get(&reference)), (Some(7), Some(&booking)));
            assert_eq!(found.bookings.last_end(), Some(at(4_600)));
        }
    }
}
