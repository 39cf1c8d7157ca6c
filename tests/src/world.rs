//! A system of a test's own.

use std::{ops::Deref, path::PathBuf, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use local::{Local, Options, Seed, StartTime};
use sam::DEPLOYED;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{ApiClient, invariants, rights};

/// Time limit for a system to come to rest: far more than it needs, on a busy machine too.
const REST: Duration = Duration::from_secs(120);
/// Monday, 23 November 2026, 9:00 in Berlin: the default start of a world.
pub const MONDAY: &str = "2026-11-23T08:00:00Z";

/// A running system with its client. It must be ended with [`World::finish`], which checks everything.
pub struct World {
    pub local: Local,
    pub client: ApiClient,
    pub folder: TempDir,
    end: End,
}

/// Complains of a world that was not checked at its end.
struct End {
    is_looked_at: bool,
}

impl Deref for World {
    type Target = ApiClient;

    fn deref(&self) -> &ApiClient {
        &self.client
    }
}

impl World {
    /// A system with these consultants, on a Monday morning in Berlin.
    pub async fn with(consultants: &[Value]) -> Self {
        Self::at(MONDAY, consultants).await
    }

    /// A system with these consultants at another time.
    pub async fn at(now: &str, consultants: &[Value]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seed = seed_file(&folder, consultants);
        let mut options = options(&folder, start_at(now));
        options.seed = Seed::File(seed);
        Self::start(folder, options).await
    }

    /// A system that limits a client's requests as a deployment does, but none by network.
    pub async fn limited(consultants: &[Value]) -> Self {
        Self::limited_to(consultants, &[]).await
    }

    /// As [`World::limited`], with these numbers, by variable and parameter, for some limits.
    pub async fn limited_to(consultants: &[Value], limits: &[(&str, &str, u32)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seed = Seed::File(seed_file(&folder, consultants));
        let options = Options { seed, limits: true, ..options(&folder, start_at(MONDAY)) };
        let template = limits.iter().fold(DEPLOYED.to_owned(), |template, (variable, parameter, most)| {
            template.replace(&format!("{variable}: !Ref {parameter}"), &format!("{variable}: {most}"))
        });
        let local = Local::start_changed(options, &template).await.unwrap_or_else(|error| panic!("{error:?}"));
        Self::of(folder, local)
    }

    /// A system of a template in which a text is replaced.
    pub async fn changed(consultants: &[Value], text: &str, by: &str) -> Self {
        Self::changed_by(consultants, &[(text.to_owned(), by.to_owned())]).await
    }

    /// A system of a template in which texts are replaced by others.
    pub async fn changed_by(consultants: &[Value], changes: &[(String, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seed = Seed::File(seed_file(&folder, consultants));
        let options = Options { seed, ..options(&folder, start_at(MONDAY)) };
        let template = changes.iter().fold(DEPLOYED.to_owned(), |template, (from, to)| {
            assert!(template.contains(from.as_str()), "no {from} in the template");
            template.replace(from, to)
        });
        let local = Local::start_changed(options, &template).await.unwrap_or_else(|error| panic!("{error:?}"));
        Self::of(folder, local)
    }

    /// Starts a system on the data of another one, at the time at which that one stopped.
    pub async fn resume(folder: TempDir) -> Self {
        let options = options(&folder, StartTime::Stored);
        Self::start(folder, options).await
    }

    /// Stops the system in order and starts it again on its data, at a later time. Of the periodic runs missed
    /// meanwhile, only the latest takes place; so years go by in a moment.
    pub async fn restart_at(self, now: &str) -> Self {
        self.settle().await;
        let Self { local, client, folder, mut end } = self;
        end.is_looked_at = true;
        drop(client);
        rights::keep(local.rights());
        local.stop().await;
        let options = options(&folder, start_at(now));
        let world = Self::start(folder, options).await;
        world.settle().await;
        world
    }

    /// Ends the system where it is, as a crash does, and starts it again on its data.
    pub async fn crash(self) -> Self {
        let Self { local, client, folder, mut end } = self;
        end.is_looked_at = true;
        drop(client);
        rights::keep(local.rights());
        drop(local);
        Self::resume(folder).await
    }

    async fn start(folder: TempDir, options: Options) -> Self {
        let local = Local::start(options).await.unwrap_or_else(|error| panic!("{error:?}"));
        Self::of(folder, local)
    }

    fn of(folder: TempDir, local: Local) -> Self {
        let client = ApiClient::new(local.url());
        Self { local, client, folder, end: End { is_looked_at: false } }
    }

    /// Waits until all due work is done.
    pub async fn settle(&self) {
        self.local.settle(REST).await.unwrap();
    }

    /// Moves the clock, and runs everything that falls due.
    pub async fn advance(&self, duration: &str) {
        self.post("/_local/clock", &json!({"advance": duration})).await.expect(200);
    }

    /// Moves the clock to an instant, and runs everything that falls due.
    pub async fn set_clock(&self, instant: &str) {
        self.post("/_local/clock", &json!({"set": instant})).await.expect(200);
    }

    /// Ends the world: waits for rest, checks the invariants, and stops.
    pub async fn finish(mut self) {
        self.end.is_looked_at = true;
        // A notification that met another to the same recipient is retried after ten seconds; leases last 45.
        self.settle().await;
        self.local.time().move_to(self.local.clock().now() + TimeDelta::minutes(2)).await.unwrap();
        let faults = invariants::check(&self.local).await;
        rights::keep(self.local.rights());
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}

impl Drop for End {
    fn drop(&mut self) {
        assert!(self.is_looked_at || std::thread::panicking(), "a world must be ended with finish()");
    }
}

/// The address of another DynamoDB than the embedded one, if tests are to use that (`tests/stand_in/second_engine.py`).
#[allow(clippy::disallowed_methods, reason = "set from outside, unlike a function")]
pub(crate) fn elsewhere() -> Option<String> {
    std::env::var("BOOKING_DYNAMODB").ok()
}

/// Parses the instant at which a test's system starts.
pub fn start_at(instant: &str) -> StartTime {
    StartTime::At(instant.parse::<DateTime<Utc>>().unwrap())
}

fn options(folder: &TempDir, start: StartTime) -> Options {
    Options { dynamodb: elsewhere(), limits: false, ..Options::new(data_of(folder), start) }
}

/// The data folder of a world.
pub fn data_of(folder: &TempDir) -> PathBuf {
    folder.path().join("data")
}

/// Writes the consultants of a world as a seed file.
pub fn seed_file(folder: &TempDir, consultants: &[Value]) -> PathBuf {
    let path = folder.path().join("seed.json");
    std::fs::write(&path, serde_json::to_vec(consultants).unwrap()).unwrap();
    path
}
