//! Messages to webhooks, and their injected failures.

use std::time::Duration;

use serde_json::{Value, json};

use crate::world::World;

async fn post(world: &World, name: &str, body: &Value) -> Option<(u16, String)> {
    let request = reqwest::Client::new().post(world.url(&format!("/_local/chat/{name}"))).json(body);
    let answer = request.timeout(Duration::from_millis(500)).send().await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.unwrap()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhook_keeps_its_messages() {
    let world = World::start().await;
    assert_eq!(post(&world, "slack", &json!({"text": "new <b>"})).await, Some((200, "ok".to_owned())));
    let message = json!({"text": "New booking: Anna, Tue 24 Nov · VLT-20261123-7KXMPR"});
    assert_eq!(post(&world, "slack", &message).await.unwrap().0, 200);
    let generic = json!({"type": "booking.confirmed", "reference": "VLT-1"});
    assert_eq!(post(&world, "generic", &generic).await.unwrap().0, 200);
    assert_eq!(post(&world, "slack", &json!({"blocks": []})).await, Some((400, "no_text".to_owned())));
    let chat = world.get("/_local/chat.json").await;
    assert_eq!((&chat[0]["name"], &chat[0]["text"]), (&json!("slack"), &json!("new <b>")));
    assert!(chat[0]["reference"].is_null());
    assert_eq!((&chat[1]["to"], &chat[1]["reference"]), (&json!(["slack"]), &json!("VLT-20261123-7KXMPR")));
    assert_eq!((&chat[2]["body"], &chat[2]["reference"]), (&generic, &json!("VLT-1")));
    assert_eq!(chat[2]["template"], "booking.confirmed");
    assert_eq!(chat.as_array().unwrap().len(), 3);
    assert!(world.text("/_local/chat").await.contains("new &lt;b&gt;"));
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn webhook_failures_can_be_injected() {
    let world = World::start().await;
    let message = json!({"text": "hello"});
    let kept = async || world.get("/_local/chat.json").await.as_array().unwrap().len();
    world.local().chat().fail(503);
    assert_eq!(post(&world, "slack", &message).await.unwrap().0, 503);
    world.local().chat().hang();
    assert_eq!(post(&world, "slack", &message).await, None);
    assert_eq!(kept().await, 0);
    world.local().chat().keep_and_fail(500);
    assert_eq!(post(&world, "slack", &message).await.unwrap().0, 500);
    assert_eq!(kept().await, 1);
    world.local().chat().ok();
    assert_eq!(post(&world, "slack", &message).await.unwrap().0, 200);
    assert_eq!(kept().await, 2);
    world.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn empty_webhook_addresses_become_local() {
    let mut world = World::start().await;
    for _ in 0..2 {
        let webhooks = world.get("/v1/webhooks").await;
        assert_eq!(webhooks["slack"], world.url("/_local/chat/slack"));
        assert_eq!(webhooks["generic"], "https://chat.example", "a value set by hand stays");
        world.crash_and_restart().await;
    }
    world.stop().await;
}
