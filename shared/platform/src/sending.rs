use crate::Error;

/// A message was not handed to its provider, or is not known to have been. What may be done follows from the kind.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It certainly wasn't; the same may work later.
    #[error("the message was not sent")]
    NotSent(#[source] Error),
    /// The answer was lost: it may have been.
    #[error("it is not known whether the message was sent")]
    Unknown(#[source] Error),
    /// The provider won't ever take it.
    #[error("the message was refused: {code}")]
    Refused {
        /// The provider's code for why.
        code: String,
        /// All it said.
        source: Error,
    },
}
