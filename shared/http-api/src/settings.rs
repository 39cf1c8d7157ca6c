use platform::FromEnv;

use domain::zone::Tz;

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
    /// Failed look-ups per client network in 15 minutes; 0 for no limit.
    #[env("LOOKUPS_PER_ADDRESS", default = 0)]
    pub lookups_per_address: u32,
    /// Failed look-ups of one e-mail address per client network and hour; 0 for no limit.
    #[env("LOOKUP_FAILURES_PER_HOUR", default = 10)]
    pub lookup_failures_per_hour: u32,
    /// The same per day. After as many of one e-mail address from all networks together, the link goes to that address.
    #[env("LOOKUP_FAILURES_PER_DAY", default = 30)]
    pub lookup_failures_per_day: u32,
    /// The client's own moves of a booking per day; 0 for no limit.
    #[env("MOVES_PER_DAY", default = 6)]
    pub moves_per_day: u32,
    /// The same in the booking's life.
    #[env("MOVES_PER_BOOKING", default = 30)]
    pub moves_per_booking: u32,
}
