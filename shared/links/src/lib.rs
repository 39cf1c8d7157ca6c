//! Links that need no log-in: manage tokens, pages, calendar links.

mod calendars;
mod tokens;

use domain::{booking::Booking, ids::ConsultantId, time::Instant};
use platform::{ConfigError, Env, SecretError};

pub use calendars::{google, outlook};
pub use tokens::{Purpose, Tokens};

/// Addresses for the client of a booking. All but the calendars' open it without an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// The page that shows the booking; the token is in the fragment, which no server sees.
    pub manage: String,
    /// The same page, at moving it.
    pub reschedule: String,
    /// The same page, at cancelling it.
    pub cancel: String,
    /// The invite as a file; the token is in the query, because calendars fetch it themselves.
    pub ics: String,
    /// Adds the meeting to a Google calendar.
    pub google: String,
    /// Adds the meeting to an Outlook calendar.
    pub outlook: String,
}

/// Makes links and the tokens in them.
#[derive(Debug, Clone)]
pub struct LinkMaker {
    /// Makes and checks the tokens.
    pub tokens: Tokens,
    site_url: String,
    api_url: String,
    company: String,
}

impl LinkMaker {
    /// Links to the site and API that the settings `SITE_URL` and `API_URL` name.
    ///
    /// # Errors
    /// If a setting is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            tokens: Tokens::new(env)?,
            site_url: env.config.required("SITE_URL")?,
            api_url: env.config.required("API_URL")?,
            company: env.config.required("COMPANY_NAME")?,
        })
    }

    /// The links of a booking for its client, with the manage token that is in them.
    ///
    /// # Errors
    /// If the signing keys can't be read.
    pub async fn for_client(&self, booking: &Booking) -> Result<(Links, String), SecretError> {
        let token = self.tokens.issue(booking, Purpose::Manage).await?;
        let reference = &booking.reference;
        let manage = format!("{}/manage#reference={reference}&token={token}", self.site_url);
        let links = Links {
            reschedule: format!("{manage}&action=reschedule"),
            cancel: format!("{manage}&action=cancel"),
            ics: format!("{}/v1/bookings/{reference}/invite.ics?token={token}", self.api_url),
            google: google(booking, &self.company),
            outlook: outlook(booking, &self.company),
            manage,
        };
        Ok((links, token))
    }

    /// The consultant's one-tap links of a booking: it took place, the client didn't come. Both lead to a page; only
    /// its button says anything.
    ///
    /// # Errors
    /// If the signing keys can't be read.
    pub async fn for_attendance(&self, booking: &Booking) -> Result<(String, String), SecretError> {
        let reference = &booking.reference;
        let token = self.tokens.issue(booking, Purpose::Attendance).await?;
        let page = format!("{}/attendance#reference={reference}&token={token}", self.site_url);
        Ok((format!("{page}&outcome=completed"), format!("{page}&outcome=no_show")))
    }

    /// Where the client of a booking wants no more follow-ups: the page that asks, and the address that mail programs
    /// post to (RFC 8058).
    ///
    /// # Errors
    /// If the signing keys can't be read.
    pub async fn for_unsubscribing(&self, booking: &Booking) -> Result<(String, String), SecretError> {
        let reference = &booking.reference;
        let token = self.tokens.issue(booking, Purpose::Unsubscribe).await?;
        let page = format!("{}/unsubscribe#reference={reference}&token={token}", self.site_url);
        Ok((page, format!("{}/v1/unsubscribe?reference={reference}&token={token}", self.api_url)))
    }

    /// The page on which the client says how the meeting was.
    ///
    /// # Errors
    /// If the signing keys can't be read.
    pub async fn for_feedback(&self, booking: &Booking) -> Result<String, SecretError> {
        Ok(format!("{}&action=feedback", self.for_client(booking).await?.0.manage))
    }

    /// The page on which another meeting is booked: with this consultant, and at this time if one is given. Nothing
    /// in it is secret; whoever books fills in their own data.
    pub fn book(&self, booking: &Booking, start: Option<Instant>) -> String {
        self.book_with(booking, &booking.consultant.id, start)
    }

    /// As [`LinkMaker::book`], with another consultant.
    pub fn book_with(&self, booking: &Booking, consultant: &ConsultantId, start: Option<Instant>) -> String {
        let mut link = format!(
            "{}/book-consultation?consultantId={}&duration={}&meetingType={}",
            self.site_url,
            consultant,
            booking.duration(),
            booking.meeting_type.as_str(),
        );
        if let Some(start) = start {
            link.push_str(&format!("&start={}", start.format("%Y-%m-%dT%H:%M:%SZ")));
        }
        link
    }
}
