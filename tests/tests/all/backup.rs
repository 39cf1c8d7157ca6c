//! Restore of a backup: earlier bookings are there, later ones aren't, and erased clients stay erased.

use std::collections::HashMap;

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use emulator::{Answer, instruments::InjectedFault, store::Store};
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
async fn restore_keeps_later_wishes() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("backup");
    let (local, client) = start(&folder).await;
    let mut body = tests::booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["consent"]["marketing"] = json!(true);
    let ada = client.post("/v1/bookings", &body).await.expect(201);
    let bob = client.book("anna", "2026-11-25T11:00:00+01:00", 60, BOB).await.expect(201);
    local.settle(std::time::Duration::from_secs(60)).await.unwrap();
    backup::back_up(&data_of(&folder), &copy).unwrap();
    // A complaint, an opt-out, a withdrawal and a revoked link, all after the backup.
    let to_bob = client.mails_to(BOB).await;
    client.befall(&to_bob[0], "complaint").await;
    let token = ada["manageToken"].as_str().unwrap();
    client.post_as("/v1/privacy/withdraw", token, &json!({"consents": ["marketing"]})).await.expect(200);
    client.post("/v1/privacy/request", &json!({ "email": ADA })).await.expect(202);
    local.settle(std::time::Duration::from_secs(60)).await.unwrap();
    let page = client.email_to(ADA, "privacy_link").await.carried_by("/privacy#")["token"].clone();
    client.post_as("/v1/unsubscribe", &page, &json!({})).await.expect(200);
    let renew = format!("/v1/bookings/{}/link", reference_of(&bob));
    client.post_as(&renew, bob["manageToken"].as_str().unwrap(), &json!({})).await.expect(202);
    local.settle(std::time::Duration::from_secs(60)).await.unwrap();
    local.stop().await;

    let restored = backup::restore(&copy, &data_of(&folder)).await.unwrap();
    assert_eq!((restored.erased_since, restored.other_wishes), (0, 4));
    let world = World::resume(folder).await;
    world.settle().await;
    let listed = world.get_as("/v1/privacy/bookings", &page).await.expect(200);
    assert_eq!(listed["address"], json!({"complained": false, "unsubscribed": true}));
    assert_eq!(listed["bookings"][0]["booking"]["consent"]["marketing"], false);
    let path = format!("/v1/bookings/{}", reference_of(&bob));
    assert_eq!(world.get_as(&path, bob["manageToken"].as_str().unwrap()).await.problem(401), "unauthorized");
    // Bob complained: no reminder reaches him.
    world.set_clock("2026-11-25T10:00:00Z").await;
    let reminded = world.mails_to(BOB).await.iter().filter(|mail| mail.template.starts_with("reminder")).count();
    assert_eq!(reminded, 0);
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
    // Until nothing is open: a cancellation right after the booking may wait for its confirmation.
    client.post("/_local/clock", &json!({"advance": "PT2M"})).await.expect(200);
    older::make_older(&local, &data_of(&folder)).await;
    local.stop().await;
    // The invariants at the end look for each booking and event in the indexes, and for the words.
    let world = World::resume(folder).await;
    let starts = world.starts("consultantId=anna&duration=60&from=2026-11-24&to=2026-11-25").await;
    assert!(!starts.contains(&"2026-11-24T10:00:00Z".to_owned()), "Ada's time is taken");
    assert!(starts.contains(&"2026-11-25T10:00:00Z".to_owned()), "Bob's is free");
    assert_eq!(world.items_of("CLIENT#").await.len(), 1, "Ada has a live booking");
    let item = world.item(&format!("BOOKING#{}", reference_of(&ada)), "BOOKING").await;
    assert_eq!((&item["card"]["facts"]["leadHours"], item["words"].as_array().unwrap().len()), (&json!(25), 2));
    world.cancel(&ada).await.expect(200);
    world.finish().await;
}

/// An attribute's value as JSON has it.
fn item(value: &Value) -> HashMap<String, AttributeValue> {
    serde_dynamo::to_item(value).unwrap()
}

