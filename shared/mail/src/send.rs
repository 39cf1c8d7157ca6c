//! Hands mail to SES and classifies its errors.

use std::time::Duration;

use aws_sdk_sesv2::{
    error::{ProvideErrorMetadata, SdkError},
    operation::send_email::SendEmailError,
    primitives::Blob,
    types::{Destination, EmailContent, MessageTag, RawMessage},
};
use domain::time::Instant;
use futures::future::join;
use platform::SendError;

use crate::{Email, Mailer, mime};

/// Time limit of SES: half of the function's time-out (10 s).
pub(crate) const TIMEOUT: Duration = Duration::from_secs(5);

/// The tag of a copy: its delivery isn't recorded.
pub const COPY_TAG: &str = "copy";

/// Mails that answer a client's wish for a link or a code. They aren't messages about a booking's state, so no ledger has
/// them.
const WITHOUT_LEDGER: [&str; 2] = ["privacy_link", "email_code"];

/// Returns `true` if the ledger of its booking names the mail.
pub fn is_in_ledger(template: &str) -> bool {
    !WITHOUT_LEDGER.contains(&template)
}

impl Mailer {
    /// Hands an email to SES. Returns its message id. SES's events carry the tags `template` and `reference`.
    ///
    /// A copy of its own goes out at the same time. If it fails, that is logged, not retried: a retry would repeat the
    /// mail itself.
    pub async fn send(&self, email: &Email, now: Instant) -> Result<String, SendError> {
        let Some(copy) = &email.copy else { return self.send_one(email, now, &[]).await };
        let marks = [tag(COPY_TAG, "yes")?];
        let (sent, copied) = join(self.send_one(email, now, &[]), self.send_one(copy, now, &marks)).await;
        if let Err(error) = copied {
            tracing::warn!(cause = platform::chain(&error), "a copy of a mail was not sent");
        }
        sent
    }

    async fn send_one(&self, email: &Email, now: Instant, marks: &[MessageTag]) -> Result<String, SendError> {
        let raw = mime::build(email, &self.organizer, now).map_err(|error| SendError::NotSent(error.into()))?;
        let raw =
            RawMessage::builder().data(Blob::new(raw)).build().map_err(|error| SendError::NotSent(error.into()))?;
        let copies = Some(email.cc.clone()).filter(|copies| !copies.is_empty());
        let destination = Destination::builder().to_addresses(&email.to).set_cc_addresses(copies).build();
        let tags = [tag("template", &email.template)?, tag("reference", email.reference.as_str())?];
        let sending = self
            .client
            .send_email()
            .from_email_address(&self.organizer.email)
            .destination(destination)
            .content(EmailContent::builder().raw(raw).build())
            .set_email_tags(Some([&tags, marks].concat()))
            .set_configuration_set_name(self.configuration_set.clone());
        let answer = sending.send().await.map_err(judged)?;
        Ok(answer.message_id.unwrap_or_default())
    }
}

/// Returns `true` for "Email address is not verified. The following identities failed the check in region …".
fn names_identity(message: Option<&str>) -> bool {
    message.is_some_and(|message| message.contains("not verified"))
}

/// Classifies an error: throttling, a paused or suspended account, an unverified sender and SES's own failures are
/// temporary; errors about the message are permanent. Keeps only the error code: the message may contain addresses, and
/// errors are logged.
fn judged<R>(error: SdkError<SendEmailError, R>) -> SendError
where
    R: std::fmt::Debug + Send + Sync + 'static,
{
    match &error {
        SdkError::ServiceError(refusal) => {
            let code = refusal.err().code().unwrap_or("Refused").to_owned();
            match refusal.err() {
                // Not this message, but every one is refused: the identity of the sender is lost, or SES's sandbox.
                SendEmailError::MessageRejected(rejected) if names_identity(rejected.message()) => {
                    SendError::NotSent(code.into())
                }
                SendEmailError::MessageRejected(_) | SendEmailError::BadRequestException(_) => {
                    SendError::Refused { source: code.clone().into(), code }
                }
                _ => SendError::NotSent(code.into()),
            }
        }
        SdkError::ConstructionFailure(_) => SendError::NotSent(error.into()),
        _ => SendError::Unknown(error.into()),
    }
}

fn tag(name: &str, value: &str) -> Result<MessageTag, SendError> {
    MessageTag::builder().name(name).value(value).build().map_err(|error| SendError::NotSent(error.into()))
}

#[cfg(test)]
mod tests {
    use aws_sdk_sesv2::types::error::{
        AccountSuspendedException, BadRequestException, MailFromDomainNotVerifiedException, MessageRejected,
        SendingPausedException, TooManyRequestsException,
    };

    use super::*;

    fn said(error: SendEmailError) -> SendError {
        judged(SdkError::service_error(error, ()))
    }

    #[test]
    fn message_errors_are_permanent() {
        use SendEmailError as E;
        for error in [
            E::MessageRejected(MessageRejected::builder().build()),
            E::BadRequestException(BadRequestException::builder().build()),
        ] {
            assert!(matches!(said(error), SendError::Refused { .. }));
        }
    }

    #[test]
    fn temporary_errors_are_retried() {
        use SendEmailError as E;
        for error in [
            E::TooManyRequestsException(TooManyRequestsException::builder().build()),
            E::AccountSuspendedException(AccountSuspendedException::builder().build()),
            E::SendingPausedException(SendingPausedException::builder().build()),
            E::MailFromDomainNotVerifiedException(MailFromDomainNotVerifiedException::builder().build()),
            E::MessageRejected(
                MessageRejected::builder()
                    .message(
                        "Email address is not verified. The following identities failed the check in region X: a@b",
                    )
                    .build(),
            ),
            E::unhandled("InternalFailure"),
        ] {
            assert!(matches!(said(error), SendError::NotSent(_)));
        }
    }

    #[test]
    fn errors_contain_no_address() {
        let names = "Email address is not verified: ada@clients.example";
        for error in [
            SendEmailError::MessageRejected(MessageRejected::builder().message(names).build()),
            SendEmailError::TooManyRequestsException(TooManyRequestsException::builder().message(names).build()),
        ] {
            let error = said(error);
            let mut next: Option<&dyn std::error::Error> = Some(&error);
            while let Some(error) = next {
                assert!(!format!("{error} {error:?}").contains("ada@"), "{error}");
                next = error.source();
            }
        }
    }

    #[test]
    fn lost_answer_leaves_outcome_unknown() {
        assert!(matches!(judged::<()>(SdkError::timeout_error("late")), SendError::Unknown(_)));
    }
}
