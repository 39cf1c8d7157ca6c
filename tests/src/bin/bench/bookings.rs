//! `POST /v1/bookings` over HTTP, each for a free slot of its own.

use std::{
    error::Error,
    sync::{Arc, Mutex},
};

use serde_json::Value;

use crate::{
    load::{self, LoadResult},
    report::Table,
    stage::Shop,
};

const NOTE: &str = "`POST /v1/bookings`, each for its own free slot; every answer must be 201. Reactions run at the \
    same time: events, and two mails with invites for each booking. Target: p99 under 300 ms at 100 connections; \
    promised: p95 under 500 ms.";

/// A load of bookings, and when each was answered.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) name: String,
    /// Reference and instant of the 201, in milliseconds of the local clock.
    pub(crate) answered: Vec<(String, i64)>,
}

pub(crate) async fn measure(shop: &Shop, quick: bool) -> Result<(Table, Vec<Run>), Box<dyn Error>> {
    let mut table = Table::new("Bookings over HTTP", NOTE, &load::COLUMNS);
    let mut runs = Vec::new();
    let plan = if quick { [(1, 50), (10, 200), (100, 400)] } else { [(1, 300), (10, 1_000), (100, 2_000)] };
    for (connections, count) in plan {
        let (outcome, answered) = book(shop, connections, shop.slots.take(count)).await;
        if outcome.errors > 0 || outcome.answers != count {
            return Err(format!("{} of {count} bookings failed", outcome.errors).into());
        }
        table.row(outcome.cells().to_vec());
        let plural = if connections == 1 { "" } else { "s" };
        runs.push(Run { name: format!("{count} at once over {connections} connection{plural}"), answered });
        // The next load begins when all work of this one is done.
        shop.world.settle().await;
    }
    Ok((table, runs))
}

/// Books over so many connections, and records the instant of each answer.
pub(crate) async fn book(shop: &Shop, connections: usize, bodies: Vec<Value>) -> (LoadResult, Vec<(String, i64)>) {
    let answers = Arc::new(Mutex::new(Vec::with_capacity(bodies.len())));
    let (clock, noted) = (shop.world.local.clock().clone(), Arc::clone(&answers));
    let note = move |answer| noted.lock().unwrap().push((answer, clock.now_millis()));
    let outcome = load::book(shop.world.local.url(), connections, bodies, note).await;
    let answers = std::mem::take(&mut *answers.lock().unwrap());
    (outcome, answers.iter().map(|(answer, at)| (reference(answer), *at)).collect())
}

fn reference(answer: &str) -> String {
    let answer: Value = serde_json::from_str(answer).unwrap();
    answer["booking"]["reference"].as_str().unwrap().to_owned()
}
