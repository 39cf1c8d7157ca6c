use chrono_tz::Tz;
use platform::{ConfigError, Env};

/// Settings of the API's functions, with the product's defaults.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Hours before the start until which the client may move or cancel (`CHANGE_DEADLINE_HOURS`).
    pub change_deadline_hours: u32,
    /// Prefix of references (`REFERENCE_PREFIX`).
    pub reference_prefix: String,
    /// Default zone if neither request nor consultant has one (`DEFAULT_TIMEZONE`).
    pub timezone: Tz,
    /// Look-ups per client address in 15 minutes; 0 for no limit (`LOOKUPS_PER_ADDRESS`).
    pub lookups_per_address: u32,
}

impl Settings {
    /// Reads them.
    ///
    /// # Errors
    /// If a setting is invalid.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self {
            change_deadline_hours: env.config.parsed("CHANGE_DEADLINE_HOURS", 2)?,
            reference_prefix: env.config.get("REFERENCE_PREFIX").unwrap_or_else(|| "VLT".to_owned()),
            timezone: env.config.parsed("DEFAULT_TIMEZONE", Tz::Europe__Berlin)?,
            lookups_per_address: env.config.parsed("LOOKUPS_PER_ADDRESS", 0)?,
        })
    }
}
