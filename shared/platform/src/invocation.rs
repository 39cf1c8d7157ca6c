//! What is logged of every invocation of every function, on Lambda and on one machine.

use std::{
    any::type_name,
    cell::RefCell,
    collections::BTreeSet,
    future::Future,
    panic::{AssertUnwindSafe, resume_unwind},
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use futures::FutureExt;
use tracing::{Instrument, Span, field::Empty};

use crate::{ConfigError, Error, chain, logging};

tokio::task_local! {
    static LOG_FIELDS: RefCell<LogFields>;
}

/// Bookings and requests that the last line of one invocation names: as many as a batch has. What looks over the whole
/// book may come by thousands.
const MAX_NAMED: usize = 10;

/// What became known of an invocation while it ran.
#[derive(Debug, Default)]
struct LogFields {
    references: BTreeSet<String>,
    requests: BTreeSet<String>,
    failures: usize,
}

/// The invocations of one function in one sandbox.
///
/// Whatever is logged during one carries `function`, `coldStart`, and what [`about`] tells of booking and request;
/// `requestId` and `xrayTraceId` come from the runtime's own span around it. A last line says how long it took and how
/// it ended. Nothing of what was sent or answered is told but the route and the status.
#[derive(Debug)]
pub struct Invocations {
    function: String,
    is_warm: AtomicBool,
}

/// How an invocation ended, for its last line.
#[derive(Debug, Clone, Copy, Default)]
struct End {
    status: Option<u16>,
    failed: bool,
}

impl Invocations {
    /// Of the function whose dependencies these are: its name is that of their crate.
    pub fn of<D>() -> Self {
        Self { function: function_of::<D>(), is_warm: AtomicBool::new(false) }
    }

    /// Answers a request that came by this route. What API Gateway calls the request is told to the client, too
    /// (`x-request-id`). The answer's status is what `status` says it is.
    pub async fn request<T>(
        &self,
        api_request_id: &str,
        route: &str,
        work: impl Future<Output = T>,
        status: impl FnOnce(&T) -> u16,
    ) -> T {
        let span = self.span();
        span.record("apiRequestId", api_request_id).record("route", route);
        let end = |answer: &T| {
            let status = status(answer);
            End { status: Some(status), failed: status >= 500 }
        };
        observed(work, end).instrument(span).await
    }

    /// Reacts to an event. An error is logged with everything that caused it.
    ///
    /// # Errors
    /// What `work` ends with.
    pub async fn event<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let answered = async {
            work.await.inspect_err(|error| {
                tracing::error!(cause = chain(error.as_ref()), "the function failed");
            })
        };
        observed(answered, |result| End { status: None, failed: result.is_err() }).instrument(self.span()).await
    }

    fn span(&self) -> Span {
        let is_cold = !self.is_warm.swap(true, Ordering::Relaxed);
        tracing::info_span!(
            "invocation",
            function = self.function,
            coldStart = is_cold,
            apiRequestId = Empty,
            route = Empty,
            reference = Empty,
        )
    }
}

/// Logs every line of a deployed function, by the name of its dependencies' crate.
pub fn init_logging<D>() {
    logging::start_function(crate_of::<D>());
}

/// The dependencies that a function starts with; that they can't be made is logged.
///
/// # Errors
/// If they can't be made.
pub fn deps_or_log<D>(deps: Result<D, ConfigError>) -> Result<D, ConfigError> {
    deps.inspect_err(|error| {
        tracing::error!(function = function_of::<D>(), cause = chain(error), "the function can't start");
    })
}

/// As the crate is called: `create-booking`.
fn function_of<D>() -> String {
    crate_of::<D>().replace('_', "-")
}

/// The crate of a type, as `create_booking`.
pub fn crate_of<D>() -> &'static str {
    let name = type_name::<D>();
    name.split("::").next().unwrap_or(name)
}

/// Notes which booking the invocation at hand is about; of a batch, the message at hand.
pub fn log_reference(reference: &str) {
    Span::current().record("reference", reference);
    with_log_fields(|fields| name(&mut fields.references, reference));
}

/// Notes which request to the API led to the message at hand.
pub fn log_request_id(api_request_id: &str) {
    Span::current().record("apiRequestId", api_request_id);
    with_log_fields(|fields| name(&mut fields.requests, api_request_id));
}

/// Notes that a part of a batch failed and will come back.
pub fn count_failure() {
    with_log_fields(|fields| fields.failures += 1);
}

/// Outside an invocation there is nobody who would want to know.
fn with_log_fields(note: impl FnOnce(&mut LogFields)) {
    let _nobody = LOG_FIELDS.try_with(|fields| note(&mut fields.borrow_mut()));
}

fn name(named: &mut BTreeSet<String>, another: &str) {
    if named.len() < MAX_NAMED {
        named.insert(another.to_owned());
    }
}

/// Does the work, and says how long it took and what came of it.
async fn observed<T>(work: impl Future<Output = T>, end: impl FnOnce(&T) -> End) -> T {
    let begun = Instant::now();
    LOG_FIELDS
        .scope(RefCell::default(), async {
            match AssertUnwindSafe(work).catch_unwind().await {
                Ok(result) => {
                    write_log_line(begun, end(&result));
                    result
                }
                Err(panic) => {
                    write_log_line(begun, End { failed: true, ..End::default() });
                    resume_unwind(panic)
                }
            }
        })
        .await
}

fn write_log_line(begun: Instant, end: End) {
    let fields = LOG_FIELDS.with(RefCell::take);
    // As the span has them, but of a whole batch.
    let joined = |all: BTreeSet<String>| (!all.is_empty()).then(|| all.into_iter().collect::<Vec<_>>().join(" "));
    let failures = (fields.failures > 0).then_some(fields.failures);
    tracing::info!(
        reference = joined(fields.references),
        apiRequestId = joined(fields.requests),
        status = end.status,
        failures,
        failed = end.failed,
        durationMs = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        "invoked"
    );
}
