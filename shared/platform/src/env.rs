use aws_types::SdkConfig;

use crate::{Clock, Config, Metrics, Random, sdk};

/// Everything a function is given by where it runs.
#[derive(Debug, Clone)]
pub struct Env {
    /// Settings by name.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// Randomness for references, ids and jitter.
    pub random: Random,
    /// Where numbers about what it does go.
    pub metrics: Metrics,
    /// What AWS clients are made from: region, credentials, HTTP client, endpoints.
    pub sdk: SdkConfig,
}

impl Env {
    /// The environment of a deployed function.
    #[allow(clippy::disallowed_methods, reason = "a deployed function lives at the real time")]
    pub fn from_process() -> Self {
        let config = Config::from_process();
        Self {
            sdk: sdk::from(&config),
            config,
            clock: Clock::system(),
            random: Random::system(),
            metrics: Metrics::to_log(Clock::system()),
        }
    }
}
