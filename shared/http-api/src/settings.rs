use platform::FromEnv;

use domain::zone::Tz;

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
