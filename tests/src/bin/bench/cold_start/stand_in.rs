//! AWS for functions in processes of their own: the local system's emulation, over plain HTTP.

use std::{collections::BTreeMap, error::Error, net::SocketAddr, time::Duration};

use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use axum::{
    body::Body,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Days, SecondsFormat, TimeDelta, Utc};
use emulator::aws::AwsClient;
use local::{Local, Options, Seed, StartTime};
use sam::{DEPLOYED, System};
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{booking_body, data_of, seed_file, tireless};
use tokio::{net::TcpListener, task::JoinHandle};

/// The consultant in the samples of `events/`.
const CONSULTANT: &str = "anna-schmidt";
/// The work that follows a booking takes far less.
const REST: Duration = Duration::from_secs(60);

/// A local system that functions of other processes can use.
pub(crate) struct StandIn {
    local: Local,
    system: System,
    address: SocketAddr,
    server: JoinHandle<()>,
    first_start: DateTime<Utc>,
    taken: i32,
    _folder: TempDir,
}

impl StandIn {
    /// With one consultant available day and night, at the machine's time, because the measured programs read it.
    #[allow(clippy::disallowed_methods, reason = "the deployed programs read the machine's clock")]
    pub(crate) async fn open() -> Result<Self, Box<dyn Error>> {
        let folder = tempfile::tempdir()?;
        let seed = seed_file(&folder, &[tireless(CONSULTANT, "Europe/Berlin")]);
        let mut options = Options::new(data_of(&folder), StartTime::machine());
        options.seed = Seed::File(seed);
        let local = Local::start(options).await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let client = local.aws();
        let routes = axum::Router::new().fallback(move |request: Request| answer(client.clone(), request));
        let server = tokio::spawn(async move {
            // Ends when it is aborted.
            let _ = axum::serve(listener, routes).await;
        });
        let tomorrow = local.clock().now().date_naive() + Days::new(1);
        let first_start = tomorrow.and_time(chrono::NaiveTime::MIN).and_utc();
        let system = System::parse(DEPLOYED, &[])?;
        Ok(Self { local, system, address, server, first_start, taken: 0, _folder: folder })
    }

    /// The environment that Lambda gives a function: the template's variables and Lambda's own.
    pub(crate) fn environment(&self, function: &str) -> BTreeMap<String, String> {
        let function = self.system.functions.get(&logical_id(function));
        let mut environment = function.map(|it| it.environment.clone()).unwrap_or_default();
        let added = [
            ("AWS_ACCESS_KEY_ID", "ASIAXXXXXXXXXXXXXXXX"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_SESSION_TOKEN", "token"),
            ("AWS_REGION", "eu-central-1"),
            ("AWS_LAMBDA_FUNCTION_NAME", "measured"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("TZ", ":UTC"),
            ("PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin"),
        ];
        environment.extend(added.map(|(name, value)| (name.to_owned(), value.to_owned())));
        environment.insert("AWS_ENDPOINT_URL".to_owned(), format!("http://{}", self.address));
        environment
    }

    /// `POST /v1/bookings` for a free half hour.
    pub(crate) fn booking(&mut self, sample: &str) -> Result<String, Box<dyn Error>> {
        let start = self.first_start + TimeDelta::minutes(30) * self.taken;
        self.taken += 1;
        let start = start.to_rfc3339_opts(SecondsFormat::Secs, true);
        let body = booking_body(CONSULTANT, &start, 30, &format!("guest-{}@example.com", self.taken));
        let mut event: Value = serde_json::from_str(sample)?;
        event["body"] = json!(body.to_string());
        event["headers"]["idempotency-key"] = json!(format!("cold-start-{}", self.taken));
        Ok(event.to_string())
    }

    /// Waits until all work that follows a booking is done.
    pub(crate) async fn settle(&self) -> Result<(), Box<dyn Error>> {
        Ok(self.local.settle(REST).await?)
    }

    pub(crate) async fn close(self) {
        self.server.abort();
        self.local.stop().await;
    }
}

/// `CreateBookingFunction` for `create-booking`.
fn logical_id(function: &str) -> String {
    let words = function.split('-').map(|word| {
        let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
        first.to_uppercase() + rest
    });
    words.chain(["Function".to_owned()]).collect()
}

async fn answer(client: AwsClient, request: Request) -> Response {
    match forward(client, request).await {
        Ok(response) => response,
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn forward(client: AwsClient, request: Request) -> Result<Response, Box<dyn Error + Send + Sync>> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await?;
    let request = HttpRequest::try_from(axum::http::Request::from_parts(parts, SdkBody::from(body)))?;
    let response = client.call(request).await?.try_into_http1x()?;
    Ok(response.map(|body| Body::from(body.bytes().unwrap_or_default().to_vec())))
}
