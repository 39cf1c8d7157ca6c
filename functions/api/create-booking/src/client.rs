//! The client's side of a sale: repeated requests, other live bookings, and the limits of phone numbers and networks.

use domain::{
    booking::{ClientDecision, ClientLimit, LiveBooking},
    ids::Reference,
    time::Interval,
};
use http_api::{Limits, Problem};
use table::{Caller, ClientItem, Limit, RateDecision};

use crate::{CreateCommand, Deps};

/// A request's client.
pub(crate) struct ClientCheck<'a> {
    deps: &'a Deps,
    pub(crate) key: String,
    /// The wanted booking, as the client's other bookings are compared with it.
    pub(crate) live: LiveBooking,
    limit: ClientLimit,
    has_key: bool,
    limits: Limits,
    /// Empty if it isn't known.
    network: String,
}

impl<'a> ClientCheck<'a> {
    /// Nothing of the client is read yet.
    pub(crate) async fn new(deps: &'a Deps, command: &CreateCommand, network: String) -> Result<Self, Problem> {
        let (request, keys) = (&command.request, &deps.client_keys);
        let limits = deps.settings.with(&command.company).limits;
        Ok(Self {
            deps,
            key: keys.of(&request.client.email).await?,
            live: LiveBooking {
                slot: Interval::from_start(request.start, request.duration),
                name: Some(keys.name(&request.client).await?),
                made_by: Some(keys.request_mark(&request.normalised(), &network, deps.clock.now()).await?),
            },
            limit: limits.of_client(&request.client.email, &command.company),
            has_key: command.idempotency.is_some(),
            limits,
            network,
        })
    }

    /// Reads the client's live bookings, and decides on the request by them.
    pub(crate) async fn decide(&self) -> Result<(ClientItem, ClientDecision), Problem> {
        let item = self.deps.table.client_item(&self.key).await?;
        let decision = item.bookings.decide(&self.live, self.has_key, self.limit, self.deps.clock.now());
        Ok((item, decision))
    }

    /// Returns the booking that this very request has made.
    pub(crate) async fn repeated(&self) -> Result<Option<Reference>, Problem> {
        match self.decide().await? {
            (_, ClientDecision::Repeated(reference)) => Ok(Some(reference)),
            _ => Ok(None),
        }
    }

    /// Counts a booking of the client's network and phone number in advance. The network comes first: once it is refused,
    /// it uses up nothing else.
    ///
    /// # Errors
    /// 429 beyond a limit; then nothing stays counted.
    pub(crate) async fn count(&self, command: &CreateCommand) -> Result<Counted<'a>, Problem> {
        let (deps, limits) = (self.deps, &self.limits);
        let mut counted = Counted { deps, tries: Vec::new() };
        let caller = deps.client_keys.caller(&[&self.network]).await?;
        if let Some(seconds) = counted.add(limits.bookings_of_network(), caller).await? {
            return Err(Problem::bookings_of_network_used_up(seconds));
        }
        if let Some(phone) = &command.request.client.phone {
            let caller = deps.client_keys.caller(&["phone", phone.as_str()]).await?;
            if let Some(seconds) = counted.add(limits.bookings_of_phone(), caller).await? {
                counted.give_back().await;
                return Err(Problem::bookings_of_the_day_used_up(seconds));
            }
        }
        Ok(counted)
    }
}

/// Counted bookings that aren't made yet.
pub(crate) struct Counted<'a> {
    deps: &'a Deps,
    tries: Vec<(Limit, Caller)>,
}

impl Counted<'_> {
    /// Returns the seconds to wait if the limit is reached.
    async fn add(&mut self, limit: Limit, caller: Caller) -> Result<Option<u32>, Problem> {
        if limit.most == 0 {
            return Ok(None);
        }
        if let RateDecision::Wait { seconds } = self.deps.table.count_try(limit, &caller).await? {
            return Ok(Some(seconds));
        }
        self.tries.push((limit, caller));
        Ok(None)
    }

    /// Nothing was booked. A counter that can't be reached goes on counting: its window ends by itself.
    pub(crate) async fn give_back(self) {
        for (limit, caller) in &self.tries {
            if let Err(error) = self.deps.table.give_back_try(*limit, caller).await {
                tracing::warn!(kind = limit.kind, cause = platform::chain(&error), "a limit counts a booking too many");
            }
        }
    }
}
