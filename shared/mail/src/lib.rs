//! Mail about bookings: words, MIME, hand-over to SES.

mod letter;
mod mime;
mod templates;
#[cfg(test)]
mod tests;
mod when;

use std::time::Duration;

use aws_sdk_sesv2::{
    Client,
    config::{Builder, retry::RetryConfig, timeout::TimeoutConfig},
    error::SdkError,
    primitives::Blob,
    types::{Destination, EmailContent, MessageTag, RawMessage},
};
use domain::{
    booking::{Booking, JobKind, Notice},
    time::Instant,
};
use invite::Organizer;
use platform::{ConfigError, Env};

pub use letter::{Audience, Letter, WriteError};
use templates::Templates;

/// How long SES may take: half of what the function may (10 s).
const TIMEOUT: Duration = Duration::from_secs(5);

/// Writes mail and hands it to SES.
#[derive(Debug)]
pub struct Mailer {
    client: Client,
    organizer: Organizer,
    configuration_set: Option<String>,
    templates: Templates,
}

/// A mail was not handed over, or is not known to have been.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// It certainly wasn't.
    #[error("the mail was not sent")]
    NotSent(#[source] platform::Error),
    /// The answer was lost: it may have been.
    #[error("it is not known whether the mail was sent")]
    Unknown(#[source] platform::Error),
}

impl Mailer {
    /// Mail from the address that the setting `MAIL_FROM` names, signed `COMPANY_NAME`.
    ///
    /// # Errors
    /// If a setting is missing, or a template is broken, which a test sees to.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        let organizer =
            Organizer { email: env.config.required("MAIL_FROM")?, company: env.config.required("COMPANY_NAME")? };
        let templates = Templates::new()
            .map_err(|error| ConfigError::Invalid { name: "templates".to_owned(), reason: error.to_string() })?;
        // One attempt a try: SendEmail has no idempotency token, so a retry below the ledger could send twice.
        let config = Builder::from(&env.sdk)
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(TIMEOUT).build())
            .build();
        Ok(Self {
            client: Client::from_conf(config),
            organizer,
            configuration_set: env.config.get("MAIL_CONFIGURATION_SET"),
            templates,
        })
    }

    /// Writes what a notice tells its audience of a booking.
    ///
    /// # Errors
    /// If a template is broken, or there is nothing to tell.
    pub fn write(&self, booking: &Booking, audience: &Audience, notice: &Notice) -> Result<Letter, WriteError> {
        letter::notice(&self.templates, &self.organizer, booking, audience, notice)
    }

    /// Writes a reminder.
    ///
    /// # Errors
    /// If a template is broken.
    pub fn write_reminder(&self, booking: &Booking, audience: &Audience, kind: JobKind) -> Result<Letter, WriteError> {
        letter::reminder(&self.templates, &self.organizer, booking, audience, kind)
    }

    /// Hands a letter to SES; its message id.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn send(&self, letter: &Letter, now: Instant) -> Result<String, SendError> {
        let raw = mime::build(letter, &self.organizer, now).map_err(|error| SendError::NotSent(error.into()))?;
        let raw =
            RawMessage::builder().data(Blob::new(raw)).build().map_err(|error| SendError::NotSent(error.into()))?;
        let sending = self
            .client
            .send_email()
            .from_email_address(&self.organizer.email)
            .destination(Destination::builder().to_addresses(&letter.to).build())
            .content(EmailContent::builder().raw(raw).build())
            .email_tags(tag("template", &letter.template)?)
            .email_tags(tag("reference", letter.reference.as_str())?)
            .set_configuration_set_name(self.configuration_set.clone());
        match sending.send().await {
            Ok(answer) => Ok(answer.message_id.unwrap_or_default()),
            Err(error @ (SdkError::ServiceError(_) | SdkError::ConstructionFailure(_))) => {
                Err(SendError::NotSent(error.into()))
            }
            Err(error) => Err(SendError::Unknown(error.into())),
        }
    }
}

fn tag(name: &str, value: &str) -> Result<MessageTag, SendError> {
    MessageTag::builder().name(name).value(value).build().map_err(|error| SendError::NotSent(error.into()))
}
