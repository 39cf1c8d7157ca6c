use tracing_subscriber::{EnvFilter, fmt};

/// JSON lines on standard output, which Lambda hands to CloudWatch Logs. `RUST_LOG` sets the level.
///
/// Calling it twice is harmless: the first one stays.
pub fn init() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let _already_set = fmt().json().with_env_filter(filter).with_target(false).try_init();
}
