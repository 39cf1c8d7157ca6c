//! Rate limits: one atomic counter per window.

use aws_sdk_dynamodb::{
    operation::update_item::builders::UpdateItemFluentBuilder,
    types::{AttributeValue, ReturnValue},
};
use domain::booking::Booking;
use platform::SecretError;

use crate::{
    ClientKeys, Table, TableError,
    attributes::{get_number, number},
    error::if_it_held,
    keys,
};

/// The kind of a used proof of work's item.
const PROOF: &str = "proof";

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

/// Attempts are counted for each caller: a keyed hash of an address or the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller(String);

impl Caller {
    /// Returns the client's address; `None` if it was never hashed.
    pub fn of_client(booking: &Booking) -> Option<Self> {
        booking.client_key.clone().map(Self)
    }
}

impl ClientKeys {
    /// Returns the caller that these parts name together.
    ///
    /// # Errors
    /// Fails if the secret can't be read.
    pub async fn caller(&self, parts: &[&str]) -> Result<Caller, SecretError> {
        self.of_parts(&[&["caller"], parts].concat()).await.map(Caller)
    }
}

impl Table {
    /// Counts an attempt and checks the limit.
    pub async fn count_try(&self, limit: Limit, caller: &Caller) -> Result<RateDecision, TableError> {
        let (update, end) = self.counter(limit, caller, 1);
        let outcome = update
            .condition_expression("attribute_not_exists(n) OR n < :most")
            .expression_attribute_values(":most", number(limit.most))
            .send()
            .await;
        Ok(if_it_held(outcome)?.map_or_else(|| self.wait_until(end, limit), |_| RateDecision::Allowed))
    }

    /// Counts many attempts at once and checks the limit: all of them, or none.
    pub async fn count_many(&self, limit: Limit, caller: &Caller, attempts: u32) -> Result<RateDecision, TableError> {
        let (update, end) = self.counter(limit, caller, i64::from(attempts));
        let Some(room) = limit.most.checked_sub(attempts) else { return Ok(self.wait_until(end, limit)) };
        let outcome = update
            .condition_expression("attribute_not_exists(n) OR n <= :room")
            .expression_attribute_values(":room", number(room))
            .send()
            .await;
        Ok(if_it_held(outcome)?.map_or_else(|| self.wait_until(end, limit), |_| RateDecision::Allowed))
    }

    fn wait_until(&self, end: i64, limit: Limit) -> RateDecision {
        let seconds = end - self.clock.now().timestamp();
        RateDecision::Wait { seconds: u32::try_from(seconds).unwrap_or(limit.window_seconds).max(1) }
    }

    /// Counts an attempt without a limit. Returns `true` if it is beyond the limit's number.
    pub async fn count_over(&self, limit: Limit, caller: &Caller) -> Result<bool, TableError> {
        let (update, _) = self.counter(limit, caller, 1);
        let answer = update.return_values(ReturnValue::UpdatedNew).send().await.map_err(TableError::from_sdk)?;
        let counted: Option<u32> = answer.attributes.as_ref().and_then(|item| get_number(item, "n"));
        Ok(counted.is_some_and(|counted| counted > limit.most))
    }

    /// Gives a counted attempt back. Does nothing if its window has ended.
    pub async fn give_back_try(&self, limit: Limit, caller: &Caller) -> Result<(), TableError> {
        self.give_back_many(limit, caller, 1).await
    }

    /// Gives many attempts back.
    pub async fn give_back_many(&self, limit: Limit, caller: &Caller, attempts: u32) -> Result<(), TableError> {
        let (update, _) = self.counter(limit, caller, -i64::from(attempts));
        if_it_held(update.condition_expression("attribute_exists(n)").send().await).map(|_| ())
    }

    /// Uses a proof of work up, until its challenge ends (epoch seconds). Returns `false` if it was used before.
    pub async fn use_proof(&self, nonce: &str, until: i64) -> Result<bool, TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let put = self.client.put_item();
        let outcome = put
            .table_name(&self.name)
            .set_item(Some(keys::rate(PROOF, nonce, 0)))
            .item(keys::EXPIRES_AT, number(until))
            .condition_expression("attribute_not_exists(pk) OR givenBack = :true")
            .expression_attribute_values(":true", AttributeValue::Bool(true))
            .send()
            .await;
        Ok(if_it_held(outcome)?.is_some())
    }

    /// Gives a used proof back: nothing came of it. It is marked, because the right to delete is nobody's.
    pub async fn give_back_proof(&self, nonce: &str) -> Result<(), TableError> {
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let update = update
            .table_name(&self.name)
            .set_key(Some(keys::rate(PROOF, nonce, 0)))
            .update_expression("SET givenBack = :true")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":true", AttributeValue::Bool(true));
        if_it_held(update.send().await).map(|_| ())
    }

    /// The update of the present window's counter, and the window's end in epoch seconds.
    fn counter(&self, limit: Limit, caller: &Caller, by: i64) -> (UpdateItemFluentBuilder, i64) {
        let window_seconds = i64::from(limit.window_seconds);
        let window = self.clock.now().timestamp().div_euclid(window_seconds);
        let end = (window + 1) * window_seconds;
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let update = self.client.update_item();
        let update = update
            .table_name(&self.name)
            .set_key(Some(keys::rate(limit.kind, &caller.0, window)))
            .update_expression("ADD n :by SET expiresAt = :end")
            .expression_attribute_values(":by", number(by))
            .expression_attribute_values(":end", number(end));
        (update, end)
    }
}
