//! Links and codes that a client asked for: mails beside the notifications about a booking.

use domain::ids::Reference;
use serde::{Deserialize, Serialize};

/// Has one mailed. The message names a booking, or an address by its keyed hash: nothing personal waits in a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum LinkOrder {
    /// The link to all bookings of an address, if it has any.
    Privacy { client_key: String },
    /// The code for a booking's new address.
    Code { reference: Reference },
}
