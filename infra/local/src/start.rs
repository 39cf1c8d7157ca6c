//! Assembles the parts of the system.

use std::{io, net::Ipv4Addr, sync::Arc};

use chrono::{DateTime, Utc};
use emulator::{
    activity::Activity,
    aws::{Aws, AwsClient, Caller, EngineError, Priority, Secrets, SecretsError, Smtp, SmtpError},
    clock::LocalClock,
    instruments::{Faults, Meter, Rights},
    metrics::MetricLog,
    objects::Objects,
    pollers::Pollers,
    registry::{Functions, Registry, RegistryError},
    store::{Store, StoreError},
    stream::StreamError,
    time::{CLOCK, TimeMachine},
};
use platform::{Config, Env, FromEnv, Random};
use sam::{Place, System, TemplateError};
use table::ClientKeys;
use tokio::net::{TcpListener, TcpSocket};

use crate::{
    folder::{Folder, FolderError},
    issuer::Issuer,
    options::{Options, StartTime},
    seed::{self, SeedError},
    tables::{self, TablesError},
    upgrade::{UpgradeError, upgrade},
};

/// The function that books: it may read the key of the search.
const SELLER: &str = "CreateBookingFunction";

pub(crate) const TABLE_FILE: &str = "dynamodb.db";

/// The system can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory can't be used.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The port can't be listened on.
    #[error("port {port} of 127.0.0.1 can't be listened on; give another with --port")]
    Port { port: u16, source: io::Error },
    /// The template is invalid.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// Template and functions don't match.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The store of queues and mail can't be used.
    #[error("the store of queues and mail")]
    Store(#[from] StoreError),
    /// The table can't be used.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The table's stream can't be read.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// A table can't be created.
    #[error(transparent)]
    Tables(#[from] TablesError),
    /// The consultants can't be seeded.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The secrets can't be used.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// The data of another version can't be used.
    #[error(transparent)]
    Upgrade(#[from] UpgradeError),
    /// The start time can't be read from the data directory.
    #[error(
        "the data directory holds no time to continue at: it was never used, or isn't one; start with --now INSTANT"
    )]
    NoStoredTime,
    /// The address of the SMTP server is invalid.
    #[error(transparent)]
    Smtp(#[from] SmtpError),
}

/// The parts of a system before its start.
pub(crate) struct Parts {
    pub(crate) folder: Folder,
    pub(crate) listener: TcpListener,
    pub(crate) url: String,
    pub(crate) aws: Arc<Aws>,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) table: Option<table::Table>,
    pub(crate) functions: Functions,
    pub(crate) pollers: Pollers,
    pub(crate) time: TimeMachine,
}

impl Parts {
    pub(crate) async fn assemble(options: &Options, template: &str, registry: &Registry) -> Result<Self, StartError> {
        let folder = Folder::take(&options.data)?;
        let (listener, url) = listen(options.port)?;
        let store = Store::open(&folder.file("local.db"))?;
        let table_suffix = tables::suffix(options, &store)?;
        let issuer = Arc::new(Issuer::new(&url, folder.file("issuer.key")));
        let place = Place { issuer_url: issuer.url(), table_suffix: &table_suffix };
        let system = System::parse_at(template, &overrides(template, &url, options.limits), place)?;
        let clock = LocalClock::starting_at(start_instant(options.start, &store)?);
        let engine = tables::open(options, &folder.file(TABLE_FILE))?;
        tables::create(&engine, &store, &system.tables).await?;
        let aws = Arc::new(Aws {
            secrets: Secrets::open(&folder.file("secrets.json"), &system, &fillings(&url))?,
            objects: Objects::new(folder.file("objects"), &url),
            smtp: options.smtp.as_deref().map(Smtp::new).transpose()?,
            system: Arc::new(system),
            engine,
            store,
            clock,
            activity: Activity::default(),
            faults: Faults::default(),
            meter: Meter::default(),
            metrics: MetricLog::default(),
            rights: Rights::default(),
        });
        let functions = registry.build(&aws.system, |id| env(&aws, id))?;
        let pollers = Pollers::new(&aws, &functions).await?;
        let time = TimeMachine::new(aws.clock.clone(), aws.store.clone(), aws.activity.clone(), pollers.clone());
        time.remember_ahead()?;
        let table = plant(options, &aws).await?;
        if let Some(table) = &table {
            let keys = ClientKeys::from_env(&env(&aws, SELLER)).ok();
            upgrade(table, keys.as_ref(), &aws.store).await?;
        }
        Ok(Self { folder, listener, url, aws, issuer, table, functions, pollers, time })
    }
}

/// Connections that wait to be accepted: Linux's own limit (`net.core.somaxconn`), so that a rush of a thousand requests
/// is answered as API Gateway would, and not reset.
const BACKLOG: u32 = 4096;

