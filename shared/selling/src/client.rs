//! The client of an order: repeated requests and other live bookings.

use domain::{
    booking::{ClientDecision, ClientLimit, LiveBooking},
    ids::Reference,
    time::Interval,
};
use http_api::Problem;
use table::ClientItem;

use crate::{By, Order, Seller};

/// The client of an order.
pub(crate) struct OrderClient<'a> {
    seller: &'a Seller,
    /// A keyed hash of the address.
    pub(crate) key: String,
    /// The wanted booking, as the client's other bookings are compared with it.
    pub(crate) live: LiveBooking,
    limit: ClientLimit,
    has_key: bool,
    is_by_staff: bool,
}

/// A decision by the client's live bookings, which still have to be as they were read when the booking is written.
pub(crate) enum Verdict {
    Go {
        item: ClientItem,
        /// Staff books beyond the client's limit, or at the time of another of their meetings.
        is_beyond_limit: bool,
    },
    Repeated(Reference),
    Refused,
}

impl<'a> OrderClient<'a> {
    /// Nothing of the client is read yet.
    pub(crate) async fn new(seller: &'a Seller, order: &Order<'_>) -> Result<Self, Problem> {
        let (request, keys) = (order.request, &seller.client_keys);
        let made_by = match order.by {
            By::Client { network } => {
                Some(keys.request_mark(&request.normalised(), network, seller.clock.now()).await?)
            }
            By::Staff { .. } => None,
        };
        Ok(Self {
            seller,
            key: keys.of(&request.client.email).await?,
            live: LiveBooking {
                slot: Interval::from_start(request.start, request.duration),
                name: Some(keys.name(&request.client).await?),
                made_by,
            },
            limit: seller.settings.with(order.company).limits.of_client(&request.client.email, order.company),
            has_key: order.idempotency.is_some(),
            is_by_staff: matches!(order.by, By::Staff { .. }),
        })
    }

    /// Reads the client's live bookings, and decides on the order by them. Staff's are entered and never refused.
    pub(crate) async fn decide(&self) -> Result<Verdict, Problem> {
        let item = self.seller.table.client_item(&self.key).await?;
        let decision = item.bookings.decide(&self.live, self.has_key, self.limit, self.seller.clock.now());
        Ok(match decision {
            ClientDecision::Allowed => Verdict::Go { item, is_beyond_limit: false },
            ClientDecision::Refused if self.is_by_staff => Verdict::Go { item, is_beyond_limit: true },
            ClientDecision::Refused => Verdict::Refused,
            ClientDecision::Repeated(reference) => Verdict::Repeated(reference),
        })
    }
}
