//! Calls of the table by each operation, with few and with many bookings stored.

use std::{collections::BTreeMap, error::Error, time::Duration};

use emulator::{
    Answer, Call,
    instruments::{InjectedFault, Usage},
};
use local::Local;
use serde_json::{Value, json};
use tests::ApiClient;

use crate::{
    lists, load,
    report::Table,
    stage::{A_DAY, EMPTY, FULL, Slots, fill, two_weeks, without_observers},
    stats::grouped,
};

const NOTE: &str = "Counted by the engine with DynamoDB's rules (a transaction's write counts twice; indexes are \
    included). Bookings were stored through the API, half an hour each, over 42 consultants in 8 weeks; client and \
    consultant are notified by mail, without a team or chat rooms. Targets, independent of the number of stored \
    bookings: at most 5 read units for two full weeks; write units of a booking at most 22 with three search words, \
    of what follows 12, in 16 calls; of a move 23, and 14; of a cancellation 15, and 12.";
/// Time limit of the work that follows one booking.
const REST: Duration = Duration::from_secs(60);
/// The bookings that the consultants have time for.
const MAX_STORED: usize = 28_000;
/// Connections that store bookings.
const STORING: usize = 8;

/// Usage by operation of DynamoDB.
type Used = BTreeMap<String, Usage>;

pub(crate) async fn measure(
    (quick, stored_at_most): (bool, Option<usize>),
    progress: impl Fn(&str),
) -> Result<[Table; 2], Box<dyn Error>> {
    let [few, many] = if quick { [500, 2_000] } else { [1_000, 10_000] };
    let levels = [few, stored_at_most.unwrap_or(many).clamp(few + 1, MAX_STORED)];
    let folder = tempfile::tempdir()?;
    let shop = Quiet::open(folder.path()).await;
    let (mut measured, mut stored) = (Vec::new(), 0);
    let (mut bodies, mut listed) = (fill(), lists::table());
    for level in levels {
        progress(&format!("storing {} bookings", grouped(level as f64)));
        bodies.extend(shop.slots.take(level - stored - bodies.len()));
        shop.store(std::mem::take(&mut bodies)).await?;
        stored = level;
        shop.local.meter().measure_capacity();
        measured.push(shop.every_operation().await?);
        progress(&format!("lists of {} bookings", grouped(level as f64)));
        lists::measure(&shop.local, &shop.client, (level, quick), &mut listed).await;
    }
    Ok([table(levels, &measured), listed])
}

