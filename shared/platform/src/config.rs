use std::{str::FromStr, sync::Arc};

/// A setting is missing or invalid; a deployment error, not a caller's.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The setting is absent or empty.
    #[error("setting {0} is missing")]
    Missing(String),
    /// The setting is invalid.
    #[error("setting {name} is not valid: {reason}")]
    Invalid {
        /// The environment variable's name.
        name: String,
        reason: String,
    },
}

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

/// A function's settings by name. On Lambda they are the environment variables of `template.yaml`; the local system
/// reads them from the same template.
#[derive(Clone)]
pub struct Config(Arc<Lookup>);

impl Config {
    /// Settings from the process's environment.
    #[allow(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
    pub fn from_process() -> Self {
        Self::new(|name| std::env::var(name).ok())
    }

    /// Settings from any look-up.
    pub fn new(lookup: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(lookup))
    }

    /// An optional setting; an empty one counts as absent.
    pub fn get(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// A required setting.
    ///
    /// # Errors
    /// [`ConfigError::Missing`] if it is absent or empty.
    pub fn required(&self, name: &str) -> Result<String, ConfigError> {
        self.get(name).ok_or_else(|| ConfigError::Missing(name.to_owned()))
    }

    /// A parsed setting, or its default.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] if it is present and doesn't parse.
    pub fn parsed<T>(&self, name: &str, default: T) -> Result<T, ConfigError>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        match self.get(name) {
            None => Ok(default),
            Some(text) => text
                .parse()
                .map_err(|error: T::Err| ConfigError::Invalid { name: name.to_owned(), reason: error.to_string() }),
        }
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Config")
    }
}
