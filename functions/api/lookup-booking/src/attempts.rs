//! Counts look-ups, so that no booking can be guessed and nobody can be locked out.
//!
//! Every look-up is counted in advance and given back if it finds its booking, so that parallel guesses count too. The
//! caller's network comes first: once it is refused, it uses up nothing else. Only a network is ever refused, never an
//! e-mail address; but after many failures of one address, its links go to that address alone.

use domain::contact::EmailAddress;
use http_api::Problem;
use lambda_http::Request;
use table::{Caller, Limit, RateDecision};

use crate::Deps;

/// A counted look-up.
pub(crate) struct Attempts {
    counted: Vec<(Limit, Caller)>,
    /// Whether the address had so many failures today that its links are mailed.
    is_suspicious: bool,
}

impl Attempts {
    /// Counts a look-up.
    ///
    /// # Errors
    /// 429 for the caller's network, or for the network with this address.
    pub(crate) async fn count(deps: &Deps, request: &Request, email: &EmailAddress) -> Result<Self, Problem> {
        let network = deps.origin.client_network(request).await?.unwrap_or_default();
        let limits = deps.settings.now(&deps.table).await?.limits;
        let (keys, email) = (&deps.client_keys, email.normalised());
        let by_network = keys.caller(&[&network]).await?;
        let by_pair = keys.caller(&[&email, &network]).await?;
        let [hour, day] = limits.lookups_of_pair();
        let refusing = [(limits.lookups_of_network(), by_network), (hour, by_pair.clone()), (day, by_pair)];
        let mut attempts = Self { counted: Vec::new(), is_suspicious: false };
        for (limit, caller) in refusing.into_iter().filter(|(limit, _)| limit.most > 0) {
            if let RateDecision::Wait { seconds } = deps.table.count_try(limit, &caller).await? {
                return Err(Problem::too_many_requests(seconds));
            }
            attempts.counted.push((limit, caller));
        }
        let limit = limits.lookups_of_email();
        if limit.most > 0 {
            let caller = keys.caller(&[&email]).await?;
            attempts.is_suspicious = deps.table.count_over(limit, &caller).await?;
            attempts.counted.push((limit, caller));
        }
        Ok(attempts)
    }

    /// Gives the counted look-up back: it found its booking. Returns `true` if the link is to be mailed.
    pub(crate) async fn succeed(self, deps: &Deps) -> Result<bool, Problem> {
        for (limit, caller) in &self.counted {
            deps.table.give_back_try(*limit, caller).await?;
        }
        Ok(self.is_suspicious)
    }
}
