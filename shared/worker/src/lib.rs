//! Events between the table's stream, the bus and the queues.

mod about;
mod detail;
mod queue;

use std::{future::Future, sync::Arc};

use lambda_runtime::{LambdaEvent, service_fn};
use platform::{ConfigError, Env, Error, Invocations, deps_or_log};
use serde::{Serialize, de::DeserializeOwned};

pub use about::AboutBooking;
pub use detail::{Detail, Envelope, SOURCE};
pub use queue::{PartlyPermanent, Permanent, Queue};

/// Runs a function that takes events on Lambda: builds its dependencies once and calls its handler for every batch.
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
    platform::init_logging::<D>();
    let deps = deps_or_log(new(&Env::from_process()))?;
    let (deps, handle, invocations) = (Arc::new(deps), &handle, &Invocations::of::<D>());
    // Boxed: a job's future inside those of runtime and SDK is nested deeper than the compiler follows in a release
    // build ("queries overflow the depth limit").
    let react = |event: LambdaEvent<E>| invocations.event(Box::pin(handle(Arc::clone(&deps), event.payload)));
    lambda_runtime::run(service_fn(react)).await
}
