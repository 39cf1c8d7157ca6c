//! `GET /v1/availability` over HTTP: two weeks of one consultant, and the same revalidated by its `ETag`.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use reqwest::{Client, Method};

use crate::{
    load::{self, LoadResult},
    report::Table,
    stage::{EMPTY, FULL, Shop, fill, two_weeks},
    wrk,
};

const CONNECTIONS: [usize; 3] = [1, 10, 100];

/// One variant of the request.
struct BenchCase {
    name: &'static str,
    path: String,
    etag: Option<String>,
    status: u16,
}

impl BenchCase {
    fn url(&self, shop: &Shop) -> String {
        format!("{}{}", shop.world.local.url(), self.path)
    }
}

pub(crate) async fn measure(shop: &Shop, quick: bool) -> Result<Table, Box<dyn Error>> {
    let with_wrk = wrk::is_installed().await;
    let generator = if with_wrk { "`wrk`" } else { "a loop on `reqwest`, as `wrk` is not installed" };
    let note = format!(
        "`GET /v1/availability`, two weeks of one consultant (180 slots of half an hour, or all of them taken), \
         load by {generator}. Target: p99 under 20 ms at 100 connections; promised: p95 under 100 ms."
    );
    let columns: Vec<&str> = std::iter::once("answer").chain(load::COLUMNS).collect();
    let mut table = Table::new("Availability over HTTP", note, &columns);
    fill_a_timeline(shop).await?;
    for case in cases(shop).await {
        for connections in CONNECTIONS {
            check(shop, &case).await?;
            let for_each = Duration::from_secs(if quick { 1 } else { 6 });
            let outcome = match with_wrk {
                true => ask_with_wrk(shop, &case, connections, for_each).await?,
                false => ask(shop, &case, connections, for_each).await,
            };
            check(shop, &case).await?;
            if outcome.errors > 0 {
                return Err(format!("{} of {} answers were wrong", outcome.errors, outcome.answers).into());
            }
            table.row(std::iter::once(case.name.to_owned()).chain(outcome.cells()).collect());
        }
    }
    Ok(table)
}

/// Books every half hour of a consultant's two weeks.
async fn fill_a_timeline(shop: &Shop) -> Result<(), Box<dyn Error>> {
    let outcome = load::book(shop.world.local.url(), 10, fill(), |_| {}).await;
    shop.world.settle().await;
    if outcome.errors == 0 { Ok(()) } else { Err("the timeline could not be filled".into()) }
}

async fn cases(shop: &Shop) -> Vec<BenchCase> {
    let (empty, full) = (two_weeks(EMPTY), two_weeks(FULL));
    let answer = shop.world.get(&empty).await;
    let etag = answer.header("etag").to_owned();
    vec![
        BenchCase { name: "200, all free", path: empty.clone(), etag: None, status: 200 },
        BenchCase { name: "200, all taken", path: full, etag: None, status: 200 },
        BenchCase { name: "304, all free", path: empty, etag: Some(etag), status: 304 },
    ]
}

/// The load generator only counts errors: the answer itself is checked before and after.
async fn check(shop: &Shop, case: &BenchCase) -> Result<(), Box<dyn Error>> {
    let mut request = shop.world.request(Method::GET, &case.path);
    if let Some(etag) = &case.etag {
        request = request.header("if-none-match", etag);
    }
    let answer = shop.world.send(request).await;
    if answer.status != case.status {
        return Err(format!("{} answered {} {}", case.path, answer.status, answer.text).into());
    }
    let slots = answer.text.matches("\"start\"").count();
    let expected = if case.name == "200, all free" { 180 } else { 0 };
    if slots == expected { Ok(()) } else { Err(format!("{slots} slots instead of {expected}").into()) }
}

async fn ask_with_wrk(
    shop: &Shop,
    case: &BenchCase,
    connections: usize,
    for_each: Duration,
) -> std::io::Result<LoadResult> {
    let header = case.etag.as_ref().map(|etag| format!("If-None-Match: {etag}"));
    wrk::run(shop.world.folder.path(), &case.url(shop), header.as_deref(), connections, for_each).await
}

async fn ask(shop: &Shop, case: &BenchCase, connections: usize, for_each: Duration) -> LoadResult {
    let (url, etag, status) = (case.url(shop), case.etag.clone(), case.status);
    let began = Instant::now();
    let next = move |client: &Client, _| {
        let request = etag.iter().fold(client.get(&url), |request, etag| request.header("if-none-match", etag));
        (began.elapsed() < for_each).then_some(request)
    };
    load::run(connections, next, move |answered, _| answered == status).await
}
