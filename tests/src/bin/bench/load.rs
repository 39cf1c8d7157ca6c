//! A small closed loop on `reqwest`: so many connections, each sending its next request when the last is answered.
//!
//! Bookings need a body of their own each, which load generators do by scripting, if at all; a loop is simpler. It also
//! measures availability where `wrk` is not installed.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::stats::{Samples, grouped, millis};

/// Result of a load.
#[derive(Debug, Clone)]
pub(crate) struct LoadResult {
    pub(crate) connections: usize,
    pub(crate) answers: usize,
    pub(crate) per_second: f64,
    pub(crate) p50: Duration,
    pub(crate) p95: Duration,
    pub(crate) p99: Duration,
    pub(crate) errors: usize,
}

/// The columns of [`LoadResult::cells`].
pub(crate) const COLUMNS: [&str; 7] = ["connections", "answers", "per second", "p50 ms", "p95 ms", "p99 ms", "errors"];

impl LoadResult {
    pub(crate) fn new(connections: usize, durations: Vec<Duration>, took: Duration, errors: usize) -> Self {
        let samples = Samples::new(durations);
        Self {
            connections,
            answers: samples.len(),
            per_second: samples.len() as f64 / took.as_secs_f64(),
            p50: samples.percentile(50),
            p95: samples.percentile(95),
            p99: samples.percentile(99),
            errors,
        }
    }

    pub(crate) fn cells(&self) -> [String; 7] {
        [
            grouped(self.connections as f64),
            grouped(self.answers as f64),
            grouped(self.per_second),
            millis(self.p50),
            millis(self.p95),
            millis(self.p99),
            self.errors.to_string(),
        ]
    }
}

/// Sends request after request over so many connections while `next` returns one for its number, and passes every
/// status and body to `look`, which returns whether they are right.
pub(crate) async fn run(
    connections: usize,
    next: impl Fn(&Client, usize) -> Option<RequestBuilder> + Send + Sync + 'static,
    look: impl Fn(u16, String) -> bool + Send + Sync + 'static,
) -> LoadResult {
    let (next, look, number) = (Arc::new(next), Arc::new(look), Arc::new(AtomicUsize::new(0)));
    let mut tasks = JoinSet::new();
    // A client of its own keeps a connection of its own. Created before the clock starts: each reads the system's root
    // certificates, which takes longer than a booking.
    let clients: Vec<Client> = (0..connections).map(|_| Client::new()).collect();
    let began = Instant::now();
    for client in clients {
        let (next, look, number) = (Arc::clone(&next), Arc::clone(&look), Arc::clone(&number));
        tasks.spawn(async move {
            let (mut durations, mut errors) = (Vec::new(), 0);
            while let Some(request) = next(&client, number.fetch_add(1, Ordering::Relaxed)) {
                let sent = Instant::now();
                let answered = answer(request).await;
                durations.push(sent.elapsed());
                match answered {
                    Ok((status, body)) => errors += usize::from(!look(status, body)),
                    Err(error) => {
                        eprintln!("{error}");
                        errors += 1;
                    }
                }
            }
            (durations, errors)
        });
    }
    let each = tasks.join_all().await;
    let took = began.elapsed();
    let errors = each.iter().map(|(_, errors)| errors).sum();
    LoadResult::new(connections, each.into_iter().flat_map(|(durations, _)| durations).collect(), took, errors)
}

/// Books all of this over so many connections; passes each 201 answer to `look`.
pub(crate) async fn book(
    url: &str,
    connections: usize,
    bodies: Vec<Value>,
    look: impl Fn(String) + Send + Sync + 'static,
) -> LoadResult {
    let url = format!("{url}/v1/bookings");
    let next = move |client: &Client, number: usize| Some(client.post(&url).json(bodies.get(number)?));
    let look = move |status, body: String| {
        if status == 201 {
            look(body);
        } else {
            eprintln!("{status} {body}");
        }
        status == 201
    };
    run(connections, next, look).await
}

async fn answer(request: RequestBuilder) -> reqwest::Result<(u16, String)> {
    let response = request.send().await?;
    Ok((response.status().as_u16(), response.text().await?))
}
