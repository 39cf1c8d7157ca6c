//! Rate limits: one atomic counter per window.

use crate::{Table, TableError, attributes::number, error::if_it_held, funnel::hash, keys};

/// A rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The kind of action.
    pub kind: &'static str,
    /// The maximum number of attempts in a window …
    pub most: u32,
    /// … of this many seconds; windows begin at multiples of it.
    pub window_seconds: u32,
}

/// The decision on an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateDecision {
    /// Allowed and counted.
    Allowed,
    /// Refused until the window ends.
    Wait { seconds: u32 },
}

impl Table {
    /// Counts an attempt by `caller` (stored as a hash) and checks the limit.
    pub async fn count_try(&self, limit: Limit, caller: &str) -> Result<RateDecision, TableError> {
        let now = self.clock.now().timestamp();
        let window_seconds = i64::from(limit.window_seconds);
        let window = now.div_euclid(window_seconds);
        let end = (window + 1) * window_seconds;
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let outcome = update
            .table_name(&self.name)
            .set_key(Some(keys::rate(limit.kind, &hash(&[caller.as_bytes()]), window)))
            .update_expression("ADD n :one SET expiresAt = :end")
            .condition_expression("attribute_not_exists(n) OR n < :most")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":end", number(end))
            .expression_attribute_values(":most", number(limit.most))
            .send()
            .await;
        Ok(match if_it_held(outcome)? {
            Some(_) => RateDecision::Allowed,
            None => RateDecision::Wait { seconds: u32::try_from(end - now).unwrap_or(limit.window_seconds) },
        })
    }
}
