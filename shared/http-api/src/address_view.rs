//! What is known of a client's address, as its owner may see it.

use domain::time::Instant;
use serde::Serialize;
use table::AddressState;

/// The state of an address; it applies to all future bookings.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressView {
    complained: bool,
    unsubscribed: bool,
    /// The time since which no mail reaches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    bounced_at: Option<Instant>,
}

impl From<AddressState> for AddressView {
    fn from(state: AddressState) -> Self {
        let AddressState { complained, unsubscribed, bounced_at, .. } = state;
        Self { complained, unsubscribed, bounced_at }
    }
}
