//! Links that need no login: manage tokens, pages, calendar links.

mod calendars;
mod tokens;

use domain::{
    booking::{Booking, OfferedTime},
    ids::ConsultantId,
    settings::CompanySettings,
    time::Instant,
};
use platform::{FromEnv, SecretError};

pub use calendars::{google, outlook};
pub use tokens::{AddressPurpose, Purpose, Tokens};

/// Links for the client of a booking. All except the calendars' open it without an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    /// The booking's page; the token is in the fragment, which isn't sent to servers.
    pub manage: String,
    /// The same page at the reschedule step.
    pub reschedule: String,
    /// The same page at the cancel step.
    pub cancel: String,
    /// The invite as a file; the token is in the query, because calendars fetch it themselves. It opens nothing else.
    pub ics: String,
    pub google: String,
    pub outlook: String,
}

/// Builds links and their tokens.
#[derive(Debug, Clone, FromEnv)]
pub struct LinkMaker {
    pub tokens: Tokens,
    #[env("SITE_URL")]
    site_url: String,
    #[env("API_URL")]
    api_url: String,
    #[env("COMPANY_NAME")]
    company: String,
}

impl LinkMaker {
    /// Returns the client's links of a booking, with the manage token in them.
    pub async fn for_client(
        &self,
        booking: &Booking,
        settings: &CompanySettings,
    ) -> Result<(Links, String), SecretError> {
        let (manage, token) = self.manage(booking).await?;
        let invite = self.tokens.issue(booking, Purpose::Invite).await?;
        let (reference, company) = (&booking.reference, settings.company.name.as_ref().unwrap_or(&self.company));
        let links = Links {
            reschedule: format!("{manage}&action=reschedule"),
            cancel: format!("{manage}&action=cancel"),
            ics: format!("{}/v1/bookings/{reference}/invite.ics?token={invite}", self.api_url),
            google: google(booking, company),
            outlook: outlook(booking, company),
            manage,
        };
        Ok((links, token))
    }

    /// The booking's page, and the token in its address.
    async fn manage(&self, booking: &Booking) -> Result<(String, String), SecretError> {
        let token = self.tokens.issue(booking, Purpose::Manage).await?;
        Ok((format!("{}/manage#reference={}&token={token}", self.site_url, booking.reference), token))
    }

    /// Returns the consultant's one-tap links: completed and no-show. Both lead to a page; only its button records the
    /// outcome.
    pub async fn for_attendance(&self, booking: &Booking) -> Result<(String, String), SecretError> {
        let reference = &booking.reference;
        let token = self.tokens.issue(booking, Purpose::Attendance).await?;
        let page = format!("{}/attendance#reference={reference}&token={token}", self.site_url);
        Ok((format!("{page}&outcome=completed"), format!("{page}&outcome=no_show")))
    }

    /// Returns the unsubscribe links of a booking's client: the confirmation page, and the address that mail programs
    /// post to (RFC 8058). They are about the address and work when the booking's data are gone.
    pub async fn for_unsubscribing(&self, booking: &Booking) -> Result<(String, String), SecretError> {
        let reference = &booking.reference;
        let client_key = booking.client_key.as_deref().unwrap_or_default();
        let token = self.tokens.issue_for_address(client_key, AddressPurpose::Unsubscribe).await?;
        let page = format!("{}/unsubscribe#reference={reference}&token={token}", self.site_url);
        Ok((page, format!("{}/v1/unsubscribe?reference={reference}&token={token}", self.api_url)))
    }

    /// Returns the page with all bookings of an address, by its keyed hash.
    pub async fn for_privacy(&self, client_key: &str, epoch: u32) -> Result<String, SecretError> {
        let token = self.tokens.issue_for_address(client_key, AddressPurpose::Privacy { epoch }).await?;
        Ok(format!("{}/privacy#token={token}", self.site_url))
    }

    /// Returns the page for the client's feedback.
    pub async fn for_feedback(&self, booking: &Booking) -> Result<String, SecretError> {
        Ok(format!("{}&action=feedback", self.manage(booking).await?.0))
    }

    /// Returns the booking's page with the offered times, and with one of them chosen; only its button takes it.
    pub async fn for_offer(&self, booking: &Booking, time: Option<&OfferedTime>) -> Result<String, SecretError> {
        let page = format!("{}&action=offer", self.manage(booking).await?.0);
        Ok(match time {
            None => page,
            Some(time) => {
                let start = time.start.format("%Y-%m-%dT%H:%M:%SZ");
                format!("{page}&start={start}&consultant={}", time.consultant_id)
            }
        })
    }

    /// Returns the page for booking again: with this consultant, and at this time if one is given. Nothing in it is
    /// secret; visitors enter their own data.
    pub fn book(&self, booking: &Booking, start: Option<Instant>) -> String {
        self.book_with(booking, &booking.consultant.id, start)
    }

    /// As [`LinkMaker::book`], with another consultant.
    pub fn book_with(&self, booking: &Booking, consultant: &ConsultantId, start: Option<Instant>) -> String {
        let mut link = format!(
            "{}/book-consultation?consultant={}&duration={}&type={}",
            self.site_url,
            consultant,
            booking.duration(),
            booking.meeting_type.as_str(),
        );
        if let Some(start) = start {
            link.push_str(&format!("&step=details&start={}", start.format("%Y-%m-%dT%H:%M:%SZ")));
        }
        link
    }
}
