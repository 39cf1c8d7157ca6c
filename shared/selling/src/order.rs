use domain::{
    availability::Waiver,
    booking::{Actor, BookingRequest},
    language::Language,
    settings::CompanySettings,
};
use table::Idempotency;

/// A request for a booking, and all that the sale needs to know about it.
#[derive(Debug)]
pub struct Order<'a> {
    pub request: &'a BookingRequest,
    /// Of messages to the client, unless the request names one.
    pub language: Language,
    pub request_id: &'a str,
    pub idempotency: Option<&'a Idempotency>,
    pub company: &'a CompanySettings,
    pub by: By<'a>,
}

/// The one who books.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    Client {
        /// Empty if it isn't known.
        network: &'a str,
    },
    Staff {
        actor: Actor,
        /// The account's id in the user pool.
        account: &'a str,
        waive: &'a [Waiver],
        /// Whether the client gets a confirmation.
        notify: bool,
    },
}

impl<'a> By<'a> {
    pub(crate) fn waive(self) -> Option<&'a [Waiver]> {
        match self {
            Self::Client { .. } => None,
            Self::Staff { waive, .. } => Some(waive),
        }
    }
}
