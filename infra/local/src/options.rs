use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

/// How a local system is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where everything is kept; made if it isn't there.
    pub data: PathBuf,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The time to start at, if that is later than the time the system was left at.
    pub now: Option<DateTime<Utc>>,
    /// Who can be booked, if nobody can be yet.
    pub seed: Seed,
    /// The folder of the pages that are served beside the API.
    pub pages: PathBuf,
    /// Another DynamoDB than the embedded one, as `http://127.0.0.1:4566`. The system makes a table of its own there.
    pub dynamodb: Option<String>,
    /// A server that mail is handed to besides the mailbox, as `smtp://127.0.0.1:1025`.
    pub smtp: Option<String>,
}

/// Who can be booked at first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seed {
    /// The demo consultants.
    Demo,
    /// Those of a file.
    File(PathBuf),
    /// Nobody.
    Empty,
}

impl Options {
    /// A system in this folder, on a free port, at the present time, with the demo consultants.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
        // What Vite built, if it did.
        let built = web.join("dist");
        let pages = if built.join("index.html").exists() { built } else { web.join("public") };
        Self { data: data.into(), port: 0, now: None, seed: Seed::Demo, pages, dynamodb: None, smtp: None }
    }
}
