//! `local`: the whole system on one machine, from one command.

use std::{
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
};

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand, ValueEnum};
use local::{Options, Seed, StartTime, backup, log, past};
use platform::Config;

/// A quarter of a request's time in the local system was spent in the C library's allocator (docs/decisions/0022).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs Magnetiq Booking on this machine: the functions that are deployed, and a small AWS around them.
///
/// Mail lands in a mailbox; where the environment variable SMTP_URL is set (smtp://127.0.0.1:1025), it is handed to
/// that server as well. LOG_LEVEL=info has every invocation of a function logged.
#[derive(Parser)]
#[command(name = "local", version)]
struct Arguments {
    /// The time to start at, as 2026-11-23T08:00:00Z; the time the system was left at, if that is later.
    #[arg(long, value_name = "INSTANT")]
    now: Option<DateTime<Utc>>,
    /// Consultants to start with (a JSON array) instead of the demo ones; counts while there are none.
    #[arg(long, value_name = "FILE", conflicts_with = "empty")]
    seed: Option<PathBuf>,
    /// The company's settings (a JSON object of sections) instead of the demo's; counts until others are saved.
    #[arg(long, value_name = "FILE")]
    site: Option<PathBuf>,
    /// Start without consultants.
    #[arg(long)]
    empty: bool,
    /// Where everything is kept.
    #[arg(long, value_name = "DIR", default_value = ".data", global = true)]
    data: PathBuf,
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Another DynamoDB than the embedded one, as http://127.0.0.1:4566: a stand-in for AWS's that checks no signature.
    #[arg(long, value_name = "URL")]
    dynamodb: Option<String>,
    /// Whether a client's look-ups and moves are limited in number, as in a deployment.
    #[arg(long, value_enum, default_value_t = Switch::On)]
    limits: Switch,
    /// Days of bookings that a new system with the demo's consultants has behind it.
    #[arg(long, value_name = "DAYS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=365))]
    past: u32,
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// What else there is to do with a data directory.
#[derive(Subcommand)]
enum Task {
    /// Copies everything that is kept, while the system runs or not.
    Backup {
        /// Where to; it must not be there yet.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
    /// Goes back to a backup, while the system doesn't run; the present data stay beside it.
    Restore {
        /// The backup.
        #[arg(long, value_name = "DIR")]
        from: PathBuf,
    },
}

impl Arguments {
    #[allow(clippy::disallowed_methods, reason = "without --now the system lives at the machine's time")]
    fn into_options(self) -> Options {
        let start = self.now.map_or_else(StartTime::machine, StartTime::At);
        let seed = match (self.seed, self.empty) {
            (Some(file), _) => Seed::File(file),
            (None, true) => Seed::Empty,
            (None, false) => Seed::Demo,
        };
        let smtp = Config::from_process().get("SMTP_URL");
        let limits = self.limits == Switch::On;
        let site = self.site;
        Options { port: self.port, seed, site, dynamodb: self.dynamodb, smtp, limits, ..Options::new(self.data, start) }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    log::logging(&Config::from_process()).start(std::io::stderr);
    let mut arguments = Arguments::parse();
    let ended = match arguments.task.take() {
        None => {
            let past = arguments.past;
            run(arguments.into_options(), past).await
        }
        Some(Task::Backup { to }) => backup::back_up(&arguments.data, &to).map_err(Into::into),
        Some(Task::Restore { from }) => restore(&from, &arguments.data).await,
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("local: {}", chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options, past: u32) -> Result<(), Box<dyn Error>> {
    if past > 0 && past::has_past(&options) {
        println!("the demo gets {past} days of bookings; this takes a moment, once");
    }
    let local = past::start(options, past).await?;
    let url = local.url();
    println!("booking page  {url}/");
    println!("console       {url}/console");
    println!("mailbox       {url}/_local/mail");
    println!("all the rest  {url}/_local");
    println!("listening on {url}");
    asked_to_end().await?;
    local.stop().await;
    Ok(())
}

async fn restore(from: &Path, data: &Path) -> Result<(), Box<dyn Error>> {
    let restored = backup::restore(from, data).await?;
    println!("{} is as it was when {} was made", data.display(), from.display());
    if let Some(replaced) = &restored.replaced {
        println!("the previous data are in {}; delete them when they are no longer needed", replaced.display());
    }
    println!("{} bookings were erased since, and are again", restored.erased_since);
    println!("{} other wishes of clients since hold again: consents, links, mail", restored.other_wishes);
    Ok(())
}

/// Resolves at Ctrl-C or SIGTERM.
async fn asked_to_end() -> std::io::Result<()> {
    use tokio::signal::{
        ctrl_c,
        unix::{SignalKind, signal},
    };
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

/// An error with everything it came from.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
