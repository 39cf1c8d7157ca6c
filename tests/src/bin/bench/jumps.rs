//! How long a jump of the local system's clock takes, by the work that falls due on the way.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use local::Local;

use crate::{
    load,
    report::Table,
    stage::{bare, spread},
};

const NOTE: &str = "The clock of the local system is moved 30 days ahead; everything that falls due runs at its own \
    instant. Calls are those of functions to AWS, reads those of them that read the table. Target, in a build of the \
    dev profile: under 2 s with nothing due, under 20 s with 300 bookings.";
const DAYS: i64 = 30;
const BOOKINGS: [usize; 2] = [0, 300];
/// Time limit of the work that follows the bookings, before the jump.
const REST: Duration = Duration::from_secs(120);
/// Connections that store bookings.
const STORING: usize = 8;

pub(crate) async fn measure(progress: impl Fn(&str)) -> Result<Table, Box<dyn Error>> {
    let profile = if cfg!(debug_assertions) { "dev" } else { "release" };
    let title = format!("30 days of the clock, {profile} profile");
    let mut table = Table::new(&title, NOTE, &["what is due", "seconds", "calls", "reads", "mails"]);
    for count in BOOKINGS {
        progress(&format!("30 days with {count} bookings"));
        let folder = tempfile::tempdir()?;
        let local = bare(folder.path()).await;
        let outcome = load::book(local.url(), STORING, spread(count), |_| {}).await;
        if outcome.errors > 0 {
            return Err(format!("{} of {count} bookings were not stored", outcome.errors).into());
        }
        local.settle(REST).await?;
        table.row(jump(&local, count).await?);
        local.stop().await;
    }
    Ok(table)
}

async fn jump(local: &Local, count: usize) -> Result<Vec<String>, Box<dyn Error>> {
    let mails = local.store().mails()?.len();
    local.meter().reset();
    let target = local.clock().now() + TimeDelta::days(DAYS);
    let began = Instant::now();
    local.time().move_to(target).await?;
    let seconds = began.elapsed().as_secs_f64();
    let usage = local.meter().usage();
    let is_read = |operation: &str| matches!(operation, "GetItem" | "Query" | "BatchGetItem" | "TransactGetItems");
    let calls: u64 = usage.values().map(|usage| usage.calls).sum();
    let reads: u64 = usage.iter().filter(|(operation, _)| is_read(operation)).map(|(_, usage)| usage.calls).sum();
    let what = if count == 0 { "nothing".to_owned() } else { format!("{count} bookings") };
    let mails = local.store().mails()?.len() - mails;
    Ok(vec![what, format!("{seconds:.1}"), calls.to_string(), reads.to_string(), mails.to_string()])
}
