//! The client of an order: repeated requests and other live bookings.

use domain::{
    booking::{ClientDecision, ClientLimit, LiveBooking},
    contact::Client,
    ids::Reference,
    search::words_of,
    time::Interval,
};
use http_api::Problem;
use table::ClientItem;

use crate::{By, Order, Seller};

/// Earlier bookings of an address that are counted.
const MAX_COUNTED: u8 = 2;

/// A booking's members about its client, beside the request.
pub(crate) struct ClientFacts {
    /// The keys of the search's items for the client's words.
    pub(crate) words: Vec<String>,
    /// 1 for the first booking of this address, 3 for the third and all later ones.
    pub(crate) visit: u8,
}

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

    /// Counts the client's earlier bookings, and computes the keys of the words that find the new one.
    pub(crate) async fn facts(&self, client: &Client) -> Result<ClientFacts, Problem> {
        let words = words_of(client);
        let earlier = self.seller.table.references_of(&self.key, i32::from(MAX_COUNTED));
        let (earlier, words) = tokio::join!(earlier, self.seller.client_keys.of_words(&words));
        let earlier = u8::try_from(earlier?.len()).unwrap_or(MAX_COUNTED).min(MAX_COUNTED);
        Ok(ClientFacts { words: words?, visit: earlier + 1 })
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
