use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// Why the table could not be used. What the caller may do follows from the kind.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Too much at once, or out of reach; the same may work in a moment.
    #[error("the table is busy or out of reach")]
    Busy(#[source] platform::Error),
    /// The table refused what we asked; asking again won't help. A bug or a wrong deployment.
    #[error("the table refused the request")]
    Refused(#[source] platform::Error),
    /// An item is not as this code wrote it.
    #[error("an item of kind {kind} can't be read")]
    Corrupt {
        /// Which kind of item.
        kind: &'static str,
        /// What is wrong with it.
        #[source]
        source: platform::Error,
    },
}

/// Error codes after which the same request may work: throttling and failures inside DynamoDB.
/// (Amazon DynamoDB Developer Guide, "Error handling", errors that are OK to retry.)
const PASSING: [&str; 9] = [
    "InternalServerError",
    "ItemCollectionSizeLimitExceededException",
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionConflictException",
    "TransactionInProgressException",
];

impl TableError {
    /// Sorts an SDK error by what the caller may do.
    pub(crate) fn from_sdk<E, R>(error: SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        let passing = match &error {
            SdkError::ServiceError(service) => service.err().code().is_none_or(|code| PASSING.contains(&code)),
            SdkError::ConstructionFailure(_) => false,
            // Time-outs, refused connections, answers that break off.
            _ => true,
        };
        if passing { Self::Busy(Box::new(error)) } else { Self::Refused(Box::new(error)) }
    }

    pub(crate) fn corrupt(kind: &'static str, source: impl Into<platform::Error>) -> Self {
        Self::Corrupt { kind, source: source.into() }
    }
}

/// What came of a write with a condition: `None` if the condition didn't hold.
///
/// # Errors
/// If the write failed otherwise.
pub(crate) fn if_it_held<T, E, R>(outcome: Result<T, SdkError<E, R>>) -> Result<Option<T>, TableError>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match outcome {
        Ok(done) => Ok(Some(done)),
        Err(SdkError::ServiceError(error)) if error.err().code() == Some("ConditionalCheckFailedException") => Ok(None),
        Err(error) => Err(TableError::from_sdk(error)),
    }
}
