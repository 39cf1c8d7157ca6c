//! Events between the table's stream, the bus and the queues.

mod about;
mod bulk;
mod detail;
mod export;
mod failure;
mod link;
mod queue;
mod queues;

use std::{future::Future, sync::Arc};

use lambda_runtime::{LambdaEvent, service_fn};
use platform::{Error, FromEnv};
use serde::{Serialize, de::DeserializeOwned};

pub use about::AboutBooking;
pub use bulk::{BulkMessage, BulkOrder, BulkQueue};
pub use detail::{Detail, Envelope, JobOrder, SOURCE};
pub use export::{ExportOrder, ExportQueue};
pub use failure::{Failure, ReactionError};
pub use link::LinkOrder;
pub use queue::Queue;
pub use queues::{MailQueue, Queues};

/// Defines the `main` of a function that takes events; the argument is the function's library crate.
#[macro_export]
macro_rules! main {
    ($function:ident) => {
        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), platform::Error> {
            $crate::run(env!("CARGO_PKG_NAME"), $function::handle).await
        }
    };
}

/// Runs a function on Lambda. `name` is its crate's name.
///
/// # Errors
/// Fails if its dependencies can't be built, or the runtime fails.
pub async fn run<D, E, R, H, F>(name: &str, handle: H) -> Result<(), Error>
where
    D: FromEnv + Send + Sync + 'static,
    E: DeserializeOwned,
    R: Serialize,
    H: Fn(Arc<D>, E) -> F,
    F: Future<Output = Result<R, Error>>,
{
    let (deps, invocations) = platform::start::<D>(name)?;
    let (deps, handle, invocations) = (Arc::new(deps), &handle, &invocations);
    // Boxed: a job's future inside those of runtime and SDK is nested deeper than the compiler follows in a release
    // build ("queries overflow the depth limit").
    let react = |event: LambdaEvent<E>| invocations.event(Box::pin(handle(Arc::clone(&deps), event.payload)));
    lambda_runtime::run(service_fn(react)).await
}
