//! Text messages, sent through SNS.

use std::time::Duration;

use aws_sdk_sns::{
    Client,
    config::{Builder, retry::RetryConfig, timeout::TimeoutConfig},
    error::{ProvideErrorMetadata, SdkError},
    types::MessageAttributeValue,
};
use domain::{booking::Booking, contact::PhoneNumber, ids::Reference, settings::CompanySettings, zone::Tz};
use platform::{ConfigError, Env, FromEnv, SendError};
use texts::{SmsFacts, SmsKind};

/// Time limit of SNS: half of the function's time-out (10 s).
const TIMEOUT: Duration = Duration::from_secs(5);

/// Time limit of a question, so that the message itself has its time.
const ANSWER: Duration = Duration::from_secs(2);

/// Sends text messages through SNS.
#[derive(Debug)]
pub struct SmsClient {
    client: Client,
    sender_id: Option<String>,
    company: String,
    /// The company's, if the settings name none.
    timezone: Tz,
}

impl FromEnv for SmsClient {
    /// Text messages signed `COMPANY_NAME`. `SMS_SENDER_ID` is the sender's name, in countries that allow one.
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        // One attempt per try: Publish has no idempotency token for text messages.
        let config = Builder::from(&env.sdk)
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(TIMEOUT).build())
            .build();
        Ok(Self {
            client: Client::from_conf(config),
            sender_id: env.config.get("SMS_SENDER_ID"),
            company: env.config.required("COMPANY_NAME")?,
            timezone: env.config.parsed("DEFAULT_TIMEZONE", Tz::BERLIN)?,
        })
    }
}

impl SmsClient {
    /// Sends a text message of this kind to the client of a booking. Returns SNS's message id, or `None` if the client
    /// gave no number, its country gets no text messages, or its owner has stopped them. The name in the company's settings wins over `COMPANY_NAME`.
    pub async fn send(
        &self,
        booking: &Booking,
        kind: SmsKind,
        settings: &CompanySettings,
    ) -> Result<Option<String>, SendError> {
        // Bookings by earlier releases, and under earlier settings, may have any number.
        let phone = booking.client.phone.as_ref().filter(|phone| settings.texts_to(phone, self.timezone));
        let Some(phone) = phone else { return Ok(None) };
        if self.is_stopped(phone).await {
            return Ok(None);
        }
        let company = settings.company.name.as_ref().unwrap_or(&self.company);
        let text = texts::sms(&kind, &SmsFacts::of(booking, company), booking.language);
        self.publish(phone, &text, kind.template(), &booking.reference).await.map(Some)
    }

    /// Whether the number's owner has stopped our text messages (by answering STOP). SNS would refuse the message too; asked
    /// before, it is skipped rather than failed. Without an answer it is tried.
    async fn is_stopped(&self, phone: &PhoneNumber) -> bool {
        let limit = TimeoutConfig::builder().operation_timeout(ANSWER).build();
        let question = self.client.check_if_phone_number_is_opted_out().phone_number(phone.as_str());
        let asked = question.customize().config_override(Builder::new().timeout_config(limit)).send().await;
        asked.map(|answer| answer.is_opted_out()).unwrap_or_else(|error| {
            // The code alone: the message contains the number.
            let code = error.code().unwrap_or("unknown");
            tracing::warn!(code, "SNS doesn't say whether a number takes text messages");
            false
        })
    }

    /// Hands a text message to SNS; the template goes to the message list. Returns SNS's message id.
    async fn publish(
        &self,
        to: &PhoneNumber,
        text: &str,
        template: &str,
        reference: &Reference,
    ) -> Result<String, SendError> {
        let mut publish = self
            .client
            .publish()
            .phone_number(to.as_str())
            .message(text)
            // Reminders and confirmations: reliable, not cheap (SNS Developer Guide, "Publishing to a mobile phone").
            .message_attributes("AWS.SNS.SMS.SMSType", attribute("Transactional")?)
            .message_attributes("template", attribute(template)?)
            .message_attributes("reference", attribute(reference.as_str())?);
        if let Some(sender_id) = &self.sender_id {
            publish = publish.message_attributes("AWS.SNS.SMS.SenderID", attribute(sender_id)?);
        }
        match publish.send().await {
            Ok(answer) => Ok(answer.message_id.unwrap_or_default()),
            Err(error @ SdkError::ServiceError(_)) => {
                let code = error.code().unwrap_or("unknown").to_owned();
                // The number or the text is at fault: a retry would be refused too. Keeps only SNS's error code: the
                // message contains the number, and errors are logged.
                let is_final = matches!(code.as_str(), "InvalidParameter" | "InvalidParameterValue" | "OptedOut");
                if is_final {
                    Err(SendError::Refused { source: code.clone().into(), code })
                } else {
                    Err(SendError::NotSent(code.into()))
                }
            }
            Err(error @ SdkError::ConstructionFailure(_)) => Err(SendError::NotSent(error.into())),
            Err(error) => Err(SendError::Unknown(error.into())),
        }
    }
}

fn attribute(value: &str) -> Result<MessageAttributeValue, SendError> {
    let attribute = MessageAttributeValue::builder().data_type("String").string_value(value).build();
    attribute.map_err(|error| SendError::NotSent(error.into()))
}
