//! Mail about bookings: texts, MIME, hand-over to SES.
//!
//! # Templates
//! A mail is a list of parts (`templates/mails.toml`), each a piece of MJML and a piece of plain text, and its texts in
//! each language (`shared/texts/languages/<language>/mails/<mail>.toml`, or `mail.toml` for all mails). Structure
//! and style are written once for all languages, HTML and plain text have the same content, and a translator sees
//! sentences only. `build.rs` compiles the MJML.
//!
//! # Copies
//! `MAIL_CC` gets a copy of mail to consultants and the team. Never of mail to a client: its manage link opens the
//! booking. Never of the attendance check: its links record the outcome of a meeting. A copy carries no invite: it
//! would change its reader's calendar.

mod brand;
mod context;
mod details;
pub mod draft;
mod email;
mod facts;
mod mime;
mod send;
mod templates;
#[cfg(test)]
mod tests;
mod write;

// The gallery shares the samples and refers to this crate by name.
#[cfg(test)]
extern crate self as mail;

use std::sync::Arc;

use aws_sdk_sesv2::{
    Client,
    config::{Builder, retry::RetryConfig, timeout::TimeoutConfig},
};
use domain::{settings::CompanySettings, template::EditedMails};
use invite::Organizer;
use platform::{ConfigError, Env, FromEnv};

pub use context::{AttendanceLinks, Background, FollowUpLinks, NewTime, PastBooking, UnsubscribeLinks};
pub use email::{Audience, Email, WriteError};
pub use send::{COPY_TAG, is_in_ledger};

use brand::Brand;
use templates::Templates;

/// Writes mail and hands it to SES.
#[derive(Debug, Clone)]
pub struct Mailer {
    client: Client,
    organizer: Organizer,
    brand: Brand,
    configuration_set: Option<String>,
    templates: Arc<Templates>,
    edited: Arc<EditedMails>,
}

impl FromEnv for Mailer {
    /// Mail from the address in the setting `MAIL_FROM`, signed `COMPANY_NAME`, with links to `SITE_URL`.
    ///
    /// Optional: `MAIL_CONFIGURATION_SET` (of SES), `MAIL_CC` (addresses, separated by commas, that get a copy of mail
    /// to consultants and the team), `SUPPORT_EMAIL` (for clients' replies and questions), `REPLIES_TO` (`support` or
    /// `consultant`: the receiver of replies), `BRAND_COLOR` (`#rrggbb`), `LOGO_URL`, `IMPRINT` (a line),
    /// `PRIVACY_URL`, `STAFF_LANGUAGE` (of mail to consultants and the team; `en`).
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        // One attempt per try: SendEmail has no idempotency token, so an SDK retry that the ledger can't see could send
        // twice.
        let config = Builder::from(&env.sdk)
            .retry_config(RetryConfig::disabled())
            .timeout_config(TimeoutConfig::builder().operation_timeout(send::TIMEOUT).build())
            .build();
        Ok(Self {
            client: Client::from_conf(config),
            organizer: Organizer::from_env(env)?,
            brand: Brand::new(&env.config)?,
            configuration_set: env.config.get("MAIL_CONFIGURATION_SET"),
            templates: Arc::new(Templates::new()),
            edited: Arc::default(),
        })
    }
}

impl Mailer {
    /// Returns the mailer with the company's own settings, which win over the deployment's, and its edited sentences.
    #[must_use]
    pub fn of(&self, settings: &CompanySettings, edited: &Arc<EditedMails>) -> Self {
        let (organizer, brand) = (self.organizer.of(settings), self.brand.of(settings));
        Self { organizer, brand, edited: Arc::clone(edited), ..self.clone() }
    }
}
