//! The log of clients' wishes that hold after a restore too: `ERASURES#<month>`. An older copy of the table doesn't have
//! them, so they are carried over and applied again (docs/restore.md).
//!
//! Entries hold references and keyed hashes, nothing personal, and stay.

use aws_sdk_dynamodb::types::TransactWriteItem;
use chrono::{Datelike, Days, Months};
use domain::{
    booking::{Booking, OptionalConsent},
    ids::Reference,
    time::Instant,
};

use crate::{
    AddressNews, Table, TableError,
    attributes::{get_number, get_text, number, text},
    keys::{self, Item},
    transaction::TransactionError,
};

/// A client's wish, or what stops mail to their address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Their data are erased.
    Erasure(Reference),
    /// They don't consent any more.
    Withdrawal { reference: Reference, consents: Vec<OptionalConsent> },
    /// Links of a booking with an earlier epoch open nothing.
    LinksRevoked { reference: Reference, epoch: u32 },
    /// An address takes less mail, or earlier links to all of its bookings open nothing.
    Address { client_key: String, news: AddressNews, since: Instant },
}

impl Wish {
    /// The wishes that a change of a booking fulfils.
    pub(crate) fn of_change(before: &Booking, after: &Booking) -> Vec<Self> {
        let reference = || after.reference.clone();
        if before.erased_at.is_none() && after.erased_at.is_some() {
            return vec![Self::Erasure(reference())];
        }
        let (old, new) = (&before.consent, &after.consent);
        let withdrawn = [
            (OptionalConsent::Marketing, old.marketing && !new.marketing),
            (OptionalConsent::Recording, old.recording && !new.recording),
        ];
        let consents: Vec<_> = withdrawn.into_iter().filter(|(_, is)| *is).map(|(consent, _)| consent).collect();
        let mut wishes = Vec::new();
        if !consents.is_empty() {
            wishes.push(Self::Withdrawal { reference: reference(), consents });
        }
        if after.token_epoch > before.token_epoch {
            wishes.push(Self::LinksRevoked { reference: reference(), epoch: after.token_epoch });
        }
        wishes
    }

    /// The last part of its key: two wishes of one instant differ in it.
    fn name(&self) -> String {
        match self {
            Self::Erasure(reference) => reference.to_string(),
            Self::Withdrawal { reference, .. } => format!("WITHDRAWAL#{reference}"),
            Self::LinksRevoked { reference, .. } => format!("LINKS#{reference}"),
            Self::Address { client_key, news, .. } => format!("ADDRESS#{client_key}#{}", news.attribute()),
        }
    }

    fn item(&self, at: Instant) -> Item {
        let mut item = keys::wish(&self.name(), at);
        let mut set = |name: &str, value| item.insert(name.to_owned(), value);
        match self {
            Self::Erasure(reference) => {
                set("reference", text(reference));
            }
            Self::Withdrawal { reference, consents } => {
                set("withdrawn", text(reference));
                let is = |consent| consents.contains(&consent);
                set(
                    "consents",
                    number(u8::from(is(OptionalConsent::Marketing)) + 2 * u8::from(is(OptionalConsent::Recording))),
                );
            }
            Self::LinksRevoked { reference, epoch } => {
                set("revoked", text(reference));
                set("epoch", number(epoch));
            }
            Self::Address { client_key, news, since } => {
                set("clientKey", text(client_key));
                set("news", text(news.attribute()));
                set("since", crate::attributes::instant(*since));
                if let AddressNews::LinksRevoked { epoch } = news {
                    set("epoch", number(epoch));
                }
            }
        }
        item
    }

    fn of_item(item: &Item) -> Option<Self> {
        let reference = |name: &str| Reference::parse(get_text(item, name)?).ok();
        if let Some(reference) = reference("reference") {
            return Some(Self::Erasure(reference));
        }
        if let Some(reference) = reference("withdrawn") {
            let given: u8 = get_number(item, "consents")?;
            let consents = [(1, OptionalConsent::Marketing), (2, OptionalConsent::Recording)];
            let consents =
                consents.into_iter().filter(|(bit, _)| given & bit > 0).map(|(_, consent)| consent).collect();
            return Some(Self::Withdrawal { reference, consents });
        }
        if let Some(reference) = reference("revoked") {
            return Some(Self::LinksRevoked { reference, epoch: get_number(item, "epoch")? });
        }
        let news = AddressNews::from_attribute(get_text(item, "news")?, get_number(item, "epoch").unwrap_or(0))?;
        let since = get_text(item, "since")?.parse().ok()?;
        Some(Self::Address { client_key: get_text(item, "clientKey")?.to_owned(), news, since })
    }
}

impl Table {
    /// The entry of a wish in the log.
    pub(crate) fn put_wish(&self, wish: &Wish, at: Instant) -> Result<TransactWriteItem, TableError> {
        self.put_new(wish.item(at))
    }

    /// Returns the wishes since an instant, earliest first.
    pub async fn wishes_since(&self, since: Instant) -> Result<Vec<Wish>, TableError> {
        let first = since.date_naive() - Days::new(u64::from(since.date_naive().day0()));
        let last = self.clock.now().date_naive();
        let months =
            (0..).map_while(|month| first.checked_add_months(Months::new(month))).take_while(|day| *day <= last);
        let mut wishes = Vec::new();
        for month in months {
            let mut pages = self
                .client
                .query()
                .table_name(&self.name)
                .key_condition_expression("pk = :month AND sk >= :since")
                .expression_attribute_values(":month", text(keys::wishes_pk(month)))
                .expression_attribute_values(":since", text(since.format(keys::WISH_SK)))
                .into_paginator()
                .items()
                .send();
            while let Some(item) = pages.next().await {
                wishes.extend(Wish::of_item(&item.map_err(TableError::from_sdk)?));
            }
        }
        Ok(wishes)
    }

    /// Copies an entry of the original table's log to this restored copy, as of now.
    pub async fn note_wish(&self, wish: &Wish) -> Result<(), TableError> {
        match self.transact(vec![self.put_wish(wish, self.clock.now())?]).await {
            // The entry exists already.
            Ok(()) | Err(TransactionError::Conditions(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
