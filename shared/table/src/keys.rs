//! Every key of the table.

use std::{collections::HashMap, fmt::Display};

use chrono::NaiveDate;
use domain::{
    booking::{Channel, Recipient},
    ids::{ConsultantId, Reference},
    language::Language,
    time::Instant,
};

pub(crate) use crate::attributes::Item;
use crate::attributes::{get_text, sortable, text};

pub(crate) const PK: &str = "pk";
pub(crate) const SK: &str = "sk";
/// Partition key of the sparse index of pending work.
pub(crate) const PENDING_SHARD: &str = "pendingShard";
/// Its sort key: the due time.
pub(crate) const PENDING_DUE: &str = "pendingDue";
/// Partition key of the index `agenda`; its sort key, and those of `diary` and `client`, is the booking's `start`.
pub(crate) const MONTH: &str = "month";
/// The start of a booking, in whole seconds.
pub(crate) const START: &str = "start";
/// Partition key of the index `diary`.
pub(crate) const CONSULTANT_ID: &str = "consultantId";
/// Partition key of the index `client`.
pub(crate) const CLIENT_KEY: &str = "clientKey";
/// What `agenda` and `diary` show of a booking.
pub(crate) const CARD: &str = "card";
/// Partition key of the index `trail`.
pub(crate) const TRAIL: &str = "trail";
/// Sort key of the indexes `trail` and `acts`.
pub(crate) const TRAIL_AT: &str = "trailAt";
/// Partition key of the index `acts`.
pub(crate) const ACTOR_ID: &str = "actorId";
/// What `trail` shows of an event or a change.
pub(crate) const ENTRY: &str = "entry";
/// Epoch seconds after which housekeeping may delete the item.
pub(crate) const EXPIRES_AT: &str = "expiresAt";

pub(crate) const DIRECTORY: &str = "DIRECTORY";
pub(crate) const PROFILE: &str = "PROFILE";
pub(crate) const SCHEDULE: &str = "SCHEDULE";
pub(crate) const BOOKING: &str = "BOOKING";
/// A booking's jobs.
pub(crate) const JOBS: &str = "BOOKING#JOBS";
/// The beginning of a recipient's sort key. Booking, jobs and recipients are one range of keys.
const RECIPIENT: &str = "BOOKING#RECIPIENT#";
/// The attribute of a recipient's log.
pub(crate) const LOG: &str = "log";
/// The beginning of an event's sort key.
pub(crate) const EVENT: &str = "EVENT#";

/// The beginning of a word's partition.
pub(crate) const SEARCH: &str = "SEARCH#";

/// The suffix of the directory's entries with numbers.
pub(crate) const NUMBERS: &str = "#NUMBERS";

/// Shards of the index of pending work, so that its writes spread over partitions.
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

