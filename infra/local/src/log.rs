//! The log on this machine: the same lines of functions as on Lambda, and this program's own.

use platform::{Config, Logging};
use tracing::Level;

use crate::functions;

/// Logs from the level in `LOG_LEVEL` on; without one, warnings and errors only.
pub fn logging(config: &Config) -> Logging {
    Logging::configured(config, Level::WARN, crates())
}

/// The crates in the log: the functions' and this program's.
pub fn crates() -> impl Iterator<Item = String> {
    functions::registry().crates().collect::<Vec<_>>().into_iter().chain(["emulator".to_owned(), "local".to_owned()])
}