fn listen(port: u16) -> Result<(TcpListener, String), StartError> {
    let refused = |source| StartError::Port { port, source };
    let socket = TcpSocket::new_v4().map_err(refused)?;
    // A restart needn't wait for the connections of the previous run.
    socket.set_reuseaddr(true).map_err(refused)?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into()).map_err(refused)?;
    let listener = socket.listen(BACKLOG).map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    Ok((listener, format!("http://{address}")))
}

/// Any page of this machine may show the booking page in a frame, so that the demo of the widget works.
const EMBEDDERS: &str = "'self' http://127.0.0.1:* http://localhost:*";

/// The parameters that limit a client's requests.
const LIMITS: [&str; 14] = [
    "BookingsPerClient",
    "BookingsPerPhone",
    "LookupFailuresPerHour",
    "LookupFailuresPerDay",
    "MovesPerDay",
    "StaffBookingsPerHour",
    "StaffMailsPerHour",
    "AdminMailsPerHour",
    "MovesPerBooking",
    "MailsPerDay",
    "TextsPerDay",
    "ChangePauseSeconds",
    "PressurePerConsultant",
    "PressureInAll",
];

/// The parameters of a deployment: the addresses of this very process.
fn overrides<'a>(template: &str, url: &'a str, limits: bool) -> Vec<(&'static str, &'a str)> {
    let has = |name: &str| template.contains(&format!("\n  {name}:\n"));
    // On one machine every caller has the same address: a limit by address would be one for all.
    let ours = [
        ("SiteUrl", url),
        ("ApiUrl", url),
        ("EmbedOrigins", EMBEDDERS),
        ("LookupsPerAddress", "0"),
        ("BookingsPerNetwork", "0"),
        ("PressurePerNetwork", "0"),
        ("TeamEmail", "team@magnetiq.example"),
        ("MeetingUrl", "https://meet.jit.si/{room}"),
        ("ChatRooms", "slack,generic"),
    ];
    let unlimited = LIMITS.into_iter().filter(|_| !limits).map(|name| (name, "0"));
    ours.into_iter().chain(unlimited).filter(|(name, _)| has(name)).collect()
}

/// Values for empty members of secrets: name, member and value. Chat webhooks are this very process's.
fn fillings(url: &str) -> [(&'static str, &'static str, String); 2] {
    ["slack", "generic"].map(|name| ("ChatWebhooks", name, format!("{url}/_local/chat/{name}")))
}

/// Returns the instant at which the clock starts.
fn start_instant(start: StartTime, store: &Store) -> Result<DateTime<Utc>, StartError> {
    let stored = store.number(CLOCK)?.and_then(DateTime::from_timestamp_millis);
    match start {
        StartTime::At(instant) => Ok(stored.map_or(instant, |stored| stored.max(instant))),
        StartTime::Stored => stored.ok_or(StartError::NoStoredTime),
    }
}

/// Seeds the table as the deployed functions would be configured to see it, and returns it.
async fn plant(options: &Options, aws: &Arc<Aws>) -> Result<Option<table::Table>, StartError> {
    let Some(table) = aws.system.tables.values().next().map(|table| table.name.clone()) else { return Ok(None) };
    let env = Env {
        config: Config::new(move |name| (name == "TABLE_NAME").then(|| table.clone())),
        clock: aws.clock.for_functions(),
        random: Random::system(),
        metrics: aws.metrics.for_functions(&aws.clock),
        sdk: AwsClient::sdk_config(Arc::clone(aws), Caller::system()),
    };
    seed::plant(&options.seed, &env, &aws.store).await?;
    let table = table::Table::from_env(&env).map_err(SeedError::from)?;
    seed::plant_site(options.site.as_deref(), &table).await?;
    Ok(Some(table))
}

/// The environment of a function: its variables of the template, the local clock, and the emulated AWS.
fn env(aws: &Arc<Aws>, id: &str) -> Env {
    let function = aws.system.functions.get(id);
    let variables = function.map(|it| it.environment.clone()).unwrap_or_default();
    let actions = function.map(|it| it.actions.clone()).unwrap_or_default();
    let leading_keys = function.map(|it| it.leading_keys.clone()).unwrap_or_default();
    let is_route = aws.system.routes.iter().any(|route| route.function == id);
    let priority = if is_route { Priority::Interactive } else { Priority::Background };
    let caller = Caller::function(id, &actions).limited_to(leading_keys).in_a(priority);
    Env {
        config: Config::new(move |name| variables.get(name).cloned()),
        clock: aws.clock.for_functions(),
        random: Random::system(),
        metrics: aws.metrics.for_functions(&aws.clock),
        sdk: AwsClient::sdk_config(Arc::clone(aws), caller),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail where they are")]
mod tests {
    use std::time::Duration;

    use futures::future::try_join_all;
    use tokio::{net::TcpStream, time::timeout};

    use super::*;

    #[tokio::test]
    async fn rush_of_connections_waits_unrefused() {
        let (listener, _) = listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        // Not one of them is accepted meanwhile.
        let rush = try_join_all((0..600).map(|_| TcpStream::connect(address)));
        assert_eq!(timeout(Duration::from_secs(10), rush).await.unwrap().unwrap().len(), 600);
    }
}
