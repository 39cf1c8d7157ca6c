//! Other times that staff offered to the client of a booking.

use domain::{
    ids::{ConsultantId, Reference},
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::{
    Table, TableError,
    attributes::{from_item, get_text, text},
    keys::{self, Item},
};

/// Pages of one query: an offer has at most five times.
const MAX_PAGES: usize = 2;
const OFFER: &str = "OFFER#";

/// Other times that were offered to the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferedTimes {
    #[serde(default)]
    pub offer_id: String,
    pub starts: Vec<OfferedStart>,
    /// `open`, `taken`, `declined` or `passed`.
    pub state: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferedStart {
    pub start: Instant,
    pub consultant_id: ConsultantId,
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
            .expression_attribute_values(":offer", text(OFFER));
        let mut offers = Vec::new();
        for item in self.all_pages(query, MAX_PAGES).await? {
            let offer_id = id_of(&item);
            let offer = self.readable(reference.as_str(), from_item::<OfferedTimes>("offer", item))?;
            offers.extend(offer.map(|offer| OfferedTimes { offer_id, ..offer }));
        }
        Ok(offers)
    }
}

fn id_of(item: &Item) -> String {
    get_text(item, keys::SK).and_then(|sk| sk.strip_prefix(OFFER)).unwrap_or_default().to_owned()
}
