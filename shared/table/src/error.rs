use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

/// A failed table access. The kind determines the caller's options.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Throttled or unreachable; a retry may work.
    #[error("the table is busy or out of reach")]
    Busy(#[source] platform::Error),
    /// A write's answer was lost, and whether it took effect can't be found out now. Repeating the request finds out.
    #[error("the outcome of a write is unknown")]
    Unknown(#[source] platform::Error),
    /// DynamoDB refused the request; a retry won't help. A bug or a wrong deployment.
    #[error("the table refused the request")]
    Refused(#[source] platform::Error),
    /// An item isn't in the form that this code writes.
    #[error("an item of kind {kind} can't be read")]
    Corrupt {
        /// The kind of item.
        kind: &'static str,
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
    /// Sorts an SDK error by the caller's options.
    pub(crate) fn from_sdk<E, R>(error: SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        R: std::fmt::Debug + Send + Sync + 'static,
    {
        let passing = match &error {
            SdkError::ServiceError(service) => service.err().code().is_none_or(|code| PASSING.contains(&code)),
            SdkError::ConstructionFailure(_) => false,
            // Time-outs, refused connections, broken answers.
            _ => true,
        };
        if passing { Self::Busy(Box::new(error)) } else { Self::Refused(Box::new(error)) }
    }

    pub(crate) fn corrupt(kind: &'static str, source: impl Into<platform::Error>) -> Self {
        Self::Corrupt { kind, source: source.into() }
    }
}

/// Returns the result of a conditional write, `None` if the condition failed.
///
/// # Errors
/// Fails if the write failed otherwise.
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
