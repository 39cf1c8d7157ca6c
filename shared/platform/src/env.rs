use aws_types::SdkConfig;

use crate::{Clock, Config, Metrics, Random, sdk};

/// The environment of a function.
#[derive(Debug, Clone)]
pub struct Env {
    pub config: Config,
    pub clock: Clock,
    /// Randomness for references, ids and jitter.
    pub random: Random,
    pub metrics: Metrics,
    /// Common configuration of AWS clients: region, credentials, HTTP client, endpoints.
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
