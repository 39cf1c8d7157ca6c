//! Logging of function invocations, on Lambda and locally.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    future::Future,
    panic::{AssertUnwindSafe, resume_unwind},
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use futures::FutureExt;
use tracing::{Instrument, Span, field::Empty};

use crate::{ConfigError, Env, Error, FromEnv, chain, logging};

tokio::task_local! {
    static LOG_FIELDS: RefCell<LogFields>;
}

/// Bookings and requests listed in an invocation's last line: as many as a batch has. A scan of all bookings may touch
/// thousands.
const MAX_NAMED: usize = 10;

/// References and ids noted during an invocation.
#[derive(Debug, Default)]
struct LogFields {
    references: BTreeSet<String>,
    requests: BTreeSet<String>,
    failures: usize,
}

/// The invocations of one function in one sandbox.
///
/// Each line during an invocation carries `function`, `coldStart`, and the booking and request noted by
/// [`log_reference`] and [`log_request_id`]; `requestId` and `xrayTraceId` come from the runtime's own surrounding
/// span. The last line has duration and result. Of request and answer only route and status are logged.
#[derive(Debug)]
pub struct Invocations {
    function: String,
    is_warm: AtomicBool,
}

/// The result of an invocation, for its last line.
#[derive(Debug, Clone, Copy, Default)]
struct End {
    status: Option<u16>,
    failed: bool,
}

impl Invocations {
    /// The invocations of a function by its crate's name, for example `create-booking`.
    pub fn of(function: &str) -> Self {
        Self { function: function.to_owned(), is_warm: AtomicBool::new(false) }
    }

    /// Runs the work of a request by this route. API Gateway's request id is also sent to the client (`x-request-id`).
    /// `status` extracts the answer's status.
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

    /// Handles an event. An error is logged with its chain of causes.
    ///
    /// # Errors
    /// The error of `work`.
    pub async fn event<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let logged = async {
            work.await.inspect_err(|error| {
                tracing::error!(cause = chain(error.as_ref()), "the function failed");
            })
        };
        observed(logged, |result| End { status: None, failed: result.is_err() }).instrument(self.span()).await
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

/// Starts the log of a deployed function and builds its dependencies. `function` is its crate's name, for example
/// `create-booking`.
///
/// # Errors
/// Fails if the dependencies can't be built; the error is logged.
pub fn start<D: FromEnv>(function: &str) -> Result<(D, Invocations), ConfigError> {
    logging::start_function(&function.replace('-', "_"));
    let deps = D::from_env(&Env::from_process()).inspect_err(|error| {
        tracing::error!(function, cause = chain(error), "the function failed to start");
    })?;
    Ok((deps, Invocations::of(function)))
}

/// Notes the booking of the current invocation; in a batch, of the current message.
pub fn log_reference(reference: &str) {
    Span::current().record("reference", reference);
    with_log_fields(|fields| name(&mut fields.references, reference));
}

/// Notes the API request that led to the current message.
pub fn log_request_id(api_request_id: &str) {
    Span::current().record("apiRequestId", api_request_id);
    with_log_fields(|fields| name(&mut fields.requests, api_request_id));
}

/// Counts a failed part of a batch, which will come back.
pub fn count_failure() {
    with_log_fields(|fields| fields.failures += 1);
}

/// Does nothing outside an invocation.
fn with_log_fields(note: impl FnOnce(&mut LogFields)) {
    let _nobody = LOG_FIELDS.try_with(|fields| note(&mut fields.borrow_mut()));
}

fn name(named: &mut BTreeSet<String>, another: &str) {
    if named.len() < MAX_NAMED {
        named.insert(another.to_owned());
    }
}

/// Runs the work and logs duration and result.
async fn observed<T>(work: impl Future<Output = T>, end: impl FnOnce(&T) -> End) -> T {
    let begun = Instant::now();
    LOG_FIELDS
        .scope(RefCell::default(), async {
            match AssertUnwindSafe(work).catch_unwind().await {
                Ok(result) => {
                    log_end(begun, end(&result));
                    result
                }
                Err(panic) => {
                    log_end(begun, End { failed: true, ..End::default() });
                    resume_unwind(panic)
                }
            }
        })
        .await
}

fn log_end(begun: Instant, end: End) {
    let fields = LOG_FIELDS.with(RefCell::take);
    // The span's fields, for a whole batch.
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
