//! kill -9 under load: acknowledged bookings are there, and so are all their follow-ups.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    process::Stdio,
    sync::Arc,
};

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{ApiClient, World, data_of, ordinary, seed_file};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    sync::Semaphore,
    task::JoinSet,
};

/// How often the system is killed.
const KILLS: u32 = 50;
/// Concurrent bookings.
const AT_ONCE: u32 = 4;
/// Slots of a consultant: 18 a day on 30 working days, more than are booked.
const SLOTS: u32 = 540;
/// Each round begins so many slots further on.
const STEP: u32 = 9;

/// A system that runs as a process of its own.
struct Process {
    child: Child,
    client: ApiClient,
}

impl Process {
    async fn start(folder: &TempDir, seed: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_local-to-kill"))
            .arg(data_of(folder))
            .arg(seed)
            .arg("2026-11-23T08:00:00Z")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines.next_line().await.unwrap().expect("the system says where it listens");
        let client = ApiClient::new(line.strip_prefix("listening on ").unwrap());
        Self { child, client }
    }

    /// SIGKILL: nothing gets a chance to tidy up.
    async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// The start of a slot, from Wednesday on: no reminder is due yet.
fn start_of(number: u32) -> String {
    let (day, half_hour) = (number / 18 + 2, number % 18);
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap() + Days::new(u64::from(day / 5 * 7 + day % 5));
    format!("{date}T{:02}:{:02}:00+01:00", 9 + half_hour / 2, half_hour % 2 * 30)
}

/// Books one slot after the other until the system is gone; returns every acknowledged booking.
async fn book_until_killed(
    client: ApiClient,
    consultant: String,
    worker: u32,
    round: u32,
    sold: Arc<Semaphore>,
) -> Vec<Value> {
    let mut made = Vec::new();
    for number in (0..SLOTS).map(|number| (number + STEP * round) % SLOTS) {
        let start = start_of(number);
        let body =
            tests::booking_body(&consultant, &start, 30, &format!("client{round}x{worker}x{number}@clients.example"));
        let request = client.request(reqwest::Method::POST, "/v1/bookings").json(&body);
        match client.try_send(request).await {
            Ok(answer) if answer.status == 201 => {
                made.push(answer.json());
                sold.add_permits(1);
            }
            Ok(answer) => assert!(answer.status == 409 || answer.status == 503, "{}", answer.text),
            Err(_) => break,
        }
    }
    made
}

async fn one_round(folder: &TempDir, seed: &std::path::Path, round: u32) -> Vec<Value> {
    let process = Process::start(folder, seed).await;
    let sold = Arc::new(Semaphore::new(0));
    let mut workers = JoinSet::new();
    for worker in 0..AT_ONCE {
        let consultant = format!("consultant-{}", worker % 4);
        workers.spawn(book_until_killed(process.client.clone(), consultant, worker, round, Arc::clone(&sold)));
    }
    // The crash comes at another moment each round, while the other bookings and their mail are under way.
    let _sold = sold.acquire_many(2 + round * 7 % 5).await.unwrap();
    process.kill().await;
    workers.join_all().await.into_iter().flatten().collect()
}

/// The instants of the sends, oldest first.
fn sent<T: std::hash::Hash + Eq>(all: impl Iterator<Item = (T, String)>) -> HashMap<T, Vec<DateTime<Utc>>> {
    all.fold(HashMap::new(), |mut sent: HashMap<T, Vec<_>>, (what, at)| {
        sent.entry(what).or_default().push(at.parse().unwrap());
        sent
    })
}

/// After a claim no other sender writes to the recipient for so long (`LEASE_SECONDS` in `shared/table`).
const LEASE: TimeDelta = TimeDelta::seconds(45);
/// A message leaves up to so long after its claim: the time limit of a sender (`TIMEOUT` in `shared/chat`).
const SENDING: TimeDelta = TimeDelta::seconds(5);

/// Asserts that it came, and came again only where a crash lay between the send and its record: then the claim is still
/// held, and the next try comes when it has run out. A crash may meet the next try, too.
fn came_once_a_crash(sent: Option<&Vec<DateTime<Utc>>>) -> bool {
    sent.is_some_and(|times| times.windows(2).all(|pair| pair[1] - pair[0] >= LEASE - SENDING))
}

/// The jobs of a live booking that was made days ahead.
const JOBS: [&str; 4] = ["attendance-check", "client-24h", "client-2h", "consultant-4h"];

/// The kinds of the pending jobs, by booking.
async fn jobs(world: &World) -> BTreeMap<String, Vec<String>> {
    let mut jobs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for job in world.jobs().await {
        jobs.entry(job.reference).or_default().push(job.kind);
    }
    jobs.values_mut().for_each(|kinds| kinds.sort());
    jobs
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_under_load_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let consultants: Vec<Value> = (0..4).map(|number| ordinary(&format!("consultant-{number}"))).collect();
    let seed = seed_file(&folder, &consultants);
    let mut made = Vec::new();
    for round in 0..KILLS {
        made.extend(one_round(&folder, &seed, round).await);
    }
    assert!(made.len() > 100, "only {} bookings were made before the crashes", made.len());

    let world = World::resume(folder).await;
    // Unfinished work is done; then leases and visibility time-outs of interrupted work run out. Each crash counts as a
    // try of the messages in progress, and after some tries a message waits up to fifteen minutes for the next.
    world.settle().await;
    world.advance("PT20M").await;
    let mails = sent(world.mails().await.into_iter().map(|mail| ((mail.reference, mail.template), mail.sent_at)));
    let lines = sent(world.lines().await.into_iter().map(|line| (line.body["reference"].to_string(), line.sent_at)));
    let published = world.get("/_local/events").await.expect(200);
    let published = published.as_array().unwrap().iter().map(|it| it["detail"]["reference"].to_string());
    let published: HashSet<String> = published.collect();
    let jobs = jobs(&world).await;
    for booking in &made {
        let reference = booking["booking"]["reference"].as_str().unwrap();
        let token = booking["manageToken"].as_str().unwrap();
        let shown = world.get_as(&format!("/v1/bookings/{reference}"), token).await.expect(200);
        assert_eq!(shown["booking"], booking["booking"]);
        assert_eq!(shown["history"].as_array().unwrap().len(), 1, "its audit entry");
        for template in ["booking_confirmation", "new_booking_consultant", "new_booking_team"] {
            let sends = mails.get(&(reference.to_owned(), template.to_owned()));
            assert!(came_once_a_crash(sends), "{reference}: {template} came {sends:?}");
        }
        let quoted = format!("\"{reference}\"");
        let said = lines.get(&quoted);
        assert!(came_once_a_crash(said), "{reference} came into the chat {said:?}");
        assert!(published.contains(&quoted), "{reference} on the bus");
        assert_eq!(jobs.get(reference).map(Vec::as_slice).unwrap_or_default(), JOBS, "{reference}");
    }
    let again = json!({"start": "2027-01-11T09:00:00+01:00"});
    world.move_to(&made[0], &again).await.expect(200);
    world.finish().await;
}
