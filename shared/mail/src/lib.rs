//! Mail about bookings: words, MIME, hand-over to SES.
//!
//! # Templates
//! A mail is a list of parts (`templates/mails.toml`), each a piece of MJML and a piece of plain text, and its words
//! in each language (`templates/mails/<mail>/<language>.toml`). So structure and looks are written once for all
//! languages, HTML and text say the same, and a translator sees sentences alone. `build.rs` compiles the MJML.
//!
//! # Copies
//! `MAIL_CC` gets a copy of what consultants and the team get. Never of what a client gets, whose manage link opens
//! the booking, and never of the attendance check, whose links say what became of a meeting.

mod brand;
mod details;
mod email;
mod facts;
mod mime;
mod send;
mod templates;
#[cfg(test)]
mod tests;
mod write;

// The samples are shared with the gallery, which knows this crate by its name.
#[cfg(test)]
extern crate self as mail;

use aws_sdk_sesv2::{
    Client,
    config::{Builder, retry::RetryConfig, timeout::TimeoutConfig},
};
use invite::Organizer;
use platform::{ConfigError, Env};

pub use email::{Audience, Email, WriteError};
pub use write::{AttendanceLinks, Background, FollowUpLinks, NewTime, PastBooking, UnsubscribeLinks};

use brand::Brand;
use templates::Templates;

/// Writes mail and hands it to SES.
#[derive(Debug)]
pub struct Mailer {
    client: Client,
    organizer: Organizer,
    brand: Brand,
    configuration_set: Option<String>,
    templates: Templates,
}

impl Mailer {
    /// Mail from the address that the setting `MAIL_FROM` names, signed `COMPANY_NAME`, with links to `SITE_URL`.
    ///
    /// These may be set: `MAIL_CONFIGURATION_SET` (of SES), `MAIL_CC` (addresses, separated by commas, that get a
    /// copy of what consultants and the team get), `SUPPORT_EMAIL` (where clients' answers and questions go),
    /// `BRAND_COLOR` (`#rrggbb`), `LOGO_URL`, `IMPRINT` (a line), `PRIVACY_URL`, `STAFF_LANGUAGE` (what consultants
    /// and the team are written to in; `en`).
    ///
    /// # Errors
    /// If a setting is missing or makes no sense.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        // One attempt a try: SendEmail has no idempotency token, so a retry below the ledger could send twice.
        let config = Builder::from(&env.sdk)
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(send::TIMEOUT).build())
            .build();
        Ok(Self {
            client: Client::from_conf(config),
            organizer: Organizer {
                email: env.config.required("MAIL_FROM")?,
                company: env.config.required("COMPANY_NAME")?,
            },
            brand: Brand::new(&env.config)?,
            configuration_set: env.config.get("MAIL_CONFIGURATION_SET"),
            templates: Templates::new(),
        })
    }
}
