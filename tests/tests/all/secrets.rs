//! Secrets that are changed while the system runs: Secrets Manager's values take effect soon, without an interruption.

use aws_sdk_secretsmanager::Client;
use emulator::Service;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{World, data_of, ordinary, reference_of};

const SIGNING: &str = "SigningSecret";

/// The deployer's access to the secrets.
fn secrets(world: &World) -> Client {
    Client::new(&world.local.sdk_config())
}

async fn keys(world: &World) -> Value {
    let answer = secrets(world).get_secret_value().secret_id(SIGNING).send().await.unwrap();
    serde_json::from_str(answer.secret_string().unwrap()).unwrap()
}

async fn put(world: &World, value: &str) {
    secrets(world).put_secret_value().secret_id(SIGNING).secret_string(value).send().await.unwrap();
}

/// Adds a key that signs from now on (docs/runbook.md).
async fn rotate(world: &World, id: &str) {
    let mut keys = keys(world).await;
    keys["current"] = json!(id);
    keys[id] = json!(format!("a new key by the name of {id}"));
    put(world, &keys.to_string()).await;
}

/// Books an hour of the week after; returns the key that signed the link.
async fn book(world: &World, hour: u32) -> (Value, String) {
    let start = format!("2026-11-30T{hour:02}:00:00+01:00");
    let made = world.book("anna", &start, 60, "ada@clients.example").await.expect(201);
    let key = made["manageToken"].as_str().unwrap().split('.').next().unwrap().to_owned();
    (made, key)
}

async fn open(world: &World, made: &Value) -> StatusCode {
    let token = made["manageToken"].as_str().unwrap();
    world.get_as(&format!("/v1/bookings/{}", reference_of(made)), token).await.status
}

/// The number of calls for a secret since the meter was reset.
fn readings(world: &World) -> u64 {
    world.local.meter().usage().get("GetSecretValue").map_or(0, |usage| usage.calls)
}

#[tokio::test]
async fn key_rotation_keeps_old_links() {
    let world = World::with(&[ordinary("anna")]).await;
    let (old, key) = book(&world, 9).await;
    assert_eq!((key.as_str(), open(&world, &old).await), ("k1", StatusCode::OK));
    rotate(&world, "k2").await;
    world.advance("PT5M").await;
    let (new, key) = book(&world, 10).await;
    assert_eq!(key, "k2");
    for made in [&old, &new] {
        assert_eq!(open(&world, made).await, 200);
        world.move_to(made, &json!({"start": made["booking"]["start"], "duration": 30})).await.expect(200);
    }
    // Mail about the old one is signed by the new key; it opens the same booking.
    world.settle().await;
    let carried = world.email_to("ada@clients.example", "booking_change").await.carried_by("/manage#");
    assert!(carried["token"].starts_with("k2."), "{carried:?}");
    world.finish().await;
}

#[tokio::test]
async fn link_with_new_key_opens_immediately() {
    let world = World::with(&[ordinary("anna")]).await;
    let (first, _) = book(&world, 9).await;
    world.advance("PT3M").await;
    assert_eq!(open(&world, &first).await, 200, "get-booking has read them later than create-booking");
    rotate(&world, "k2").await;
    world.advance("PT2M1S").await;
    let (new, key) = book(&world, 10).await;
    assert_eq!(key, "k2", "create-booking has read them again");
    world.settle().await;
    world.local.meter().reset();
    assert_eq!((open(&world, &new).await, readings(&world)), (StatusCode::OK, 1));
    world.finish().await;
}

#[tokio::test]
async fn invented_keys_cause_few_reads() {
    let world = World::with(&[ordinary("anna")]).await;
    let (made, _) = book(&world, 9).await;
    assert_eq!(open(&world, &made).await, 200);
    world.advance("PT1M").await;
    world.local.meter().reset();
    let begun = world.local.clock().now();
    let (path, token) = (format!("/v1/bookings/{}", reference_of(&made)), made["manageToken"].as_str().unwrap());
    for number in 2..30 {
        let forged = token.replacen("k1.", &format!("k{number}."), 1);
        world.get_as(&path, &forged).await.expect(401);
        assert_eq!(open(&world, &made).await, 200);
    }
    let seconds = (world.local.clock().now() - begun).num_seconds().unsigned_abs();
    let readings = readings(&world);
    assert!((1..=1 + seconds / 5).contains(&readings), "{readings} in {seconds} s");
    world.finish().await;
}

#[tokio::test]
async fn unreadable_secret_keeps_old_value() {
    let world = World::with(&[ordinary("anna")]).await;
    let (made, _) = book(&world, 9).await;
    assert_eq!(open(&world, &made).await, 200);
    for nonsense in ["no JSON", r#"{"current": "k2", "k1": "another"}"#, r#"{"k1": "another"}"#] {
        let right = keys(&world).await;
        put(&world, nonsense).await;
        world.advance("PT6M").await;
        assert_eq!(open(&world, &made).await, 200, "{nonsense}");
        put(&world, &right.to_string()).await;
    }
    world.refuse(Service::Secrets, "InternalServiceError");
    world.advance("PT6M").await;
    let (_, key) = book(&world, 10).await;
    assert_eq!((key.as_str(), open(&world, &made).await), ("k1", StatusCode::OK));
    world.local.faults().clear();
    rotate(&world, "k2").await;
    world.advance("PT5S").await;
    let (_, key) = book(&world, 11).await;
    assert_eq!(key, "k2", "it is read as soon as it can be");
    world.finish().await;
}

#[tokio::test]
async fn changed_secret_survives_a_restart() {
    let world = World::with(&[ordinary("anna")]).await;
    let (old, _) = book(&world, 9).await;
    rotate(&world, "k2").await;
    let world = world.restart_at("2026-11-23T08:10:00Z").await;
    let (_, key) = book(&world, 10).await;
    assert_eq!((key.as_str(), open(&world, &old).await), ("k2", StatusCode::OK));
    let file = std::fs::read_to_string(data_of(&world.folder).join("secrets.json")).unwrap();
    assert!(file.contains("k2"));
    world.finish().await;
}