fn table(levels: [usize; 2], measured: &[Vec<(&'static str, Used)>]) -> Table {
    let at = |kind: &str, level: usize| format!("{kind} units at {}", grouped(level as f64));
    let columns = [
        "operation".to_owned(),
        at("read", levels[0]),
        at("read", levels[1]),
        at("write", levels[0]),
        at("write", levels[1]),
        "calls".to_owned(),
    ];
    let mut table = Table::new("Calls and units", NOTE, &columns.each_ref().map(String::as_str));
    let [few, many] = measured else { return table };
    for ((name, few), (_, many)) in few.iter().zip(many) {
        let reads = [few, many].map(|used| total(used, |usage| usage.read_units));
        let writes = [few, many].map(|used| total(used, |usage| usage.write_units));
        table.row([(*name).to_owned()].into_iter().chain(reads).chain(writes).chain([calls(many)]).collect());
    }
    table
}

fn total(used: &Used, units: impl Fn(&Usage) -> f64) -> String {
    format!("{:.1}", used.values().map(units).sum::<f64>())
}

fn calls(used: &Used) -> String {
    used.iter().map(|(operation, usage)| format!("{} {operation}", usage.calls)).collect::<Vec<_>>().join(", ")
}

/// A system in which no work follows a booking unless requested: so an operation's calls are separate from those of the
/// mails, and bookings are stored at full speed.
struct Quiet {
    local: Local,
    client: ApiClient,
    slots: Slots,
}

impl Quiet {
    async fn open(folder: &std::path::Path) -> Self {
        let local = without_observers(folder).await;
        let client = ApiClient::new(local.url());
        let shop = Self { local, client, slots: Slots::default() };
        shop.hush();
        shop
    }

    /// Events are accepted by a bus that forgets them.
    fn hush(&self) {
        self.local.faults().add(|call: &Call<'_>| {
            let entries = serde_json::from_slice::<Value>(call.body).ok().filter(|_| call.operation == "PutEvents")?;
            let count = entries["Entries"].as_array().map_or(0, Vec::len);
            let results = vec![json!({"EventId": "forgotten"}); count];
            Some(InjectedFault::Answer(Answer::ok(&json!({"FailedEntryCount": 0, "Entries": results}))))
        });
    }

    async fn store(&self, bodies: Vec<Value>) -> Result<(), Box<dyn Error>> {
        let outcome = load::book(self.local.url(), STORING, bodies, |_| {}).await;
        self.local.settle(REST).await?;
        if outcome.errors == 0 { Ok(()) } else { Err(format!("{} bookings were not stored", outcome.errors).into()) }
    }

    async fn every_operation(&self) -> Result<Vec<(&'static str, Used)>, Box<dyn Error>> {
        let mut measured = Vec::new();
        // Values cached for the life of a function, for example the signing key, are not the operation's.
        self.book().await;
        for (name, consultant) in [("availability, two free weeks", EMPTY), ("availability, two full weeks", FULL)] {
            self.local.meter().reset();
            self.client.get(&two_weeks(consultant)).await.expect(200);
            measured.push((name, self.used()));
        }
        self.local.meter().reset();
        let made = self.book().await;
        let created = self.used();
        measured.push(("create", created.clone()));
        let reference = made["booking"]["reference"].as_str().unwrap_or_default().to_owned();
        let token = made["manageToken"].as_str().unwrap_or_default().to_owned();

        self.local.meter().reset();
        self.client.get_as(&format!("/v1/bookings/{reference}"), &token).await.expect(200);
        measured.push(("get", self.used()));

        self.local.meter().reset();
        let lookup = json!({"reference": reference, "email": made["booking"]["client"]["email"]});
        self.client.post("/v1/bookings/lookup", &lookup).await.expect(200);
        measured.push(("lookup", self.used()));

        let to = self.slots.take(A_DAY).pop().unwrap_or_default();
        self.local.meter().reset();
        self.client.move_to(&made, &json!({"start": to["start"]})).await.expect(200);
        let moved = self.used();
        measured.push(("move to another day", moved.clone()));

        self.local.meter().reset();
        self.client.cancel(&made).await.expect(200);
        let cancelled = self.used();
        measured.push(("cancel", cancelled.clone()));
        self.local.settle(REST).await?;

        measured.extend(self.consequences([&created, &moved, &cancelled]).await?);
        Ok(measured)
    }

    /// The work that follows a booking, its move and its cancellation: the whole usage of one whose events are not
    /// forgotten, minus that of the request itself.
    async fn consequences(&self, own: [&Used; 3]) -> Result<[(&'static str, Used); 3], Box<dyn Error>> {
        self.local.faults().clear();
        self.local.meter().reset();
        let made = self.book().await;
        let follows = self.rest(own[0]).await?;
        let to = self.slots.take(A_DAY).pop().unwrap_or_default();
        self.local.meter().reset();
        self.client.move_to(&made, &json!({"start": to["start"]})).await.expect(200);
        let follows_move = self.rest(own[1]).await?;
        self.local.meter().reset();
        self.client.cancel(&made).await.expect(200);
        let follows_cancellation = self.rest(own[2]).await?;
        self.hush();
        Ok([
            ("confirmation to client and consultant", follows),
            ("what follows the move", follows_move),
            ("what follows the cancellation", follows_cancellation),
        ])
    }

    /// The usage until all is quiet, minus that of the request itself.
    async fn rest(&self, own: &Used) -> Result<Used, Box<dyn Error>> {
        self.local.settle(REST).await?;
        let mut used = self.used();
        for (operation, own) in own {
            if let Some(usage) = used.get_mut(operation) {
                usage.calls = usage.calls.saturating_sub(own.calls);
                usage.read_units -= own.read_units;
                usage.write_units -= own.write_units;
            }
        }
        used.retain(|_, usage| usage.calls > 0);
        Ok(used)
    }

    async fn book(&self) -> Value {
        let body = self.slots.take(1).remove(0);
        self.client.post("/v1/bookings", &body).await.expect(201)
    }

    /// Usage of the table since the last look.
    fn used(&self) -> Used {
        let mut used = self.local.meter().usage();
        used.retain(|operation, _| !["PutEvents", "SendEmail", "GetSecretValue"].contains(&operation.as_str()));
        used
    }
}
