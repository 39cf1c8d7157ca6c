//! Other times that staff offered to the client of a booking: `OFFER#<version>`, written with the changes that open and end
//! them. The open one is the booking's own member, by which everything is decided; these are the history.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use domain::{
    booking::{Booking, Changed, OfferState, OfferedTime, TimesOffer},
    ids::Reference,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{
    Table, TableError,
    attributes::{from_item, get_text, text, to_item},
    keys::{self, Item},
};

/// Pages of one query: an offer has at most five times.
const MAX_PAGES: usize = 2;

/// Other times that were offered to the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferedTimes {
    /// The version of the booking that made the offer.
    #[serde(default)]
    pub offer_id: String,
    pub starts: Vec<OfferedTime>,
    pub state: OfferState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_at: Option<Instant>,
    /// The instant at which it lapses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Instant>,
    /// The meeting doesn't take place at its old time.
    #[serde(default)]
    pub is_off: bool,
}

impl OfferedTimes {
    fn new(offer: &TimesOffer, state: OfferState) -> Self {
        Self {
            offer_id: offer.id.to_string(),
            starts: offer.times.clone(),
            state,
            offered_at: Some(offer.at),
            ends_at: Some(offer.ends_at),
            is_off: offer.is_off(),
        }
    }
}

impl Table {
    /// Returns the times that were offered for a booking, oldest offer first. Unreadable ones are left out.
    pub async fn offers(&self, reference: &Reference) -> Result<Vec<OfferedTimes>, TableError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :offer)")
            .expression_attribute_values(":pk", text(keys::booking_pk(reference)))
            .expression_attribute_values(":offer", text(keys::OFFER));
        let mut offers = Vec::new();
        for item in self.all_pages(query, MAX_PAGES).await? {
            let offer_id = id_of(&item);
            let offer = self.readable(reference.as_str(), from_item::<OfferedTimes>("offer", item))?;
            offers.extend(offer.map(|offer| OfferedTimes { offer_id, ..offer }));
        }
        Ok(offers)
    }

    /// Records the offers that a change opens or ends.
    pub(crate) fn put_offers(&self, before: &Booking, changed: &Changed) -> Result<Vec<TransactWriteItem>, TableError> {
        let put = |(offer, state): (&TimesOffer, OfferState)| {
            let mut item = to_item("offer", &OfferedTimes::new(offer, state))?;
            item.extend(keys::offer(&before.reference, offer.id));
            let put = Put::builder().table_name(&self.name).set_item(Some(item)).build();
            let put = put.map_err(|error| TableError::corrupt("offer", error))?;
            Ok(TransactWriteItem::builder().put(put).build())
        };
        before.offers_after(changed).into_iter().map(put).collect()
    }
}

/// The number in the key, without its zeros.
fn id_of(item: &Item) -> String {
    let id = get_text(item, keys::SK).and_then(|sk| sk.strip_prefix(keys::OFFER)).unwrap_or_default();
    id.trim_start_matches('0').to_owned()
}
