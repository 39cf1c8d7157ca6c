//! What is logged on this machine: the same lines of functions as on Lambda, and this program's own.

use platform::{Config, Logging};
use tracing::Level;

use crate::functions;

/// From the level on that `LOG_LEVEL` gives; if it gives none, only what should not be.
pub fn logging(config: &Config) -> Logging {
    Logging::configured(config, Level::WARN, crates())
}

/// Whose lines these are: the functions' and this program's.
pub fn crates() -> impl Iterator<Item = String> {
    functions::registry().crates().collect::<Vec<_>>().into_iter().chain(["local".to_owned()])
}
