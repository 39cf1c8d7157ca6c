//! After a lost answer: whether a booking was made.
//!
//! Reading alone can't tell, because the transaction may still be on its way. A void item under the drawn reference keeps
//! it from succeeding: the booking's own condition is that there is no item.

use std::time::Duration;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::put_item::PutItemError,
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure},
};
use domain::ids::Reference;
use tokio::time::{Instant, sleep};

use crate::{
    Table, TableError,
    attributes::number,
    keys::{self, Item},
};

/// The attribute of an item that stands for no booking; readers treat the item as absent.
const VOID: &str = "void";
/// A day: no request lives longer than some seconds.
const LIFETIME_SECONDS: i64 = 24 * 60 * 60;
/// Left for the answer itself, until the invocation's deadline.
pub(crate) const ANSWER: Duration = Duration::from_millis(200);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(50);
/// The longest time to try for, if the invocation has no deadline.
const LONGEST: Duration = Duration::from_secs(1);

pub(crate) enum Fence {
    /// There is no booking under the reference, and there never will be.
    Put,
    /// The item under the reference.
    Found(Item),
}

/// Returns `true` for an item that stands for no booking.
pub(crate) fn is_void(item: &Item) -> bool {
    item.contains_key(VOID)
}

impl Table {
    /// Puts a void item under a reference, or returns the item that is there.
    ///
    /// # Errors
    /// [`TableError::Unknown`]: neither is certain.
    pub(crate) async fn fence(&self, reference: &Reference) -> Result<Fence, TableError> {
        let end = Instant::now() + LONGEST;
        let put = async {
            loop {
                match self.put_void(reference).await {
                    // The transaction is still under way.
                    Err(TableError::Busy(_)) if Instant::now() < end => sleep(PAUSE).await,
                    Err(TableError::Busy(error)) => return Err(TableError::Unknown(error)),
                    done => return done,
                }
            }
        };
        platform::in_time(ANSWER, put).await.unwrap_or_else(|late| Err(TableError::Unknown(late.into())))
    }

    async fn put_void(&self, reference: &Reference) -> Result<Fence, TableError> {
        let expires = self.clock.now().timestamp() + LIFETIME_SECONDS;
        #[allow(clippy::disallowed_methods, reason = "this is the table crate")]
        let put = self.client.put_item();
        let put = put
            .table_name(&self.name)
            .set_item(Some(keys::booking(reference)))
            .item(VOID, AttributeValue::Bool(true))
            .item(keys::EXPIRES_AT, number(expires))
            .condition_expression("attribute_not_exists(pk)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await {
            Ok(_) => Ok(Fence::Put),
            Err(SdkError::ServiceError(error)) => match error.into_err() {
                PutItemError::ConditionalCheckFailedException(failed) => found(failed.item),
                other => Err(TableError::Busy(other.into())),
            },
            Err(error) => Err(TableError::Busy(error.into())),
        }
    }
}

fn found(item: Option<Item>) -> Result<Fence, TableError> {
    match item {
        // The fence of an earlier try: still no booking.
        Some(item) if is_void(&item) => Ok(Fence::Put),
        Some(item) => Ok(Fence::Found(item)),
        None => Err(TableError::Unknown("there is an item, and it wasn't returned".into())),
    }
}
