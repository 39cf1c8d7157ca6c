//! A Lambda Runtime API for one function: passes it one event after the other, and records when it asked for each and
//! when it answered. AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".

use std::{error::Error, io, net::SocketAddr, time::Instant};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures::lock::Mutex;
use tokio::{
    net::TcpListener,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
};

/// Deadline of an invocation, in milliseconds of Unix time: unlimited.
const DEADLINE: &str = "4102444800000";
const FUNCTION: &str = "arn:aws:lambda:eu-central-1:123456789012:function:measured";

/// A step of the function.
#[derive(Debug)]
pub(crate) enum Happening {
    /// It asked for an event.
    NextRequested(Instant),
    /// It answered the event.
    Answered(Instant, Bytes),
}

/// A step; or the error that the function reports, at its start or in an invocation.
type Reported = Result<Happening, String>;

/// The API; ends with its last owner.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    events: UnboundedSender<String>,
    happenings: UnboundedReceiver<Reported>,
    server: JoinHandle<()>,
}

/// State of its routes.
struct Desk {
    events: Mutex<UnboundedReceiver<String>>,
    happenings: UnboundedSender<Reported>,
}

type Shared = State<std::sync::Arc<Desk>>;

impl RuntimeApi {
    pub(crate) async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (events, queue) = unbounded_channel();
        let (noted, happenings) = unbounded_channel();
        let desk = Desk { events: Mutex::new(queue), happenings: noted };
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failure))
            .route("/2018-06-01/runtime/init/error", post(failure))
            .with_state(desk.into());
        let server = tokio::spawn(async move {
            // Ends when it is aborted.
            let _ = axum::serve(listener, routes).await;
        });
        Ok(Self { address, events, happenings, server })
    }

    /// For `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Passes an event to the function now, or at its next request.
    pub(crate) fn hand_over(&self, event: &str) -> Instant {
        let now = Instant::now();
        let _ = self.events.send(event.to_owned());
        now
    }

    /// Returns the function's next step.
    pub(crate) async fn next_happening(&mut self) -> Result<Happening, Box<dyn Error>> {
        Ok(self.happenings.recv().await.ok_or("the runtime API ended")??)
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn next(State(desk): Shared) -> Response {
    let _ = desk.happenings.send(Ok(Happening::NextRequested(Instant::now())));
    let headers = [
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"),
        ("lambda-runtime-deadline-ms", DEADLINE),
        ("lambda-runtime-invoked-function-arn", FUNCTION),
        ("content-type", "application/json"),
    ];
    match desk.events.lock().await.recv().await {
        Some(event) => (headers, event).into_response(),
        None => StatusCode::GONE.into_response(),
    }
}

async fn response(State(desk): Shared, body: Bytes) -> StatusCode {
    let _ = desk.happenings.send(Ok(Happening::Answered(Instant::now(), body)));
    StatusCode::ACCEPTED
}

async fn failure(State(desk): Shared, body: Bytes) -> StatusCode {
    let _ = desk.happenings.send(Err(String::from_utf8_lossy(&body).into_owned()));
    StatusCode::ACCEPTED
}