/// Turns a booking's ledger into that of the version before: a task for each notification and each job, and the claim of
/// each recipient beside them. The mail to the consultant isn't sent, and a reminder of the client is due.
#[allow(clippy::disallowed_methods, reason = "a test writes what an older version wrote")]
async fn make_ledger_older(local: &Local, folder: &tempfile::TempDir, reference: &str) {
    let (client, table) = (Client::new(&local.sdk_config()), local.table_name().unwrap());
    let pk = format!("BOOKING#{reference}");
    let query = client.query().table_name(table).key_condition_expression("pk = :pk");
    let items = query.expression_attribute_values(":pk", AttributeValue::S(pk.clone())).send().await.unwrap();
    let mut put: Vec<Value> = Vec::new();
    for item in items.items() {
        let sk = item["sk"].as_s().unwrap().clone();
        let key = |name: &str| item[name].clone();
        if sk.starts_with("BOOKING#") {
            let delete = client.delete_item().table_name(table).key("pk", key("pk")).key("sk", key("sk"));
            delete.send().await.unwrap();
        } else if sk.starts_with("EVENT#") {
            let update = client.update_item().table_name(table).key("pk", key("pk")).key("sk", key("sk"));
            let update = update.update_expression("REMOVE effects, team, rooms, pendingShard, pendingDue");
            update.send().await.unwrap();
        }
        if let Some(kept) = sk.strip_prefix("BOOKING#RECIPIENT#").filter(|kept| *kept == "mail#client") {
            let mut older: Value = serde_dynamo::from_item(item.clone()).unwrap();
            (older["sk"], older["attempts"]) = (json!(format!("RECIPIENT#{kept}")), json!(1));
            put.push(older);
        }
    }
    let (now, due) = ("2026-11-23T08:00:00.000Z", "2026-11-24T10:00:00.000Z");
    let task = |kind: &str, recipient: &str, more: Value| {
        let mut task = json!({
            "pk": pk, "sk": format!("TASK#{kind}#0#{recipient}"), "recipient": recipient, "version": 1, "plannedAt": now
        });
        task.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        task
    };
    let done = json!({"state": "done", "settledAt": now, "messageId": "older", "delivery": "delivered"});
    let skipped = json!({"state": "skipped", "settledAt": now});
    put.push(task("mail", "client", done));
    put.push(task("mail", "team", skipped.clone()));
    put.push(task("chat", "room.slack", skipped));
    let planned = |due: &str| json!({"state": "planned", "pendingShard": "PENDING#0", "pendingDue": due});
    put.push(task("mail", "consultant.anna", planned(now)));
    for (job, recipient, due) in [
        ("client-24h", "client", due),
        ("client-2h", "client", "2026-11-25T08:00:00.000Z"),
        ("attendance-check", "consultant.anna", "2026-11-25T11:15:00.000Z"),
        ("attendance-close", "consultant.anna", "2026-11-27T11:00:00.000Z"),
    ] {
        let mut job = json!({"job": job, "sequence": 0, "at": due});
        job.as_object_mut().unwrap().extend(planned(due).as_object().unwrap().clone());
        let mut job_task = task(job["job"].as_str().unwrap(), recipient, job.clone());
        job_task.as_object_mut().unwrap().remove("plannedAt");
        put.push(job_task);
    }
    put.push(json!({"pk": pk, "sk": "TASK#plan-jobs#1#system", "version": 1, "state": "done", "settledAt": now}));
    assert!(put.iter().any(|older| older["sk"] == "RECIPIENT#mail#client"));
    for older in &put {
        client.put_item().table_name(table).set_item(Some(item(older))).send().await.unwrap();
    }
    Store::open(&data_of(folder).join("local.db")).unwrap().set_number("data.version", 4).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn older_ledger_is_upgraded_on_restore() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("backup");
    let (local, client) = start(&folder).await;
    // The consultant's mail isn't sent.
    local.faults().add(|call| {
        let to_anna = String::from_utf8_lossy(call.body).contains("anna@consultants.example");
        (call.service == emulator::Service::Ses && to_anna)
            .then(|| InjectedFault::Answer(Answer::refusal("TooManyRequestsException", "injected")))
    });
    let made = client.book("anna", "2026-11-25T11:00:00+01:00", 60, ADA).await.expect(201);
    local.settle(std::time::Duration::from_secs(60)).await.unwrap();
    let reference = reference_of(&made);
    make_ledger_older(&local, &folder, &reference).await;
    backup::back_up(&data_of(&folder), &copy).unwrap();
    local.stop().await;
    backup::restore(&copy, &data_of(&folder)).await.unwrap();
    let world = World::resume(folder).await;
    let sent = world.communication(&reference, "mail", "client").await;
    assert_eq!((&sent["state"], &sent["messageId"]), (&json!("done"), &json!("older")));
    let mails = world.mail_history(ADA).await.len();
    world.advance("PT30M").await;
    let to_anna = world.mail_history("anna@consultants.example").await;
    assert_eq!(to_anna.len(), 1, "the unsent mail: {to_anna:?}");
    assert_eq!(world.mail_history(ADA).await.len(), mails, "no second confirmation");
    // The schedule is there or lost: the reminder comes once.
    world.set_clock("2026-11-24T10:30:00Z").await;
    let reminders = world.mail_history(ADA).await.split_off(mails);
    assert_eq!(reminders.iter().map(|(template, _)| template.as_str()).collect::<Vec<_>>(), ["reminder_24h"]);
    world.cancel(&made).await.expect(200);
    world.settle().await;
    for (address, template) in
        [(ADA, "booking_cancellation"), ("anna@consultants.example", "booking_cancellation_consultant")]
    {
        assert_eq!(world.mail_history(address).await.last().unwrap().0, template);
    }
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
