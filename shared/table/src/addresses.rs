//! What clients' addresses take: `ADDRESS#<client key>`. The item holds a keyed hash and instants, and outlives every
//! booking: who doesn't want mail must not get it because their data were erased.

use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use domain::{booking::Booking, time::Instant};

use crate::{
    Table, TableError, Wish,
    attributes::{get_number, get_text, instant, number},
    keys,
    transaction::TransactionError,
};

/// News about an address that applies to all bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressNews {
    /// A spam complaint about our mail.
    Complained,
    /// An opt-out of follow-ups.
    Unsubscribed,
    /// No mail reaches it.
    Bounced,
    /// Links to all of its bookings with an earlier epoch open nothing.
    LinksRevoked { epoch: u32 },
}

impl AddressNews {
    /// The attribute with its time; the epoch for links.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Complained => "complainedAt",
            Self::Unsubscribed => "unsubscribedAt",
            Self::Bounced => "bouncedAt",
            Self::LinksRevoked { .. } => LINK_EPOCH,
        }
    }

    pub(crate) fn from_attribute(name: &str, epoch: u32) -> Option<Self> {
        let all = [Self::Complained, Self::Unsubscribed, Self::Bounced, Self::LinksRevoked { epoch }];
        all.into_iter().find(|news| news.attribute() == name)
    }
}

const LINK_EPOCH: &str = "linkEpoch";

/// The stored state of an address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AddressState {
    /// The owner complained: they get only the mail that a booking itself requires.
    pub complained: bool,
    /// The owner opted out of follow-ups.
    pub unsubscribed: bool,
    /// The time since which no mail reaches it.
    pub bounced_at: Option<Instant>,
    /// The epoch of links to all of its bookings.
    pub link_epoch: u32,
}

impl AddressState {
    /// Returns `true` if reminders may be sent.
    pub fn takes_reminders(self) -> bool {
        !self.complained && self.bounced_at.is_none()
    }

    /// Returns `true` if mail after a meeting may be sent.
    pub fn takes_follow_ups(self) -> bool {
        self.takes_reminders() && !self.unsubscribed
    }
}

impl Table {
    /// Returns the state of a client's address.
    pub async fn address_state(&self, booking: &Booking) -> Result<AddressState, TableError> {
        match &booking.client_key {
            Some(client_key) => self.address_state_of(client_key).await,
            None => Ok(AddressState::default()),
        }
    }

    /// Returns the state of an address by its keyed hash.
    pub async fn address_state_of(&self, client_key: &str) -> Result<AddressState, TableError> {
        let item = self.get(keys::address(client_key), true).await?.unwrap_or_default();
        Ok(AddressState {
            complained: item.contains_key("complainedAt"),
            unsubscribed: item.contains_key("unsubscribedAt"),
            bounced_at: get_text(&item, "bouncedAt").and_then(|at| at.parse().ok()),
            link_epoch: get_number(&item, LINK_EPOCH).unwrap_or(0),
        })
    }

    /// Records news about a booking's client.
    pub async fn note_address(&self, booking: &Booking, news: AddressNews, at: Instant) -> Result<(), TableError> {
        match &booking.client_key {
            Some(client_key) => self.note_address_of(client_key, news, at).await,
            None => Ok(()),
        }
    }

    /// Records news about an address by its keyed hash, also in the log that survives a restore; the time of the first
    /// record stays.
    pub async fn note_address_of(&self, client_key: &str, news: AddressNews, at: Instant) -> Result<(), TableError> {
        let wish = Wish::Address { client_key: client_key.to_owned(), news, since: at };
        let items = vec![self.set_address(client_key, news, at)?, self.put_wish(&wish, self.clock.now())?];
        match self.transact(items).await {
            // It was known.
            Ok(()) | Err(TransactionError::Conditions(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn set_address(&self, client_key: &str, news: AddressNews, at: Instant) -> Result<TransactWriteItem, TableError> {
        let update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(keys::address(client_key)))
            .update_expression("SET #news = :value")
            .expression_attribute_names("#news", news.attribute());
        let update = match news {
            AddressNews::LinksRevoked { epoch } => update
                .condition_expression("attribute_not_exists(#news) OR #news < :value")
                .expression_attribute_values(":value", number(epoch)),
            _ => update
                .condition_expression("attribute_not_exists(#news)")
                .expression_attribute_values(":value", instant(at)),
        };
        let update = update.build().map_err(|error| TableError::corrupt("address", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// Records that a mail sent at this time has arrived: an address that was dead before works again.
    pub async fn note_arrival(&self, booking: &Booking, sent_at: Instant) -> Result<(), TableError> {
        let (Some(client_key), state) = (&booking.client_key, self.address_state(booking).await?) else {
            return Ok(());
        };
        if state.bounced_at.is_none_or(|bounced_at| sent_at <= bounced_at) {
            return Ok(());
        }
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let update = update.table_name(&self.name).set_key(Some(keys::address(client_key)));
        update.update_expression("REMOVE bouncedAt").send().await.map_err(TableError::from_sdk)?;
        Ok(())
    }
}
