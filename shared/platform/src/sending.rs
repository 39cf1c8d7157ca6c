use crate::Error;

/// A message was not handed to its provider, or the outcome is unknown. The variant determines the next step.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Certainly not sent; a retry may succeed.
    #[error("the message was not sent")]
    NotSent(#[source] Error),
    /// The answer was lost: the message may have been sent.
    #[error("it is not known whether the message was sent")]
    Unknown(#[source] Error),
    /// The provider refuses it permanently.
    #[error("the message was refused: {code}")]
    Refused {
        /// The provider's error code.
        code: String,
        /// The full error.
        source: Error,
    },
}
