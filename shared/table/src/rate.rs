//! Rate limits: one atomic counter a window.

use crate::{Table, TableError, attributes::number, error::if_it_held, idempotency::hash, keys};

/// How often something may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// What is counted.
    pub kind: &'static str,
    /// So many times …
    pub most: u32,
    /// … in so many seconds, counted in windows that begin at multiples of it.
    pub window_seconds: u32,
}

/// Whether it may be tried once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateDecision {
    /// It may; the try is counted.
    Allowed,
    /// Not before so many seconds.
    Wait {
        /// Seconds until the window ends.
        seconds: u32,
    },
}

impl Table {
    /// Counts a try by `who` (stored as a hash) and says whether it is within the limit.
    ///
    /// # Errors
    /// If the table can't be used.
    pub async fn count_try(&self, limit: Limit, who: &str) -> Result<RateDecision, TableError> {
        let now = self.clock.now().timestamp();
        let window_seconds = i64::from(limit.window_seconds);
        let window = now.div_euclid(window_seconds);
        let end = (window + 1) * window_seconds;
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let outcome = update
            .table_name(&self.name)
            .set_key(Some(keys::rate(limit.kind, &hash(&[who.as_bytes()]), window)))
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
