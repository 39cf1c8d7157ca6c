//! Every key of the table.

use std::{collections::HashMap, fmt::Display};

use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use domain::{
    booking::Recipient,
    ids::{ConsultantId, Reference},
    time::Instant,
};

use crate::attributes::text;

/// An item, or a key.
pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) const PK: &str = "pk";
pub(crate) const SK: &str = "sk";
/// Partition key of the sparse index of what is owed.
pub(crate) const PENDING_SHARD: &str = "pendingShard";
/// Its sort key: when it is due.
pub(crate) const PENDING_DUE: &str = "pendingDue";
/// Epoch seconds after which housekeeping may delete the item.
pub(crate) const EXPIRES_AT: &str = "expiresAt";

pub(crate) const DIRECTORY: &str = "DIRECTORY";
pub(crate) const PROFILE: &str = "PROFILE";
pub(crate) const SCHEDULE: &str = "SCHEDULE";
pub(crate) const BOOKING: &str = "BOOKING";

/// What the directory's entries of numbers end with.
pub(crate) const NUMBERS: &str = "#NUMBERS";

/// Shards of the index of pending work, so that no partition of it takes all writes.
pub(crate) const PENDING_SHARDS: u32 = 8;

fn key(pk: impl Display, sk: impl Display) -> Item {
    HashMap::from([(PK.to_owned(), text(pk)), (SK.to_owned(), text(sk))])
}

pub(crate) fn consultant_pk(id: &ConsultantId) -> String {
    format!("CONSULTANT#{id}")
}

pub(crate) fn booking_pk(reference: &Reference) -> String {
    format!("BOOKING#{reference}")
}

pub(crate) fn ping() -> Item {
    key("HEALTH", "HEALTH")
}

pub(crate) fn directory(id: &ConsultantId) -> Item {
    key(DIRECTORY, id)
}

pub(crate) fn profile(id: &ConsultantId) -> Item {
    key(consultant_pk(id), PROFILE)
}

pub(crate) fn schedule(id: &ConsultantId) -> Item {
    key(consultant_pk(id), SCHEDULE)
}

/// Sorts right before the hour cells of the same date.
pub(crate) fn day_sk(day: NaiveDate) -> String {
    format!("TIME#{day}")
}

pub(crate) fn day_counter(id: &ConsultantId, day: NaiveDate) -> Item {
    key(consultant_pk(id), day_sk(day))
}

pub(crate) fn hour_sk(hour: Instant) -> String {
    hour.format("TIME#%Y-%m-%dT%H").to_string()
}

pub(crate) fn hour_cell(id: &ConsultantId, hour: Instant) -> Item {
    key(consultant_pk(id), hour_sk(hour))
}

pub(crate) fn booking(reference: &Reference) -> Item {
    key(booking_pk(reference), BOOKING)
}

pub(crate) fn event(reference: &Reference, version: u64) -> Item {
    key(booking_pk(reference), format!("EVENT#{version:06}"))
}

/// One message that somebody must get: which state (the invite's sequence) to whom.
pub(crate) fn task(reference: &Reference, kind: &str, sequence: u32, recipient: &Recipient) -> Item {
    key(booking_pk(reference), format!("TASK#{kind}#{sequence}#{}", recipient.key()))
}

/// Something that the system itself must do for a version.
pub(crate) fn system_task(reference: &Reference, kind: &str, version: u64) -> Item {
    key(booking_pk(reference), format!("TASK#{kind}#{version}#system"))
}

/// What finds a client's bookings: by a keyed hash of their address, in the order of their starts.
pub(crate) fn client_pk(client_key: &str) -> String {
    format!("SEARCH#{client_key}")
}

pub(crate) fn client_booking(client_key: &str, start: Instant, reference: &Reference) -> Item {
    key(client_pk(client_key), start.format(&format!("%Y-%m-%dT%H:%M:%SZ#{reference}")))
}

/// What is known of an address: that its owner complained, or wants no more.
pub(crate) fn address(client_key: &str) -> Item {
    key(format!("ADDRESS#{client_key}"), "ADDRESS")
}

/// Ratings and meetings of a consultant, beside the directory's entry, so that saving a profile never loses them.
pub(crate) fn numbers(id: &ConsultantId) -> Item {
    key(DIRECTORY, format!("{id}{NUMBERS}"))
}

/// The key of an item.
pub(crate) fn key_of(item: &Item) -> Item {
    [PK, SK].into_iter().filter_map(|name| Some((name.to_owned(), item.get(name)?.clone()))).collect()
}

/// What serialises a recipient's messages: the claim, and what they were told last.
pub(crate) fn recipient(reference: &Reference, kind: &str, recipient: &Recipient) -> Item {
    key(booking_pk(reference), format!("RECIPIENT#{kind}#{}", recipient.key()))
}

pub(crate) fn idempotency(operation: &str, hash: &str) -> Item {
    key(format!("IDEMPOTENCY#{operation}#{hash}"), "IDEMPOTENCY")
}

pub(crate) fn rate(kind: &str, hash: &str, window: i64) -> Item {
    key(format!("RATE#{kind}#{hash}#{window}"), "RATE")
}

/// The settings that are data.
pub(crate) fn settings() -> Item {
    key("SETTINGS", "GLOBAL")
}

/// A number of a day, by what is counted.
pub(crate) fn stats(day: NaiveDate, dimension: impl Display) -> Item {
    key(day.format("STATS#%Y-%m"), format!("{day}#{dimension}"))
}

/// The shard of the index of pending work that a booking's tasks are in.
pub(crate) fn pending_shard(reference: &Reference) -> String {
    crate::pending_partition(shard(reference))
}

/// The shard of the same index that a booking itself is in, by its end, as long as it names its client.
pub(crate) fn retention_shard(reference: &Reference) -> String {
    format!("RETAIN#{}", shard(reference))
}

fn shard(reference: &Reference) -> u32 {
    let sum = reference.as_str().bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    sum % PENDING_SHARDS
}

/// An entry of the erasure log, by month.
pub(crate) fn erasure(reference: &Reference, at: Instant) -> Item {
    key(erasures_pk(at.date_naive()), at.format(&format!("{ERASURE_SK}#{reference}")))
}

/// How entries of the erasure log sort.
pub(crate) const ERASURE_SK: &str = "%Y-%m-%dT%H:%M:%S%.3fZ";

/// The erasure log of the month that a day is in.
pub(crate) fn erasures_pk(day: NaiveDate) -> String {
    day.format("ERASURES#%Y-%m").to_string()
}