/// The booking of an item with its key.
pub(crate) fn reference_of(item: &Item) -> Option<Reference> {
    Reference::parse(get_text(item, PK)?.strip_prefix("BOOKING#")?).ok()
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

/// The beginning of the sort keys of a schedule's versions.
pub(crate) const SCHEDULE_VERSION: &str = "SCHEDULE#";

pub(crate) fn schedule_version_sk(version: u64) -> String {
    format!("{SCHEDULE_VERSION}{version:06}")
}

/// A schedule as it was saved once.
pub(crate) fn schedule_version(id: &ConsultantId, version: u64) -> Item {
    key(consultant_pk(id), schedule_version_sk(version))
}

/// A profile as it was saved once.
pub(crate) fn profile_version(id: &ConsultantId, version: u64) -> Item {
    key(consultant_pk(id), format!("{PROFILE}#{version:06}"))
}

/// The partition of the team's absences, by id.
pub(crate) const ABSENCES: &str = "ABSENCES";

pub(crate) fn absence(id: &str) -> Item {
    key(ABSENCES, id)
}

/// The beginning of a day's sort key.
pub(crate) const DAY: &str = "DAY#";

pub(crate) fn day_sk(date: NaiveDate) -> String {
    format!("{DAY}{date}")
}

/// The date of a day item's sort key.
pub(crate) fn date_of_day(sk: &str) -> Option<NaiveDate> {
    sk.strip_prefix(DAY)?.parse().ok()
}

pub(crate) fn day(id: &ConsultantId, date: NaiveDate) -> Item {
    key(consultant_pk(id), day_sk(date))
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
    key(booking_pk(reference), format!("{EVENT}{version:06}"))
}

/// A booking's jobs.
pub(crate) fn jobs(reference: &Reference) -> Item {
    key(booking_pk(reference), JOBS)
}

/// Characters of a word's key that its partition has: those of the shortest search.
const WORD_PARTITION: usize = domain::search::MIN_LETTERS;

/// The partition of the words with a beginning. Their keys are ASCII.
pub(crate) fn words_pk(word: &str) -> String {
    format!("{SEARCH}{}", word.get(..WORD_PARTITION).unwrap_or(word))
}

/// The item that finds a booking by a word.
pub(crate) fn word(word: &str, reference: &Reference) -> Item {
    key(words_pk(word), format!("{word}#{reference}"))
}

/// The month of an instant, in UTC: the partition of `agenda` and `trail`.
pub(crate) fn month(at: Instant) -> String {
    at.format("%Y-%m").to_string()
}

/// An instant as stored in a booking, in whole seconds; it sorts by time.
pub(crate) fn start(at: Instant) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// The cursor of the function that applies retention.
pub(crate) fn retention() -> Item {
    key("RETENTION", "CURSOR")
}

/// The beginning of a note's sort key.
pub(crate) const NOTE: &str = "NOTE#";
/// The sort key of the number of notes.
const NOTES: &str = "NOTES";
/// The beginning of both.
pub(crate) const NOTES_AND_NUMBER: &str = "NOTE";

/// The beginning of an offer's sort key.
pub(crate) const OFFER: &str = "OFFER#";

/// Times that staff offered with this version of a booking.
pub(crate) fn offer(reference: &Reference, version: u64) -> Item {
    key(booking_pk(reference), format!("{OFFER}{version:06}"))
}

pub(crate) fn note(reference: &Reference, id: &str) -> Item {
    key(booking_pk(reference), format!("{NOTE}{id}"))
}

/// The number of a booking's notes.
pub(crate) fn notes(reference: &Reference) -> Item {
    key(booking_pk(reference), NOTES)
}

/// A client's live bookings, by a keyed hash of their address.
pub(crate) fn live(client_key: &str) -> Item {
    key(format!("CLIENT#{client_key}"), "LIVE")
}

/// The state of an address: complaint, opt-out.
pub(crate) fn address(client_key: &str) -> Item {
    key(format!("ADDRESS#{client_key}"), "ADDRESS")
}

/// Ratings and meetings of a consultant, beside the directory's entry, so that saving a profile never loses them.
pub(crate) fn numbers(id: &ConsultantId) -> Item {
    key(DIRECTORY, format!("{id}{NUMBERS}"))
}

pub(crate) fn key_of(item: &Item) -> Item {
    [PK, SK].into_iter().filter_map(|name| Some((name.to_owned(), item.get(name)?.clone()))).collect()
}

/// The item that serialises a recipient's messages: the claim, the last notification, the log.
pub(crate) fn recipient(reference: &Reference, channel: Channel, recipient: &Recipient) -> Item {
    key(booking_pk(reference), format!("{RECIPIENT}{}#{}", channel.key(), recipient.key()))
}

/// The channel and the recipient of a sort key.
pub(crate) fn recipient_of(sk: &str) -> Option<(Channel, Recipient)> {
    let (channel, recipient) = sk.strip_prefix(RECIPIENT)?.split_once('#')?;
    Some((Channel::from_key(channel)?, Recipient::from_key(recipient)?))
}

/// The booking of a partition key.
pub(crate) fn booking_of(pk: &str) -> Option<Reference> {
    Reference::parse(pk.strip_prefix("BOOKING#")?).ok()
}

/// The version of an event's sort key.
pub(crate) fn version_of_event(sk: &str) -> Option<u64> {
    sk.strip_prefix(EVENT)?.parse().ok()
}

pub(crate) fn idempotency(operation: &str, hash: &str) -> Item {
    key(format!("IDEMPOTENCY#{operation}#{hash}"), "IDEMPOTENCY")
}

pub(crate) fn rate(kind: &str, hash: &str, window: i64) -> Item {
    key(format!("RATE#{kind}#{hash}#{window}"), "RATE")
}

/// An account of the console, by its id in the user pool.
pub(crate) fn account(id: &str) -> Item {
    key(format!("ACCOUNT#{id}"), "ACCOUNT")
}

/// The number of changes that took an administrator's rights.
pub(crate) fn admins() -> Item {
    key("ACCOUNTS", "ADMINS")
}

/// The account of a consultant: there is one at most.
pub(crate) fn consultant_account(id: &ConsultantId) -> Item {
    key(consultant_pk(id), "ACCOUNT")
}

/// The record of an act, by month and time.
pub(crate) fn audit(at: Instant, unique: &str) -> Item {
    key(format!("AUDIT#{}", month(at)), format!("{}#{unique}", sortable(at)))
}

/// The partition of settings and edited mails.
pub(crate) const SETTINGS: &str = "SETTINGS";
/// Prefix of the sort keys of the settings' versions.
pub(crate) const SETTINGS_HISTORY: &str = "GLOBAL#";

/// The company's settings.
pub(crate) fn settings() -> Item {
    settings_item("GLOBAL")
}

pub(crate) fn settings_item(sk: impl Display) -> Item {
    key(SETTINGS, sk)
}

/// Prefix of the sort keys of edited mails. Their versions begin otherwise, so that a query finds the current ones
/// alone.
pub(crate) const MAIL_SK: &str = "TEMPLATE#";

pub(crate) fn mail_sk(name: &str, language: Language) -> String {
    format!("{MAIL_SK}{name}#{}", language.as_str())
}

/// The mail and the language of a sort key, if this release knows the language.
pub(crate) fn mail_of_sk(sk: &str) -> Option<(&str, Language)> {
    let (name, code) = sk.strip_prefix(MAIL_SK)?.rsplit_once('#')?;
    Some((name, Language::from_code(code)?))
}

pub(crate) fn bulk_pk(id: &str) -> String {
    format!("BULK#{id}")
}

/// The sort key of an order for many bookings.
pub(crate) const BULK: &str = "BULK";

/// An order for many bookings.
pub(crate) fn bulk(id: &str) -> Item {
    key(bulk_pk(id), BULK)
}

/// The beginning of a chunk's sort key.
pub(crate) const CHUNK: &str = "CHUNK#";

/// Some bookings of an order, with their results.
pub(crate) fn bulk_chunk(id: &str, number: u32) -> Item {
    key(bulk_pk(id), format!("{CHUNK}{number:04}"))
}

pub(crate) fn number_of_chunk(sk: &str) -> Option<u32> {
    sk.strip_prefix(CHUNK)?.parse().ok()
}

/// An export of bookings.
pub(crate) fn export(id: &str) -> Item {
    key(format!("EXPORT#{id}"), "EXPORT")
}

/// The draft of a preview.
pub(crate) fn preview(id: &str) -> Item {
    key(format!("PREVIEW#{id}"), "PREVIEW")
}

/// The sort key of a version; sorts by number.
pub(crate) fn version_sk(history: &str, version: u64) -> String {
    const LAST: u64 = 999_999;
    format!("{history}{:06}", version.min(LAST))
}

/// A counter of a day, by dimension.
pub(crate) fn stats(day: NaiveDate, dimension: impl Display) -> Item {
    key(day.format("STATS#%Y-%m"), format!("{day}#{dimension}"))
}

/// The shard of the index of pending work for a booking's events and jobs.
pub(crate) fn pending_shard(reference: &Reference) -> String {
    pending_shard_of(reference.as_str())
}

/// The same for any name.
pub(crate) fn pending_shard_of(name: &str) -> String {
    let sum = name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    crate::pending_partition(sum % PENDING_SHARDS)
}

/// An entry of the log of clients' wishes, by month.
pub(crate) fn wish(name: &str, at: Instant) -> Item {
    key(wishes_pk(at.date_naive()), format!("{}#{name}", at.format(WISH_SK)))
}

/// The format of sort keys in the log of clients' wishes; sorts by time.
pub(crate) const WISH_SK: &str = "%Y-%m-%dT%H:%M:%S%.3fZ";

/// The log's partition for a day's month.
pub(crate) fn wishes_pk(day: NaiveDate) -> String {
    day.format("ERASURES#%Y-%m").to_string()
}

/// A client's new address, until its code is used.
pub(crate) fn email_change(reference: &Reference) -> Item {
    key(booking_pk(reference), "EMAIL")
}

/// The consents' texts of a version.
pub(crate) fn consent_texts(version: &str) -> Item {
    settings_item(format!("CONSENTS#{version}"))
}
