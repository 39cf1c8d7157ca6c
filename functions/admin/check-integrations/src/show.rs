use domain::{
    access::{Capability, Subject},
    time::Instant,
};
use futures::future::{try_join, try_join_all};
use http_api::{Answer, Problem, Staff, json};
use lambda_http::http::StatusCode;
use serde::Serialize;
use table::{MailTally, OldestWork};

use crate::{Deps, queues::Queue};

/// Days of the counts.
const DAYS: u32 = 7;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Integrations {
    as_of: Instant,
    queues: Vec<QueueView>,
    jobs: Lateness,
    mail: MailView,
    repairs: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct QueueView {
    integration: String,
    name: String,
    waiting: u64,
    in_flight: u64,
    delayed: u64,
    dead: u64,
}

/// Work that is due and not done.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Lateness {
    overdue: usize,
    /// There are more than were counted.
    overdue_is_lower_bound: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    oldest_due_at: Option<Instant>,
    oldest_seconds: i64,
}

/// Mail of the last days, with the share of its fates. Without mail there are no shares.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MailView {
    days: u32,
    #[serde(flatten)]
    tally: MailTally,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounce_rate: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    complaint_rate: Option<f64>,
}

/// 200 with the state of all queues.
///
/// # Errors
/// 403 without the right.
pub(crate) async fn show(deps: &Deps, staff: &Staff) -> Answer {
    staff.may(Capability::SeeIntegrations, Subject::Company)?;
    let now = deps.clock.now();
    let queues = try_join_all(deps.queues.all().iter().map(|queue| view(deps, queue)));
    let stored = async {
        let work = deps.table.oldest_work(now).await?;
        let (mail, repairs) = deps.table.tallies(now.date_naive(), DAYS).await?;
        Ok::<_, Problem>((work, mail, repairs))
    };
    let (queues, (work, tally, repairs)) = try_join(queues, stored).await?;
    json(StatusCode::OK, &Integrations { as_of: now, queues, jobs: lateness(&work, now), mail: mail(tally), repairs })
}

async fn view(deps: &Deps, queue: &Queue) -> Result<QueueView, Problem> {
    let (depth, dead) = try_join(deps.queues.depth(queue), deps.queues.dead(queue)).await?;
    Ok(QueueView {
        integration: queue.integration.clone(),
        name: queue.name.clone(),
        waiting: depth.waiting,
        in_flight: depth.in_flight,
        delayed: depth.delayed,
        dead,
    })
}

fn lateness(work: &OldestWork, now: Instant) -> Lateness {
    Lateness {
        overdue: work.overdue,
        overdue_is_lower_bound: work.is_lower_bound,
        oldest_due_at: work.oldest_due_at,
        oldest_seconds: work.oldest_due_at.map_or(0, |due| (now - due).num_seconds().max(0)),
    }
}

fn mail(tally: MailTally) -> MailView {
    let ended = tally.delivered + tally.bounced;
    let rate = |part: u64| (ended > 0).then(|| part as f64 / ended as f64);
    MailView { days: DAYS, bounce_rate: rate(tally.bounced), complaint_rate: rate(tally.complained), tally }
}
