//! The console's lists, with few and with many bookings stored.

use std::time::{Duration, Instant};

use local::Local;
use serde_json::{Value, json};
use tests::ApiClient;

use crate::{
    report::Table,
    stats::{Samples, grouped, millis},
};

const NOTE: &str = "One request after the other by an administrator, over the bookings of the table above; read units by \
    the engine with DynamoDB's rules. Target: first page of 100 p95 under 100 ms and p99 under 200 ms, at most 80 read \
    units; later pages p95 under 50 ms, at most 10; search and calendar p95 under 100 and 150 ms.";
const PERIOD: &str = "from=2026-11-23&to=2027-01-31";
/// Consultants of the calendar.
const CALENDARS: usize = 10;

pub(crate) fn table() -> Table {
    let columns = ["list", "stored", "answers", "p50 ms", "p95 ms", "p99 ms", "read units"];
    Table::new("Console lists", NOTE, &columns)
}

/// Adds a row for each list.
pub(crate) async fn measure(local: &Local, client: &ApiClient, (stored, quick): (usize, bool), table: &mut Table) {
    let login = json!({"email": "chief@magnetiq.example", "groups": ["admin"]});
    let token = client.post("/_local/login", &login).await.expect(200)["token"].as_str().unwrap().to_owned();
    let first = format!("/v1/admin/bookings?pageSize=100&{PERIOD}");
    let page = client.get_as(&first, &token).await.expect(200);
    let next = page["nextCursor"].as_str().map_or_else(|| first.clone(), |cursor| format!("{first}&cursor={cursor}"));
    let reference = page["items"][0]["reference"].as_str().unwrap_or_default();
    let consultants: String = (0..CALENDARS).map(|number| format!("consultantId=consultant-{number}&")).collect();
    let lists = [
        ("first page of 100", first.clone()),
        ("next page of 100", next),
        ("first page by creation", "/v1/admin/bookings?pageSize=100&sort=-createdAt".to_owned()),
        ("one consultant's first page", format!("{first}&consultantId=consultant-7")),
        ("nothing fits", format!("{first}&status=no_show")),
        ("search by reference", format!("/v1/admin/bookings?q={reference}")),
        ("search by address", "/v1/admin/bookings?q=guest-7%40example.com".to_owned()),
        ("search by three letters of every client", "/v1/admin/bookings?q=lov".to_owned()),
        ("calendar, ten consultants, a week", format!("/v1/admin/calendar?{consultants}from=2026-11-23&to=2026-11-29")),
    ];
    for (name, path) in lists {
        let times = if quick { 20 } else { 200 };
        let (samples, units) = ask(local, client, &path, &token, times).await;
        let [p50, p95, p99] = [50, 95, 99].map(|percent| millis(samples.percentile(percent)));
        let count = samples.len().to_string();
        table.row(vec![name.to_owned(), grouped(stored as f64), count, p50, p95, p99, format!("{units:.1}")]);
    }
}

/// The durations of equal requests, and the read units of one.
async fn ask(local: &Local, client: &ApiClient, path: &str, token: &str, times: usize) -> (Samples, f64) {
    let mut durations: Vec<Duration> = Vec::with_capacity(times);
    let _: Value = client.get_as(path, token).await.expect(200);
    local.meter().reset();
    for _ in 0..times {
        let began = Instant::now();
        client.get_as(path, token).await.expect(200);
        durations.push(began.elapsed());
    }
    let units: f64 = local.meter().usage().values().map(|usage| usage.read_units).sum();
    (Samples::new(durations), units / times as f64)
}
