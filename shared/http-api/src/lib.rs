//! The HTTP conventions that the API's functions share: reading requests, answering, problems, what is shown of a
//! booking, a slot and a consultant, and who may open a booking.

mod access;
mod account;
mod answer;
mod attendance;
mod changes;
mod origin;
mod problem;
mod request;
mod settings;
mod site;
mod views;
mod words;

use std::{future::Future, sync::Arc};

use lambda_http::{Body, Error, Request, Response, service_fn};
use platform::{ConfigError, Env, Invocations, started};

pub use access::{authorise, authorise_for, token_of};
pub use account::{Account, mark_by_account};
pub use answer::{json, json_cached, no_store, with_header};
pub use attendance::{AttendanceView, outcome};
pub use changes::{ChangeDeps, MOST_ATTEMPTS};
pub use origin::Origin;
pub use problem::{Problem, refusal};
pub use request::{
    Query, accept_language, body, idempotency, optional_body, path_consultant, path_reference, request_id, source_ip,
};
pub use settings::Settings;
pub use site::SiteSettings;
pub use views::{BookingView, ConsultantSlot, ConsultantView, HistoryView, LinksView, SlotView, slot_views};

/// What a handler comes to.
pub type Answer = Result<Response<Body>, Problem>;

/// Runs a function on Lambda: its dependencies are made once, its handler is called for every request.
///
/// # Errors
/// If a setting is missing or the runtime fails.
pub async fn run<D, H, F>(new: impl FnOnce(&Env) -> Result<D, ConfigError>, handle: H) -> Result<(), Error>
where
    D: Send + Sync + 'static,
    H: Fn(Arc<D>, Request) -> F + Send + Sync,
    F: Future<Output = Answer> + Send,
{
    platform::init_logging::<D>();
    let deps = started(new(&Env::from_process()))?;
    let (deps, handle, invocations) = (Arc::new(deps), &handle, &Invocations::of::<D>());
    lambda_http::run(service_fn(|request| {
        let deps = Arc::clone(&deps);
        async move { Ok::<_, Error>(observe(invocations, request, |request| respond(deps, handle, request)).await) }
    }))
    .await
}

/// Has a request answered as an invocation that is logged.
pub async fn observe<F>(
    invocations: &Invocations,
    request: Request,
    answer: impl FnOnce(Request) -> F,
) -> Response<Body>
where
    F: Future<Output = Response<Body>>,
{
    let (id, route) = (request_id(&request), request::route(&request));
    invocations.request(&id, &route, answer(request), |response| response.status().as_u16()).await
}

/// Answers one request: the handler's answer, or its problem as `application/problem+json` in the
/// language that the client prefers; both with the request's id.
pub async fn respond<D, H, F>(deps: Arc<D>, handle: H, request: Request) -> Response<Body>
where
    H: Fn(Arc<D>, Request) -> F,
    F: Future<Output = Answer>,
{
    let id = request_id(&request);
    let language = accept_language(&request).unwrap_or_default();
    // A handler is a future of tens of kilobytes, and each of those around it would hold it, and move it, whole: where
    // nothing is optimised, that alone fills a thread's stack.
    let response = match Box::pin(handle(deps, request)).await {
        Ok(response) => response,
        Err(problem) => problem.into_response(language),
    };
    with_header(response, "x-request-id", &id)
}
