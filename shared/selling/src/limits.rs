//! Counts a client's booking in advance, of their network and of their phone number.

use http_api::Problem;
use table::{Caller, Limit, RateDecision};

use crate::{By, Order, Seller};

/// Counted bookings that aren't made yet.
pub(crate) struct Counted<'a> {
    seller: &'a Seller,
    tries: Vec<(Limit, Caller)>,
}

impl<'a> Counted<'a> {
    /// Counts the booking. The network comes first: once it is refused, it uses up nothing else. Staff isn't counted here.
    ///
    /// # Errors
    /// 429 beyond a limit; then nothing stays counted.
    pub(crate) async fn count(seller: &'a Seller, order: &Order<'_>) -> Result<Self, Problem> {
        let mut counted = Self { seller, tries: Vec::new() };
        let By::Client { network } = order.by else { return Ok(counted) };
        let (limits, keys) = (seller.settings.with(order.company).limits, &seller.client_keys);
        if let Some(seconds) = counted.add(limits.bookings_of_network(), keys.caller(&[network]).await?).await? {
            return Err(Problem::bookings_of_network_used_up(seconds));
        }
        if let Some(phone) = &order.request.client.phone {
            let caller = keys.caller(&["phone", phone.as_str()]).await?;
            if let Some(seconds) = counted.add(limits.bookings_of_phone(), caller).await? {
                counted.give_back().await;
                return Err(Problem::bookings_of_the_day_used_up(seconds));
            }
        }
        Ok(counted)
    }

    /// Returns the seconds to wait if the limit is reached.
    async fn add(&mut self, limit: Limit, caller: Caller) -> Result<Option<u32>, Problem> {
        if limit.most == 0 {
            return Ok(None);
        }
        if let RateDecision::Wait { seconds } = self.seller.table.count_try(limit, &caller).await? {
            return Ok(Some(seconds));
        }
        self.tries.push((limit, caller));
        Ok(None)
    }

    /// Nothing was booked. A counter that can't be reached goes on counting: its window ends by itself.
    pub(crate) async fn give_back(self) {
        for (limit, caller) in &self.tries {
            if let Err(error) = self.seller.table.give_back_try(*limit, caller).await {
                tracing::warn!(kind = limit.kind, cause = platform::chain(&error), "a limit counts a booking too many");
            }
        }
    }
}
