//! Running a transaction: retries, their time limit, and the kinds of failure.

use std::time::Duration;

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{CancellationReason, TransactWriteItem},
};
use tokio::time::{Instant, sleep, timeout_at};

use crate::{Table, TableError, keys::Item};

/// How long a transaction is retried at most.
const BUDGET: Duration = Duration::from_secs(5);
/// Time to wait for the answer to the last attempt.
const LAST_ANSWER: Duration = Duration::from_secs(1);
/// Time to find out a lost answer. No attempt begins when less than both is left until the invocation's deadline.
const SETTLING: Duration = Duration::from_secs(1);
/// The maximum first wait in milliseconds; it doubles with every retry. A conflict ends with the other transaction.
const FIRST_BACKOFF_MS: u64 = 20;
const MAX_BACKOFF_MS: u64 = 400;

/// A failed transaction, or one of unknown result.
#[derive(Debug)]
pub(crate) enum TransactionError {
    /// Failed conditions, by position, with the existing item where DynamoDB returns it.
    Conditions(Vec<Option<Failed>>),
    /// The time for retries is up; `maybe_applied` if an answer was lost.
    Busy { maybe_applied: bool, last: platform::Error },
    /// DynamoDB refused it.
    Refused(platform::Error),
}

/// A failed condition.
#[derive(Debug, Clone, Default)]
pub(crate) struct Failed {
    /// The existing item.
    pub(crate) item: Option<Item>,
}

impl From<TransactionError> for TableError {
    fn from(error: TransactionError) -> Self {
        match error {
            TransactionError::Busy { last, .. } => Self::Busy(last),
            TransactionError::Refused(error) => Self::Refused(error),
            TransactionError::Conditions(_) => Self::Refused("a condition failed that should not".into()),
        }
    }
}

/// The reaction to one failed attempt.
enum Verdict {
    ConditionFailed(Vec<Option<Failed>>),
    Again { maybe_applied: bool },
    Refused,
}

impl Table {
    /// Runs a transaction. Retries conflicts and throttling with jitter under one ClientRequestToken, so that an
    /// attempt with a lost answer isn't applied twice.
    pub(crate) async fn transact(&self, items: Vec<TransactWriteItem>) -> Result<(), TransactionError> {
        let left = platform::time_left().map_or(BUDGET, |left| left.saturating_sub(LAST_ANSWER + SETTLING));
        if left.is_zero() {
            return Err(TransactionError::Busy { maybe_applied: false, last: "no time is left for a write".into() });
        }
        let last_attempt = Instant::now() + left.min(BUDGET);
        let token = self.token();
        let mut maybe_applied = false;
        let mut backoff = FIRST_BACKOFF_MS;
        loop {
            #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
            let write = self.once.transact_write_items();
            let write = write.set_transact_items(Some(items.clone())).client_request_token(&token);
            let error = match timeout_at(last_attempt + LAST_ANSWER, write.send()).await {
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(error)) => error,
                Err(elapsed) => return Err(TransactionError::Busy { maybe_applied: true, last: elapsed.into() }),
            };
            match verdict(&error) {
                Verdict::ConditionFailed(reasons) => return Err(TransactionError::Conditions(reasons)),
                Verdict::Refused => return Err(TransactionError::Refused(error.into())),
                Verdict::Again { maybe_applied: lost_answer } => maybe_applied |= lost_answer,
            }
            if Instant::now() + Duration::from_millis(backoff) > last_attempt {
                return Err(TransactionError::Busy { maybe_applied, last: error.into() });
            }
            sleep(Duration::from_millis(self.random.up_to(backoff))).await;
            backoff = (backoff * 2).min(MAX_BACKOFF_MS);
        }
    }

    /// 32 random hexadecimal digits; DynamoDB takes up to 36 characters.
    fn token(&self) -> String {
        self.random.hex::<16>()
    }
}

fn verdict<R>(error: &SdkError<TransactWriteItemsError, R>) -> Verdict {
    let SdkError::ServiceError(service) = error else {
        let is_ours = matches!(error, SdkError::ConstructionFailure(_));
        return if is_ours { Verdict::Refused } else { Verdict::Again { maybe_applied: true } };
    };
    match service.err() {
        TransactWriteItemsError::TransactionCanceledException(cancelled) => {
            verdict_of_reasons(cancelled.cancellation_reasons())
        }
        // An earlier attempt with this token is still in progress.
        TransactWriteItemsError::TransactionInProgressException(_) => Verdict::Again { maybe_applied: true },
        TransactWriteItemsError::InternalServerError(_) => Verdict::Again { maybe_applied: true },
        other => match other.code() {
            Some("ThrottlingException" | "ProvisionedThroughputExceededException" | "RequestLimitExceeded") => {
                Verdict::Again { maybe_applied: false }
            }
            Some("ServiceUnavailable") | None => Verdict::Again { maybe_applied: true },
            Some(_) => Verdict::Refused,
        },
    }
}

/// A failed condition decides, whatever conflicts and throttling accompany it. Without one, any other reason (an item
/// too large, for example) is our bug.
fn verdict_of_reasons(reasons: &[CancellationReason]) -> Verdict {
    let is = |reason: &CancellationReason, code: &str| reason.code() == Some(code);
    if reasons.iter().any(|reason| is(reason, "ConditionalCheckFailed")) {
        let failed = |reason: &CancellationReason| {
            is(reason, "ConditionalCheckFailed").then(|| Failed { item: reason.item().cloned() })
        };
        return Verdict::ConditionFailed(reasons.iter().map(failed).collect());
    }
    const PASSING: [&str; 4] = ["None", "TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"];
    let all_pass = reasons.iter().all(|reason| reason.code().is_none_or(|code| PASSING.contains(&code)));
    if all_pass { Verdict::Again { maybe_applied: false } } else { Verdict::Refused }
}
