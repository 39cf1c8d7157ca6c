use platform::Error;

/// The failure of a reaction to a message; its variant determines the message's next step.
#[derive(Debug)]
pub enum Failure {
    /// The message is retried.
    Retry(Error),
    /// No retry will help: the message becomes a dead letter at once.
    Permanent(Error),
    /// Nothing failed: it comes back after so long.
    Wait { seconds: u32 },
    /// A part of it failed permanently: the message becomes a dead letter, and is retried for the rest.
    Both { permanent: Error, retry: Error },
}

/// An error by itself may pass.
impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Retry(error.into())
    }
}

impl Failure {
    /// Combines the failures of a message's parts.
    ///
    /// # Errors
    /// Fails if there is any failure.
    pub fn combine(failures: impl IntoIterator<Item = Self>) -> Result<(), Self> {
        let (mut permanent, mut retry, mut wait) = (None, None, None::<u32>);
        for failure in failures {
            match failure {
                Self::Retry(error) => retry = Some(error),
                Self::Permanent(error) => permanent = permanent.or(Some(error)),
                Self::Both { permanent: first, retry: second } => (permanent, retry) = (Some(first), Some(second)),
                Self::Wait { seconds } => wait = Some(wait.map_or(seconds, |wait| wait.min(seconds))),
            }
        }
        // A part that waits comes back with the others, and waits again.
        let retry = retry.or_else(|| wait.filter(|_| permanent.is_some()).map(|_| ReactionError::HeldBack.into()));
        match (permanent, retry, wait) {
            (None, None, None) => Ok(()),
            (None, None, Some(seconds)) => Err(Self::Wait { seconds }),
            (None, Some(retry), _) => Err(Self::Retry(retry)),
            (Some(permanent), None, _) => Err(Self::Permanent(permanent)),
            (Some(permanent), Some(retry), _) => Err(Self::Both { permanent, retry }),
        }
    }
}

/// The reason why a reaction can't handle a message in the state that it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReactionError {
    #[error("the booking is gone")]
    NoBooking,
    #[error("the consultant is gone")]
    NoConsultant,
    #[error("the booking was changed meanwhile")]
    BookingChanged,
    #[error("a notification was requested again meanwhile")]
    OpenedAgain,
    #[error("another message to this recipient is on its way")]
    RecipientBusy,
    #[error("a message waits for a limit")]
    HeldBack,
    #[error("the recipient isn't notified of the meeting yet")]
    RecipientNotNotified,
    #[error("the ledger doesn't know this mail yet")]
    UnknownMail,
    #[error("the job belongs to another function")]
    OtherFunction,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(text: &str) -> Failure {
        Failure::from(text)
    }

    fn permanently(text: &str) -> Failure {
        Failure::Permanent(text.into())
    }

    #[test]
    fn failures_of_parts_are_combined() {
        let combined = |failures: Vec<Failure>| Failure::combine(failures);
        assert!(combined(vec![]).is_ok());
        assert!(
            matches!(combined(vec![failed("a"), failed("b")]), Err(Failure::Retry(error)) if error.to_string() == "b")
        );
        assert!(matches!(combined(vec![permanently("a")]), Err(Failure::Permanent(_))));
        let wait = |seconds| Failure::Wait { seconds };
        assert!(matches!(combined(vec![wait(60), wait(20)]), Err(Failure::Wait { seconds: 20 })));
        assert!(matches!(combined(vec![wait(60), failed("a")]), Err(Failure::Retry(_))), "the sooner");
        assert!(matches!(combined(vec![permanently("a"), wait(60)]), Err(Failure::Both { .. })), "none is lost");
        let Err(Failure::Both { permanent, retry }) = combined(vec![failed("a"), permanently("b")]) else { panic!() };
        assert_eq!((permanent.to_string(), retry.to_string()), ("b".to_owned(), "a".to_owned()));
    }
}
