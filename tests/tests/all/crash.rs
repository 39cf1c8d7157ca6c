//! kill -9 under load: what was acknowledged is there, and what must follow from it follows.

use std::{process::Stdio, sync::Arc};

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::{Client, World, data_of, ordinary, seed_file};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    sync::Semaphore,
    task::JoinSet,
};

/// How often the system is killed.
const KILLS: u32 = 10;
/// Bookings under way at any time.
const AT_ONCE: u32 = 8;

/// A system that runs as a process of its own.
struct Process {
    child: Child,
    client: Client,
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
        let client = Client::new(line.strip_prefix("listening on ").unwrap());
        Self { child, client }
    }

    /// SIGKILL: nothing gets a chance to tidy up.
    async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// Books one slot after the other until the system is gone; every acknowledged booking.
async fn book_until_killed(
    client: Client,
    consultant: String,
    worker: u32,
    round: u32,
    sold: Arc<Semaphore>,
) -> Vec<Value> {
    let mut made = Vec::new();
    for number in (0..72).map(|number| (number + 6 * round) % 72) {
        let day = 24 + number / 18;
        let start = format!("2026-11-{day}T{:02}:{:02}:00+01:00", 9 + number % 18 / 2, number % 2 * 30);
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
    let _sold = sold.acquire_many(3 + round * 7 % 11).await.unwrap();
    process.kill().await;
    workers.join_all().await.into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_under_load_every_acknowledged_booking_is_there_and_gets_its_mail() {
    let folder = tempfile::tempdir().unwrap();
    let consultants: Vec<Value> = (0..4).map(|number| ordinary(&format!("consultant-{number}"))).collect();
    let seed = seed_file(&folder, &consultants);
    let mut made = Vec::new();
    for round in 0..KILLS {
        made.extend(one_round(&folder, &seed, round).await);
    }
    assert!(made.len() > 20, "only {} bookings were made before the crashes", made.len());

    let world = World::resume(folder).await;
    // Leases and visibility time-outs of what was under way run out.
    world.advance("PT10M").await;
    let mails = world.mails().await;
    for booking in &made {
        let reference = booking["booking"]["reference"].as_str().unwrap();
        let token = booking["manageToken"].as_str().unwrap();
        let shown = world.get_as(&format!("/v1/bookings/{reference}"), token).await.expect(200);
        assert_eq!(shown["booking"], booking["booking"]);
        assert_eq!(shown["history"].as_array().unwrap().len(), 1);
        let told = |template: &str| {
            mails.iter().filter(|mail| mail.reference == reference && mail.template == template).count()
        };
        // Twice only where the crash came between sending and remembering that it was sent.
        assert!((1..=2).contains(&told("booking_confirmation")), "{reference}");
        assert!((1..=2).contains(&told("new_booking_consultant")), "{reference}");
    }
    let again = json!({"start": "2026-11-30T09:00:00+01:00"});
    world.move_to(&made[0], &again).await.expect(200);
    world.finish().await;
}
