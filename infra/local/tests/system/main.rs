//! The local system itself, with small functions around it: every input has its output, exactly once, even after
//! faults.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod chat;
mod faults;
mod functions;
mod login;
mod mail_events;
mod notifications;
mod schedules;
mod starts;
mod world;

use std::time::Duration;

use serde_json::json;

use world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn request_becomes_event_and_mail() {
    let world = World::start().await;
    assert_eq!(world.write("Tom & Jerry").await, 201);
    world.settle().await;

    let mail = world.mail().await;
    assert_eq!(mail.len(), 1);
    assert_eq!(mail[0]["to"], json!(["client@example.com"]));
    assert_eq!(mail[0]["subject"], "Grüße an Tom & Jerry");
    assert_eq!(mail[0]["template"], "greeting");
    assert_eq!(mail[0]["reference"], "Tom & Jerry");

    let events = world.get("/_local/events").await;
    assert_eq!(events[0]["detail-type"], "thing.written");
    assert_eq!(events[0]["detail"], json!({"id": "Tom & Jerry"}));
    let queues = world.get("/_local/queues").await;
    assert_eq!(
        queues[0],
        json!({"name": "Queue", "depth": 0, "inFlight": 0, "delayed": 0, "retries": 0, "deadLetters": 0})
    );
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mailbox_page_runs_no_script() {
    let world = World::start().await;
    world.write("<script>alert(1)</script>").await;
    world.settle().await;
    let list = world.text("/_local/mail").await;
    assert!(list.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !list.contains("<script>"), "{list}");
    let page = world.text("/_local/mail/1").await;
    assert!(page.contains("Hello, &lt;script&gt;") && !page.contains("<script>"), "{page}");
    let raw = world.text("/_local/mail/1.eml").await;
    assert!(raw.starts_with("From: booking@example.com\r\n"), "{raw}");
    assert_eq!(world.status("/_local/mail/2").await, 404);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unmatched_request_reaches_default_function() {
    let world = World::start().await;
    assert_eq!(world.status("/v1/nothing").await, 404);
    assert_eq!(world.get("/v1/nothing").await, json!({"no": "/v1/nothing"}));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answer_above_six_megabytes_fails() {
    let world = World::start().await;
    assert_eq!(world.text("/v1/large/6291456").await.len(), 6_291_456);
    assert_eq!(world.status("/v1/large/6291457").await, 500);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundred_concurrent_writes_send_hundred_mails() {
    let world = World::start().await;
    let writes = (0..100).map(|number| {
        let world = &world;
        async move { world.write(&format!("n{number}")).await }
    });
    let statuses = futures::future::join_all(writes).await;
    assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
    world.settle().await;
    let mut references: Vec<String> =
        world.mail().await.iter().map(|it| it["reference"].as_str().unwrap().to_owned()).collect();
    references.sort();
    references.dedup();
    assert_eq!(references.len(), 100);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn failure_is_retried_when_due() {
    let world = World::start().await;
    world.fail_mails(1);
    world.write("late").await;
    world.settle().await;
    assert_eq!(world.mail().await.len(), 0);
    let before = world.local().clock().now();
    world.advance("PT2M").await;
    let mail = world.mail().await;
    assert_eq!(mail.len(), 1);
    let sent: chrono::DateTime<chrono::Utc> = mail[0]["sentAt"].as_str().unwrap().parse().unwrap();
    let waited = (sent - before).num_seconds();
    assert!((58..=62).contains(&waited), "sent at its due instant, after {waited} s");
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poison_message_becomes_dead_letter() {
    let world = World::start().await;
    world.fail_mails(u32::MAX);
    world.write("poison").await;
    world.advance("P1D").await;
    assert_eq!(world.get("/_local/queues").await[0]["deadLetters"], 1);
    world.local().faults().clear();
    assert_eq!(world.post("/_local/queues/Queue/redrive", json!({})).await, (200, json!({"redriven": 1})));
    world.settle().await;
    assert_eq!(world.mail().await.len(), 1);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_clock_moves_forward_only() {
    let world = World::start().await;
    let (status, body) = world.post("/_local/clock", json!({"set": "2026-11-23T09:00:00Z"})).await;
    assert_eq!(status, 200);
    assert!(body["now"].as_str().unwrap().starts_with("2026-11-23T09:00:0"), "{body}");
    let (status, body) = world.post("/_local/clock", json!({"set": "2026-11-23T08:30:00Z"})).await;
    assert_eq!((status, &body["code"]), (422, &json!("clock_moves_forward_only")));
    let (status, _) = world.post("/_local/clock", json!({"advance": "PT-5M"})).await;
    assert_eq!(status, 422);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn state_survives_a_crash() {
    let mut world = World::start().await;
    world.fail_mails(u32::MAX);
    world.write("kept").await;
    world.settle().await;
    world.advance("PT30S").await;
    let before = world.local().clock().now();
    world.crash_and_restart().await;
    assert!(world.local().clock().now() >= before);
    assert_eq!(world.mail().await.len(), 0);
    world.advance("PT2M").await;
    assert_eq!(world.mail().await.len(), 1);
    world.local().settle(Duration::from_secs(5)).await.unwrap();
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_are_compressed_on_request() {
    let world = World::start().await;
    let ask = |encoding: &'static str| {
        reqwest::Client::new().get(world.url("/_local")).header("accept-encoding", encoding).send()
    };
    assert_eq!(ask("gzip, br").await.unwrap().headers()["content-encoding"], "gzip");
    assert!(!ask("identity").await.unwrap().headers().contains_key("content-encoding"));
    world.stop().await;
}
