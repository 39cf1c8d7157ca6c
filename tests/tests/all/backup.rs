//! Restore of a backup: earlier bookings are there, later ones aren't, and erased clients stay erased.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use emulator::store::Store;
use local::{Local, Options, Seed, backup};
use serde_json::{Value, json};
use tests::{ApiClient, MONDAY, World, data_of, ordinary, reference_of, seed_file, start_at};

const ADA: &str = "ada@clients.example";
const BOB: &str = "bob@clients.example";
const EVE: &str = "eve@clients.example";

async fn start(folder: &tempfile::TempDir) -> (Local, ApiClient) {
    let mut options = Options::new(data_of(folder), start_at(MONDAY));
    options.seed = Seed::File(seed_file(folder, &[ordinary("anna")]));
    let local = Local::start(options).await.unwrap();
    let client = ApiClient::new(local.url());
    (local, client)
}

async fn status(client: &ApiClient, made: &Value, email: &str) -> u16 {
    let lookup = json!({"reference": reference_of(made), "email": email});
    client.post("/v1/bookings/lookup", &lookup).await.status.as_u16()
}

#[tokio::test]
async fn restore_reapplies_later_erasures() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("backup");
    let (local, client) = start(&folder).await;
    let ada = client.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let bob = client.book("anna", "2026-11-25T11:00:00+01:00", 60, BOB).await.expect(201);
    // While it runs, and before all mails are sent.
    backup::back_up(&data_of(&folder), &copy).unwrap();
    client.cancel(&ada).await.expect(200);
    let erase = json!({"confirm": true});
    client.post_as("/v1/privacy/erase", ada["manageToken"].as_str().unwrap(), &erase).await.expect(200);
    let eve = client.book("anna", "2026-11-26T11:00:00+01:00", 60, EVE).await.expect(201);
    local.settle(std::time::Duration::from_secs(60)).await.unwrap();
    local.stop().await;

    let restored = backup::restore(&copy, &data_of(&folder)).await.unwrap();
    assert_eq!(restored.erased_since, 1);
    assert!(restored.replaced.unwrap().exists());
    let world = World::resume(folder).await;
    world.settle().await;
    assert_eq!(status(&world, &bob, BOB).await, 200);
    assert_eq!(status(&world, &eve, EVE).await, 404);
    assert_eq!(status(&world, &ada, ADA).await, 404);
    // Her time is free, Bob's isn't, and his link from before works.
    world.book("anna", "2026-11-24T11:00:00+01:00", 60, EVE).await.expect(201);
    world.book("anna", "2026-11-25T11:00:00+01:00", 60, EVE).await.expect(409);
    world.cancel(&bob).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn backup_never_overwrites_data() {
    let folder = tempfile::tempdir().unwrap();
    let (local, client) = start(&folder).await;
    let (data, copy) = (data_of(&folder), folder.path().join("backup"));
    backup::back_up(&data, &copy).unwrap();
    let said = |result: Result<(), backup::BackupError>| result.unwrap_err().to_string();
    assert!(said(backup::back_up(&data, &copy)).contains("is there already"));
    assert!(said(backup::back_up(&folder.path().join("nothing"), &copy.join("other"))).contains("holds no local.db"));
    let in_use = backup::restore(&copy, &data).await.unwrap_err().to_string();
    assert!(in_use.contains("in use by another process"), "{in_use}");
    client.get("/v1/health").await.expect(200);
    local.stop().await;
    let none = backup::restore(folder.path(), &data).await.unwrap_err().to_string();
    assert!(none.contains("holds no local.db"), "{none}");
    assert!(data.join("dynamodb.db").exists());
}

/// Turns a world's data into those of the version before day items: counters of days, nothing by client, and no version.
#[allow(clippy::disallowed_methods, reason = "a test writes what an older version wrote")]
async fn make_older(local: &Local, folder: &tempfile::TempDir) {
    let client = Client::new(&local.sdk_config());
    let table = local.table_name().unwrap();
    let mut items = client.scan().table_name(table).into_paginator().items().send();
    while let Some(item) = items.next().await {
        let item = item.unwrap();
        let (pk, sk) = (item["pk"].clone(), item["sk"].as_s().unwrap().clone());
        if sk == "LIVE" {
            let delete = client.delete_item().table_name(table).key("pk", pk).key("sk", item["sk"].clone());
            delete.send().await.unwrap();
            continue;
        }
        let Some(date) = sk.strip_prefix("DAY#") else { continue };
        let delete = client.delete_item().table_name(table).key("pk", pk.clone()).key("sk", item["sk"].clone());
        delete.send().await.unwrap();
        let counter = AttributeValue::S(format!("TIME#{date}"));
        let put = client.put_item().table_name(table).item("pk", pk).item("sk", counter).item("n", item["n"].clone());
        put.send().await.unwrap();
    }
    Store::open(&data_of(folder).join("local.db")).unwrap().set_number("data.version", 1).unwrap();
}

#[tokio::test]
async fn older_data_are_upgraded() {
    let folder = tempfile::tempdir().unwrap();
    let (local, client) = start(&folder).await;
    let ada = client.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let bob = client.book("anna", "2026-11-25T11:00:00+01:00", 60, BOB).await.expect(201);
    client.cancel(&bob).await.expect(200);
    local.settle(std::time::Duration::from_secs(60)).await.unwrap();
    make_older(&local, &folder).await;
    local.stop().await;
    let world = World::resume(folder).await;
    let starts = world.starts("consultantId=anna&duration=60&from=2026-11-24&to=2026-11-25").await;
    assert!(!starts.contains(&"2026-11-24T10:00:00Z".to_owned()), "Ada's time is taken");
    assert!(starts.contains(&"2026-11-25T10:00:00Z".to_owned()), "Bob's is free");
    assert_eq!(world.items_of("CLIENT#").await.len(), 1, "Ada has a live booking");
    world.cancel(&ada).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn newer_data_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (local, _) = start(&folder).await;
    local.stop().await;
    Store::open(&data_of(&folder).join("local.db")).unwrap().set_number("data.version", 99).unwrap();
    let Err(error) = Local::start(Options::new(data_of(&folder), start_at(MONDAY))).await else { panic!("it started") };
    let error = error.to_string();
    assert!(error.contains("use the newer program"), "{error}");
}
