use aws_types::SdkConfig;

use crate::{Clock, Config, Random};

/// Everything a function is given by where it runs.
#[derive(Debug, Clone)]
pub struct Env {
    /// Settings by name.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// Randomness for references, ids and jitter.
    pub random: Random,
    /// What AWS clients are made from: region, credentials, HTTP client, endpoints.
    pub sdk: SdkConfig,
}

impl Env {
    /// The environment of a deployed function.
    pub async fn from_process() -> Self {
        Self {
            config: Config::from_process(),
            clock: Clock::system(),
            random: Random::system(),
            sdk: aws_config::load_defaults(aws_config::BehaviorVersion::v2026_01_12()).await,
        }
    }
}
