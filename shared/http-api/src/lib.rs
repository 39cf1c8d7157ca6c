//! The HTTP conventions of the API's functions: reading requests, answering, problems, views of bookings, slots and
//! consultants, and access to bookings.

mod access;
mod address_view;
mod answer;
mod attendance;
mod availability;
mod brief;
mod changes;
mod cursor;
mod erasure;
mod if_match;
mod limits;
mod offer_view;
mod origin;
mod problem;
mod query_object;
mod request;
mod response;
mod row_view;
mod settings;
mod staff;
mod unavailable;
mod views;
mod zones;

use std::{future::Future, sync::Arc, time::Duration};

use lambda_http::{Body, Error, Request, Response, service_fn};
use platform::{FromEnv, Invocations};
use tokio::time::Instant;

pub use access::{
    Access, MAX_BOOKINGS, OpenedAddress, OpenedData, authorise, authorise_for, open_address, open_data, token_of,
};
pub use address_view::AddressView;
pub use answer::{json, json_cached};
pub use attendance::{AttendanceView, outcome};
pub use availability::{Availability, AvailabilityDeps, list_query};
pub use brief::BookingBrief;
pub use changes::{BookingDeps, Command, MAX_ATTEMPTS, Step, made_before, was_done};
pub use cursor::{read_cursor, write_cursor};
pub use erasure::Erasure;
pub use if_match::{IfMatch, with_etag};
pub use limits::{CORRECTIONS, EMAIL_CODES, Limits, MAILED_LINKS, PRIVACY_LINKS};
pub use origin::Origin;
pub use problem::{Current, FaultView, Problem};
pub use query_object::{at_parameters, query_object};
pub use request::{
    Query, accept_language, body, body_up_to, idempotency, optional_body, path_consultant, path_reference, request_id,
    route, source_ip,
};
pub use response::{no_store, with_header};
pub use row_view::RowView;
pub use settings::{Rules, Settings};
pub use staff::{Staff, StaffActionsView, StaffDeps};
pub use unavailable::In;
pub use views::{BookingView, ConsultantSlot, ConsultantView, HistoryView, LinksView, SlotView, slot_views};
pub use zones::ZoneOffsets;

/// A handler's result.
pub type Answer = Result<Response<Body>, Problem>;

/// Defines the `main` of a function that answers HTTP requests; the argument is the function's library crate.
#[macro_export]
macro_rules! main {
    ($function:ident) => {
        #[tokio::main(flavor = "current_thread")]
        async fn main() -> Result<(), lambda_http::Error> {
            $crate::run(env!("CARGO_PKG_NAME"), $function::handle).await
        }
    };
}

/// Runs a function on Lambda. `name` is its crate's name.
///
/// # Errors
/// Fails if its dependencies can't be built, or the runtime fails.
pub async fn run<D, H, F>(name: &str, handle: H) -> Result<(), Error>
where
    D: FromEnv + Send + Sync + 'static,
    H: Fn(Arc<D>, Request) -> F + Send + Sync,
    F: Future<Output = Answer> + Send,
{
    let (deps, invocations) = platform::start::<D>(name)?;
    let (deps, handle, invocations) = (Arc::new(deps), &handle, &invocations);
    lambda_http::run(service_fn(|request| {
        let deps = Arc::clone(&deps);
        async move { Ok::<_, Error>(observe(invocations, request, |request| respond(deps, handle, request)).await) }
    }))
    .await
}

/// Runs the handler and logs the request.
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

/// Time limit of a handler: a function of the API has ten seconds; after that the gateway answers in its own format and
/// without `retry-after`. AWS calls time out earlier ([`platform::timeouts`]), and no transaction begins without time to
/// settle it ([`platform::time_left`]).
const PATIENCE: Duration = Duration::from_secs(9);

/// Answers one request: the handler's answer, or its problem as `application/problem+json` in the client's preferred
/// language; both with the request id.
pub async fn respond<D, H, F>(deps: Arc<D>, handle: H, request: Request) -> Response<Body>
where
    H: Fn(Arc<D>, Request) -> F,
    F: Future<Output = Answer>,
{
    respond_within(PATIENCE, deps, handle, request).await
}

async fn respond_within<D, H, F>(patience: Duration, deps: Arc<D>, handle: H, request: Request) -> Response<Body>
where
    H: Fn(Arc<D>, Request) -> F,
    F: Future<Output = Answer>,
{
    let id = request_id(&request);
    let language = accept_language(&request).unwrap_or_default();
    // Boxed: a handler's future has tens of kilobytes, and each surrounding future would hold and move all of it. In
    // unoptimised builds that alone fills a thread's stack.
    let deadline = Instant::now() + patience;
    let handled = platform::with_deadline(deadline, Box::pin(handle(deps, request)));
    let answer = tokio::time::timeout_at(deadline, handled).await;
    let response = match answer.unwrap_or_else(|elapsed| Err(Problem::busy(elapsed))) {
        Ok(response) => response,
        Err(problem) => problem.into_response(language),
    };
    with_header(response, "x-request-id", &id)
}

#[cfg(test)]
mod tests {
    use lambda_http::{RequestExt, aws_lambda_events::apigw::ApiGatewayV2httpRequestContext, request::RequestContext};

    use super::*;

    #[tokio::test]
    async fn slow_handler_times_out_before_gateway() {
        let mut context = ApiGatewayV2httpRequestContext::default();
        context.request_id = Some("request-1".to_owned());
        let request = Request::default().with_request_context(RequestContext::ApiGatewayV2(context));
        let hang = |_: Arc<()>, _: Request| std::future::pending::<Answer>();
        let answer = respond_within(Duration::from_millis(1), Arc::new(()), hang, request).await;
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(answer.status(), 503);
        assert_eq!(header("content-type"), "application/problem+json");
        assert_eq!((header("x-request-id"), header("retry-after")), ("request-1".to_owned(), "1".to_owned()));
        let Body::Text(body) = answer.body() else { panic!("{:?}", answer.body()) };
        let problem: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(problem["code"], "busy");
        assert!(!body.contains("Nothing was changed"), "the outcome is unknown: {body}");
    }
}
