//! The sections that rules and jobs obey. A parameter of the deployment stands in for an absent member.

use serde::{Deserialize, Deserializer, Serialize};

use super::pages::words;
use crate::unknown::if_known;

/// What clients may do with their booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Changes {
    pub allow_rescheduling: bool,
    pub allow_cancellation: bool,
    /// Hours before the start until which they may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline_hours: Option<u32>,
}

impl Default for Changes {
    fn default() -> Self {
        Self { allow_rescheduling: true, allow_cancellation: true, deadline_hours: None }
    }
}

words! {
    /// Whether a client must give a phone number. A phone meeting and text messages need one in any case.
    #[derive(Default)]
    PhoneRule {
        #[default]
        Optional "optional",
        Required "required",
    }
}

words! {
    /// Whether clients are asked for consent to recording.
    #[derive(Default)]
    Recording {
        /// They are asked, if the consents have a text for it.
        #[default]
        Ask "ask",
        Never "never",
    }
}

/// A word of a later release takes nothing from clients.
pub(super) fn phone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PhoneRule, D::Error> {
    Ok(if_known(deserializer)?.unwrap_or_default())
}

/// A word of a later release asks for nothing.
pub(super) fn recording<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Recording, D::Error> {
    Ok(if_known(deserializer)?.unwrap_or(Recording::Never))
}

/// Where meetings take place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Meetings {
    /// The pattern of a video meeting's address, with `{room}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// When clients and consultants are written to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ReminderTimes {
    /// Before the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_hours: Option<u32>,
    /// Before the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consultant_hours: Option<u32>,
    /// After the end; 0 for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attendance_check_minutes: Option<u32>,
    /// After the end; 0 for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_complete_hours: Option<u32>,
    /// After the end; 0 for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_hours: Option<u32>,
    /// After the mark; 0 for never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_show_follow_up_minutes: Option<u32>,
    /// Whether clients that didn't agree to news and offers are asked for feedback, once a meeting. Default: yes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feedback_without_consent: Option<bool>,
}

impl ReminderTimes {
    /// Whether a client is asked for feedback without agreeing to news and offers.
    pub fn asks_without_consent(self) -> bool {
        self.feedback_without_consent.unwrap_or(true)
    }
}

/// How long personal data are kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Retention {
    /// Days after the meeting.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// Limits of a client's requests; 0 for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Limits {
    /// Live bookings of an e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bookings_per_client: Option<u32>,
    /// Bookings with one phone number per day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bookings_per_phone: Option<u32>,
    /// Bookings from one client network per hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bookings_per_network: Option<u32>,
    /// Failed look-ups per client network in 15 minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookups_per_network: Option<u32>,
    /// Failed look-ups of one e-mail address per client network and hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookup_failures_per_hour: Option<u32>,
    /// The same per day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lookup_failures_per_day: Option<u32>,
    /// The client's own moves of a booking per day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moves_per_day: Option<u32>,
    /// The same in the booking's life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moves_per_booking: Option<u32>,
    /// Bookings tried from one client network per hour, beyond which each needs a proof of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressure_per_network: Option<u32>,
    /// The same with one consultant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressure_per_consultant: Option<u32>,
    /// The same of everybody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pressure_in_all: Option<u32>,
}
