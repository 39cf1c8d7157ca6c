//! From the 201 to the confirmation in the mailbox.

use std::{collections::HashMap, error::Error, time::Duration};

use futures::future::join_all;

use crate::{
    bookings::{Run, book},
    report::Table,
    stage::Shop,
    stats::{Samples, millis},
};

const NOTE: &str = "From the client's 201 to its confirmation in the mailbox, through stream, relay, bus, queue and \
    `notify-mail` (five at a time). Target: under 5 s.";

/// Between two bookings at twenty a second.
const BEAT: Duration = Duration::from_millis(50);

pub(crate) async fn measure(shop: &Shop, loads: Vec<Run>, quick: bool) -> Result<Table, Box<dyn Error>> {
    let mut table =
        Table::new("Confirmation mails", NOTE, &["bookings", "mails", "p50 ms", "p95 ms", "p99 ms", "last ms"]);
    let mut runs =
        vec![one_by_one(shop, if quick { 20 } else { 100 }).await, paced(shop, if quick { 40 } else { 200 }).await];
    runs.extend(loads);
    shop.world.settle().await;
    let mails = shop.world.local.store().mails()?;
    let to_clients = mails.iter().filter(|mail| mail.head.to.iter().any(|to| to.starts_with("guest-")));
    let sent: HashMap<&str, i64> =
        to_clients.filter_map(|mail| Some((mail.head.reference.as_deref()?, mail.head.sent_at))).collect();
    for run in runs {
        let mut latencies = Vec::with_capacity(run.answered.len());
        for (reference, answered) in &run.answered {
            let sent = sent.get(reference.as_str()).ok_or_else(|| format!("{reference} got no confirmation"))?;
            // A mail may be quicker than the answer.
            latencies.push(Duration::from_millis(u64::try_from(sent - answered).unwrap_or(0)));
        }
        let samples = Samples::new(latencies);
        let figures = [50, 95, 99, 100].map(|percent| millis(samples.percentile(percent)));
        table.row([run.name, samples.len().to_string()].into_iter().chain(figures).collect());
    }
    Ok(table)
}

/// The next when all work of the last is done.
async fn one_by_one(shop: &Shop, count: usize) -> Run {
    let mut answered = Vec::new();
    for body in shop.slots.take(count) {
        answered.extend(book(shop, 1, vec![body]).await.1);
        shop.world.settle().await;
    }
    Run { name: "one after the other".to_owned(), answered }
}

/// Twenty a second, independent of the earlier ones.
async fn paced(shop: &Shop, count: usize) -> Run {
    let bookings = (0_u32..).zip(shop.slots.take(count)).map(|(number, body)| async move {
        tokio::time::sleep(BEAT * number).await;
        book(shop, 1, vec![body]).await.1
    });
    Run { name: "20 a second".to_owned(), answered: join_all(bookings).await.concat() }
}
