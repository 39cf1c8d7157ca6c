//! Sells a slot, exactly once: at a client's request, or at staff's request for a client.
//!
//! The client's bookings and the consultants' time are read together. The client's come first: a repeated request gets its
//! own booking, and never a refusal caused by it. Then the available consultants are tried, the first one whose time isn't
//! lost to another request.

mod client;
mod identity;
mod limits;
mod order;
mod sale;

use platform::{Clock, FromEnv, Random};
use table::{ClientKeys, Table};

use http_api::Settings;

pub use order::{By, Order};
pub use sale::Sale;

/// Dependencies of a sale.
#[derive(Debug, FromEnv)]
pub struct Seller {
    pub table: Table,
    pub clock: Clock,
    pub settings: Settings,
    pub client_keys: ClientKeys,
    random: Random,
    /// The pattern of a video meeting's address (`MEETING_URL`); without it, the consultant sends an address.
    #[env("MEETING_URL")]
    meeting_url: Option<String>,
}
