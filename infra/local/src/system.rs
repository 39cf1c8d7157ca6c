//! The running system.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::Request, serve::ListenerExt};
use emulator::{
    aws::{Aws, AwsClient, Caller},
    clock::LocalClock,
    instruments::{Faults, Meter, Rights},
    metrics::MetricLog,
    registry::{Functions, Registry},
    schedules::SchedulePoller,
    store::Store,
    time::{MoveError, TimeMachine},
};
use table::Table;
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;
use tower_http::compression::CompressionLayer;

use crate::{
    chat::Chat,
    folder::Folder,
    functions,
    gateway::{Files, Gateway},
    options::Options,
    pages::{self, Pages},
    start::{Parts, StartError},
};

/// How long requests and handlers may take to finish when the system is stopped.
const END_WITHIN: Duration = Duration::from_secs(15);

/// A running local system. Dropped without [`Local::stop`], its tasks end where they are, as in a
/// crash.
pub struct Local {
    url: String,
    address: SocketAddr,
    aws: Arc<Aws>,
    functions: Functions,
    time: TimeMachine,
    chat: Chat,
    scheduler: SchedulePoller,
    table: Option<Table>,
    stop: CancellationToken,
    tasks: JoinSet<()>,
    _folder: Folder,
}

impl Local {
    /// Starts the system of another template with other functions, for tests of this crate.
    pub async fn start_with(options: Options, template: &str, registry: &Registry) -> Result<Self, StartError> {
        let parts = Parts::assemble(&options, template, registry).await?;
        Self::run(parts, &options)
    }

    /// Starts the system of `template.yaml`. Fails with the reason.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        Self::start_with(options, sam::DEPLOYED, &functions::registry()).await
    }

    /// Starts the system of a changed `template.yaml`, for tests of a change or a mistake in it.
    pub async fn start_changed(options: Options, template: &str) -> Result<Self, StartError> {
        Self::start_with(options, template, &functions::registry()).await
    }

    fn run(parts: Parts, options: &Options) -> Result<Self, StartError> {
        let address = parts.listener.local_addr();
        let address = address.map_err(|source| StartError::Port { port: options.port, source })?;
        let stop = CancellationToken::new();
        let mut tasks = JoinSet::new();
        let scheduler = parts.pollers.scheduler().clone();
        parts.pollers.run(&mut tasks, &stop);
        tasks.spawn(remember_the_time(parts.time.clone(), stop.clone()));
        let functions = parts.functions.clone();
        let gateway = Gateway::new(
            &parts.aws.system,
            parts.functions,
            Arc::clone(&parts.issuer),
            Files::new(options.pages.clone(), parts.aws.system.embedders.clone()),
            parts.aws.clock.clone(),
        );
        let chat = Chat::default();
        let pages = Pages {
            aws: Arc::clone(&parts.aws),
            time: parts.time.clone(),
            issuer: parts.issuer,
            chat: chat.clone(),
            table: parts.table.clone(),
        };
        let gateway = Arc::new(gateway);
        let app = pages::router(Arc::new(pages)).fallback(move |request: Request| Arc::clone(&gateway).answer(request));
        // As the distribution in front of a deployment does it.
        let app = app.layer(CompressionLayer::new());
        tasks.spawn(serve(parts.listener, app, stop.clone()));
        let Parts { url, aws, time, folder, table, .. } = parts;
        Ok(Self { url, address, aws, functions, time, chat, scheduler, table, stop, tasks, _folder: folder })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address as the start of a URL, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The template's table, as one of its functions uses it.
    pub fn table(&self) -> Option<&Table> {
        self.table.as_ref()
    }

    pub fn clock(&self) -> &LocalClock {
        &self.aws.clock
    }

    /// Moves the clock and waits until the system is idle.
    pub fn time(&self) -> &TimeMachine {
        &self.time
    }

    /// Injected faults under the SDK.
    pub fn faults(&self) -> &Faults {
        &self.aws.faults
    }

    /// Calls, and their cost in an account.
    pub fn meter(&self) -> &Meter {
        &self.aws.meter
    }

    /// Rights that functions used since the start.
    pub fn rights(&self) -> &Rights {
        &self.aws.rights
    }

    /// Metrics of the functions since the start.
    pub fn metrics(&self) -> &MetricLog {
        &self.aws.metrics
    }

    /// Queues, mail and events.
    pub fn store(&self) -> &Store {
        &self.aws.store
    }

    /// The functions, for direct invocation.
    pub fn functions(&self) -> &Functions {
        &self.functions
    }

    /// Behaviour of the chat webhooks.
    pub fn chat(&self) -> &Chat {
        &self.chat
    }

    /// One-time schedules: they can be suspended and deleted.
    pub fn scheduler(&self) -> &SchedulePoller {
        &self.scheduler
    }

    /// The table's name; `None` if the template has none.
    pub fn table_name(&self) -> Option<&str> {
        self.aws.system.tables.values().next().map(|table| table.name.as_str())
    }

    /// The configuration of AWS clients that look into this system, with every right.
    pub fn sdk_config(&self) -> aws_types::SdkConfig {
        AwsClient::sdk_config(Arc::clone(&self.aws), Caller::system())
    }

    /// The emulated AWS, with every right: for functions in processes of their own, which it must be served to over
    /// HTTP.
    pub fn aws(&self) -> AwsClient {
        AwsClient::new(Arc::clone(&self.aws), Caller::system())
    }

    /// Waits until nothing is in flight and nothing is due now. Fails after a time-out.
    pub async fn settle(&self, within: Duration) -> Result<(), MoveError> {
        self.time.settle(within).await
    }

    /// Shuts down in order: refuses new requests and events; finishes the work in progress.
    pub async fn stop(mut self) {
        self.stop.cancel();
        let end = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(END_WITHIN, end).await.is_err() {
            tracing::warn!("shutdown timed out with work in progress");
        }
        if let Err(error) = self.time.remember() {
            tracing::warn!(%error, "failed to save the clock");
        }
    }
}

/// Every second, so that no crash sets the clock back.
async fn remember_the_time(time: TimeMachine, stop: CancellationToken) {
    let mut second = tokio::time::interval(Duration::from_secs(1));
    loop {
        tokio::select! {
            _ = second.tick() => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = time.remember_ahead() {
            tracing::warn!(%error, "failed to save the clock");
        }
    }
}

async fn serve(listener: TcpListener, app: Router, stop: CancellationToken) {
    let listener = listener.tap_io(|connection| {
        // Answers are complete when they are written: waiting for more only delays them.
        let _ = connection.set_nodelay(true);
    });
    let served = axum::serve(listener, app).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = served.await {
        tracing::error!(%error, "the server ended");
    }
}
