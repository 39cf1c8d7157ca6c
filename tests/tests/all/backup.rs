//! Restore of a backup: earlier bookings are there, later ones aren't, and erased clients stay erased.

use emulator::store::Store;
use local::{Local, Options, Seed, backup};
use serde_json::{Value, json};
use tests::{ApiClient, MONDAY, World, data_of, ordinary, reference_of, seed_file, start_at};

mod older;

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

#[tokio::test]
async fn older_data_are_upgraded() {
    let folder = tempfile::tempdir().unwrap();
    let (local, client) = start(&folder).await;
    let ada = client.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    let bob = client.book("anna", "2026-11-25T11:00:00+01:00", 60, BOB).await.expect(201);
    client.cancel(&bob).await.expect(200);
    local.settle(std::time::Duration::from_secs(60)).await.unwrap();
    older::make_older(&local, &data_of(&folder)).await;
    local.stop().await;
    // The invariants at the end look for each booking and event in the indexes, and for the words.
    let world = World::resume(folder).await;
    let starts = world.starts("consultantId=anna&duration=60&from=2026-11-24&to=2026-11-25").await;
    assert!(!starts.contains(&"2026-11-24T10:00:00Z".to_owned()), "Ada's time is taken");
    assert!(starts.contains(&"2026-11-25T10:00:00Z".to_owned()), "Bob's is free");
    assert_eq!(world.items_of("CLIENT#").await.len(), 1, "Ada has a live booking");
    let item = world.item(&format!("BOOKING#{}", reference_of(&ada)), "BOOKING").await;
    assert_eq!((&item["card"]["facts"]["leadHours"], item["words"].as_array().unwrap().len()), (&json!(26), 2));
    world.cancel(&ada).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn older_backup_is_restored() {
    let folder = tempfile::tempdir().unwrap();
    let (local, client) = start(&folder).await;
    let ada = client.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    local.settle(std::time::Duration::from_secs(60)).await.unwrap();
    older::make_older(&local, &data_of(&folder)).await;
    local.stop().await;
    let copy = folder.path().join("backup");
    backup::back_up(&data_of(&folder), &copy).unwrap();
    backup::restore(&copy, &data_of(&folder)).await.unwrap();
    let world = World::resume(folder).await;
    world.cancel(&ada).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn other_definition_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (local, _) = start(&folder).await;
    local.stop().await;
    let store = Store::open(&data_of(&folder).join("local.db")).unwrap();
    let definition = store.text("table.Table").unwrap().unwrap();
    store.set_text("table.Table", &definition.replace("NEW_IMAGE", "KEYS_ONLY")).unwrap();
    drop(store);
    let Err(error) = Local::start(Options::new(data_of(&folder), start_at(MONDAY))).await else { panic!("it started") };
    let error = error.to_string();
    assert!(error.contains("use the program that made it, or another --data"), "{error}");
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
