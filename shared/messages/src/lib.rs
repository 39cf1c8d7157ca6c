//! Events on their way: from the table's stream over the bus to the queues.

mod detail;
mod queue;

use std::{future::Future, sync::Arc};

use lambda_runtime::{LambdaEvent, service_fn};
use platform::{ConfigError, Env, Error};
use serde::{Serialize, de::DeserializeOwned};

pub use detail::{Detail, Envelope, SOURCE};
pub use queue::{Hopeless, PartlyHopeless, Queue};

/// Runs a function that takes events on Lambda: its dependencies are made once, its handler is called for
/// every batch.
///
/// # Errors
/// If a setting is missing or the runtime fails.
pub async fn run<D, E, R, H, F>(new: impl FnOnce(&Env) -> Result<D, ConfigError>, handle: H) -> Result<(), Error>
where
    D: Send + Sync + 'static,
    E: DeserializeOwned,
    R: Serialize,
    H: Fn(Arc<D>, E) -> F,
    F: Future<Output = Result<R, Error>>,
{
    platform::init_logging();
    let deps = Arc::new(new(&Env::from_process().await)?);
    let handle = &handle;
    lambda_runtime::run(service_fn(|event: LambdaEvent<E>| handle(Arc::clone(&deps), event.payload))).await
}
