use crate::{Clock, ConfigError, Env, Metrics, Random};

/// A dependency of a function, built from the function's environment.
///
/// `#[derive(FromEnv)]` builds each field of a struct by the same trait, except fields with an attribute:
///
/// - `#[env("COMPANY_NAME")]`: the setting, for a `String` required, for an `Option<String>` optional;
/// - `#[env("RETENTION_DAYS", default = 730)]`: the parsed setting, or the default if it is missing;
/// - `#[env(default)]`: the type's default;
/// - `#[env(sdk)]`: the AWS client with the common configuration.
pub trait FromEnv: Sized {
    /// Builds it without calling any service.
    ///
    /// # Errors
    /// Fails if a required setting is missing, or a setting is invalid.
    fn from_env(env: &Env) -> Result<Self, ConfigError>;
}

/// A function without dependencies.
impl FromEnv for () {
    fn from_env(_env: &Env) -> Result<Self, ConfigError> {
        Ok(())
    }
}

impl FromEnv for Clock {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        Ok(env.clock.clone())
    }
}

impl FromEnv for Random {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        Ok(env.random.clone())
    }
}

impl FromEnv for Metrics {
    fn from_env(env: &Env) -> Result<Self, ConfigError> {
        Ok(env.metrics.clone())
    }
}
