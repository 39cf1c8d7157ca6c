//! The ledger of a booking: the booking with its recipients and its jobs, read at once.
//!
//! A recipient's item serialises their messages about the booking: it holds the claim, the last notification, and the log of
//! results. `n` rises with each write, so that a claim fails if anything was written since the read (docs/protocol.md).

use std::collections::BTreeMap;

use domain::{
    booking::{Booking, Channel, LastNotified, Notification, Observers, Recipient},
    ids::Reference,
    time::Instant,
};

use crate::{
    Jobs, Table, TableError,
    attributes::{from_item, get_map, get_number, get_text, text},
    bookings::read_booking,
    fence::is_void,
    keys::{self, Item},
    log::{LogEntry, LogState},
};

/// Pages of one booking's ledger; a page has 1 MB.
const MAX_PAGES: usize = 5;

/// A booking with its recipients and its jobs.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    pub booking: Booking,
    /// Those with a record, in the order of their keys.
    pub recipients: Vec<RecipientRecord>,
    pub jobs: Jobs,
}

/// A recipient's messages about a booking, as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct RecipientRecord {
    pub channel: Channel,
    pub recipient: Recipient,
    pub last_notified: Option<LastNotified>,
    pub last_notified_at: Option<Instant>,
    /// A later notification of unknown delivery.
    pub unconfirmed: Option<LastNotified>,
    /// Results by the booking's sequence.
    pub log: BTreeMap<u32, LogEntry>,
    /// Epoch seconds until which another worker has the recipient; 0 if none.
    pub(crate) claimed_until: i64,
    /// The number of writes so far; `None` if there is no item yet.
    pub(crate) writes: Option<u64>,
}

impl RecipientRecord {
    /// The record of a recipient without messages.
    pub(crate) fn new(channel: Channel, recipient: Recipient) -> Self {
        Self {
            channel,
            recipient,
            last_notified: None,
            last_notified_at: None,
            unconfirmed: None,
            log: BTreeMap::new(),
            claimed_until: 0,
            writes: None,
        }
    }

    /// Returns `true` if another worker has the recipient.
    pub fn is_claimed(&self, now: Instant) -> bool {
        self.claimed_until > now.timestamp()
    }

    /// Returns the notification that the recipient needs now. A failed or skipped one is final for its sequence.
    pub fn notification(&self, booking: &Booking) -> Notification {
        match self.log.get(&booking.sequence).map(|entry| entry.state) {
            Some(LogState::Failed | LogState::Skipped) => Notification::Nothing,
            Some(LogState::Done) | None => booking.notification_unconfirmed(
                &self.recipient,
                self.last_notified.as_ref(),
                self.unconfirmed.as_ref(),
            ),
        }
    }

    /// The last notification with its time.
    pub fn last(&self) -> Option<(&LastNotified, Instant)> {
        self.last_notified.as_ref().zip(self.last_notified_at)
    }
}

impl Ledger {
    /// Returns the record of a recipient; an empty one if there is none.
    pub fn recipient(&self, channel: Channel, recipient: &Recipient) -> RecipientRecord {
        let found = self.recipients.iter().find(|it| it.channel == channel && it.recipient == *recipient);
        found.cloned().unwrap_or_else(|| RecipientRecord::new(channel, recipient.clone()))
    }

    /// Returns every recipient of a channel: those of the present booking, and those with a record.
    pub fn recipients_on(&self, channel: Channel, observers: &Observers) -> Vec<RecipientRecord> {
        let mut found: Vec<RecipientRecord> =
            self.recipients.iter().filter(|it| it.channel == channel).cloned().collect();
        for recipient in self.booking.recipients(channel, observers) {
            if !found.iter().any(|it| it.recipient == recipient) {
                found.push(RecipientRecord::new(channel, recipient));
            }
        }
        found
    }
}

impl Table {
    /// Returns the ledger of a booking.
    pub async fn ledger(&self, reference: &Reference) -> Result<Option<Ledger>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :ledger)")
            .expression_attribute_values(":pk", text(keys::booking_pk(reference)))
            .expression_attribute_values(":ledger", text(keys::BOOKING))
            .consistent_read(true);
        let (mut booking, mut recipients, mut jobs) = (None, Vec::new(), Jobs::default());
        for item in self.all_pages(query, MAX_PAGES).await? {
            match get_text(&item, keys::SK) {
                Some(keys::BOOKING) => booking = (!is_void(&item)).then(|| read_booking(item)).transpose()?,
                Some(keys::JOBS) => jobs = Jobs::of(&item)?,
                _ => recipients.extend(recipient_record(&item)?),
            }
        }
        Ok(booking.map(|booking| Ledger { booking, recipients, jobs }))
    }

    /// As [`Table::ledger`], for reactions: fails if a later release has written a value that decides on messages and that
    /// this one doesn't know. The message comes back, and finds that release.
    pub async fn ledger_to_act_on(&self, reference: &Reference) -> Result<Option<Ledger>, TableError> {
        match self.ledger(reference).await? {
            Some(ledger) if !ledger.booking.is_understood() => {
                Err(TableError::corrupt("booking", "it has values of a later release"))
            }
            ledger => Ok(ledger),
        }
    }
}

/// Reads the item of a recipient; `None` for a recipient or channel of a later release, which has functions of its own.
/// Fails for an unreadable value: to read it as absent would send everything again.
pub(crate) fn recipient_record(item: &Item) -> Result<Option<RecipientRecord>, TableError> {
    let key = get_text(item, keys::SK).and_then(keys::recipient_of);
    let Some((channel, recipient)) = key else { return Ok(None) };
    let corrupt = |error: &str| TableError::corrupt("recipient", error);
    let mut log = BTreeMap::new();
    for (sequence, entry) in get_map(item, keys::LOG).into_iter().flatten() {
        let sequence = sequence.parse().map_err(|_| corrupt("its log has another key than a sequence"))?;
        let entry = entry.as_m().map_err(|_| corrupt("its log has another value than an entry"))?;
        log.insert(sequence, from_item("recipient", entry.clone())?);
    }
    Ok(Some(RecipientRecord {
        channel,
        recipient,
        last_notified: last_notified(item, "lastNotified")?,
        last_notified_at: last_notified_at(item)?,
        unconfirmed: last_notified(item, "unconfirmed")?,
        log,
        claimed_until: get_number(item, "claimedUntil").unwrap_or(0),
        writes: Some(get_number(item, "n").ok_or_else(|| corrupt("it has no count of its writes"))?),
    }))
}

fn last_notified(item: &Item, name: &'static str) -> Result<Option<LastNotified>, TableError> {
    let Some(value) = item.get(name) else { return Ok(None) };
    let members = value.as_m().map_err(|_| TableError::corrupt("recipient", format!("{name} isn't a map")))?;
    from_item("recipient", members.clone()).map(Some)
}

fn last_notified_at(item: &Item) -> Result<Option<Instant>, TableError> {
    if !item.contains_key("lastNotifiedAt") {
        return Ok(None);
    }
    let at = get_text(item, "lastNotifiedAt").and_then(|at| at.parse().ok());
    at.map(Some).ok_or_else(|| TableError::corrupt("recipient", "its time isn't an instant"))
}
