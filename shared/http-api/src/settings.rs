//! The deployment's parameters, and the company's settings over them.

use domain::{
    booking::{Booking, Refusal},
    settings::{Changes, CompanySettings},
    time::Instant,
    zone::Tz,
};
use platform::FromEnv;
use table::{Table, TableError};

use crate::Limits;

/// Settings of the API's functions, with the product's defaults.
#[derive(Debug, Clone, FromEnv)]
pub struct Settings {
    /// Hours before the start until which the client may move or cancel.
    #[env("CHANGE_DEADLINE_HOURS", default = 2)]
    pub change_deadline_hours: u32,
    /// Prefix of references.
    #[env("REFERENCE_PREFIX", default = "VLT".to_owned())]
    pub reference_prefix: String,
    /// Default zone if neither request nor consultant has one.
    #[env("DEFAULT_TIMEZONE", default = Tz::BERLIN)]
    pub timezone: Tz,
    pub limits: Limits,
}

/// The rules for changes by clients, at present.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Parameters, with the company's settings in the place of those that it sets.
    pub settings: Settings,
    pub changes: Changes,
}

impl Settings {
    /// Returns the parameters with the company's settings, which win.
    #[must_use]
    pub fn with(&self, company: &CompanySettings) -> Self {
        Self {
            change_deadline_hours: company.changes.deadline_hours.unwrap_or(self.change_deadline_hours),
            reference_prefix: self.reference_prefix.clone(),
            timezone: company.company.timezone.unwrap_or(self.timezone),
            limits: self.limits.with(&company.limits),
        }
    }

    /// As [`Settings::with`] the settings in the table.
    pub async fn now(&self, table: &Table) -> Result<Self, TableError> {
        Ok(self.with(&*table.settings().await?))
    }
}

impl Rules {
    pub fn new(settings: &Settings, company: &CompanySettings) -> Self {
        Self { settings: settings.with(company), changes: company.changes }
    }

    /// Checks that the client may still cancel the booking.
    ///
    /// # Errors
    /// The booking isn't live, the deadline has passed, or clients don't cancel here.
    pub fn cancellable(&self, booking: &Booking, now: Instant) -> Result<(), Refusal> {
        booking.changeable(now, self.settings.change_deadline_hours)?;
        if self.changes.allow_cancellation { Ok(()) } else { Err(Refusal::CancellationNotAllowed) }
    }

    /// Checks that the client may move the booking once more.
    ///
    /// # Errors
    /// The booking isn't live, the deadline has passed, clients don't move here, or their moves are used up.
    pub fn movable(&self, booking: &Booking, now: Instant) -> Result<(), Refusal> {
        booking.changeable(now, self.settings.change_deadline_hours)?;
        if !self.changes.allow_rescheduling {
            return Err(Refusal::MovesNotAllowed);
        }
        booking.movable(self.settings.limits.moves(), now)
    }
}
