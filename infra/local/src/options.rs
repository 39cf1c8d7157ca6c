use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use platform::Clock;

/// Settings of a local system's start.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data directory; created if it isn't there.
    pub data: PathBuf,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The instant at which the clock starts.
    pub start: StartTime,
    /// Consultants to add if there are none yet.
    pub seed: Seed,
    /// A file with the company's settings; absent: the demo's.
    pub site: Option<PathBuf>,
    /// The folder of the pages that are served beside the API.
    pub pages: PathBuf,
    /// Another DynamoDB than the embedded one, as `http://127.0.0.1:4566`. The system creates a table of its own there.
    pub dynamodb: Option<String>,
    /// A server that gets a copy of every mail, as `smtp://127.0.0.1:1025`.
    pub smtp: Option<String>,
    /// Whether a client's requests are limited in number. Limits per network are off on one machine in any case, because
    /// every caller has the same address.
    pub limits: bool,
}

/// The instant at which the clock of a local system starts. It never starts before the last instant in the data
/// directory, because leases, schedules and tokens there would then lie in the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartTime {
    /// This instant, or the last stored one if that is later.
    At(DateTime<Utc>),
    /// The last stored instant. Fails if the data directory holds none.
    Stored,
}

impl StartTime {
    /// The machine's time. Tests and samples never start there: their dates are fixed, and the machine's date moves on.
    #[allow(clippy::disallowed_methods, reason = "the local system starts at the real time unless --now is given")]
    pub fn machine() -> Self {
        Self::At(Clock::system().now())
    }
}

/// The first consultants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seed {
    /// The demo consultants.
    Demo,
    /// Those of a file.
    File(PathBuf),
    /// None.
    Empty,
}

impl Options {
    /// A system in this folder, on a free port, with the demo consultants.
    pub fn new(data: impl Into<PathBuf>, start: StartTime) -> Self {
        let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
        // Vite's output, if it was built.
        let built = web.join("dist");
        let pages = if built.join("index.html").exists() { built } else { web.join("public") };
        Self {
            data: data.into(),
            port: 0,
            start,
            seed: Seed::Demo,
            site: None,
            pages,
            dynamodb: None,
            smtp: None,
            limits: true,
        }
    }
}
