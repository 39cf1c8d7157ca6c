//! Bookings as a file: what it holds, for whom, and for how long.

use std::sync::atomic::{AtomicUsize, Ordering};

use emulator::{Service, instruments::InjectedFault};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, ordinary, reference_of};

const EXPORTS: &str = "/v1/admin/exports";

/// A world with bookings of Anna (2) and Ben (1), whose clients have names like formulas.
async fn world() -> (World, Vec<String>) {
    let world = World::with(&["anna", "ben"].map(ordinary)).await;
    let mut references = Vec::new();
    for (number, (consultant, company)) in
        [("anna", "=1+1"), ("anna", "Müller; \"Söhne\", KG"), ("ben", "+49 Ltd")].into_iter().enumerate()
    {
        let mut body =
            booking_body(consultant, &format!("2026-11-2{}T11:00:00+01:00", 4 + number), 60, &client(number));
        body["client"]["company"] = json!(company);
        body["client"]["phone"] = json!("+49 30 901820");
        references.push(reference_of(&world.post("/v1/bookings", &body).await.expect(201)));
    }
    world.settle().await;
    (world, references)
}

fn client(number: usize) -> String {
    format!("client{number}@clients.example")
}

async fn start(world: &World, token: &str, body: &Value) -> Answer {
    world.post_as(EXPORTS, token, body).await
}

/// The export once it is written.
async fn written(world: &World, token: &str, body: &Value) -> Value {
    let accepted = start(world, token, body).await;
    accepted.expect(202);
    world.settle().await;
    world.get_as(accepted.header("location"), token).await.expect(200)
}

/// The answer to an address of a file.
async fn fetch(world: &World, export: &Value) -> Answer {
    let url = export["url"].as_str().unwrap_or_else(|| panic!("{export}"));
    let path = &url[url.find("/_local/").unwrap()..];
    world.send(world.request(Method::GET, path)).await
}

/// The lines of a file as lists of cells.
async fn lines(world: &World, export: &Value, separator: u8) -> Vec<Vec<String>> {
    let answer = fetch(world, export).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let text = answer.text.strip_prefix('\u{feff}').unwrap_or(&answer.text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(text.as_bytes());
    reader.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn file_holds_the_list() {
    let (world, references) = world().await;
    let admin = world.admin().await;
    let columns = [
        "reference",
        "status",
        "start",
        "startDate",
        "startTime",
        "email",
        "company",
        "phone",
        "phone00",
        "consultant",
    ];
    let body = json!({"columns": columns, "personal": true, "timezone": "America/New_York"});
    let export = written(&world, &admin, &body).await;
    assert_eq!((&export["state"], &export["rows"]), (&json!("done"), &json!(3)));
    let answer = fetch(&world, &export).await;
    assert!(answer.header("content-disposition").starts_with("attachment; filename=\"bookings-2026-11-23.csv\""));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.text.ends_with("\r\n") && !answer.text.replace("\r\n", "").contains(['\r', '\n']));
    assert_eq!(export["bytes"], answer.text.len());
    let lines = lines(&world, &export, b',').await;
    assert_eq!(lines[0], columns);
    let expected = [
        references[0].as_str(),
        "confirmed",
        "2026-11-24T10:00:00Z",
        "2026-11-24",
        "05:00",
        "client0@clients.example",
        "'=1+1",
        "'+4930901820",
        "004930901820",
        "Anna Schmidt",
    ];
    assert_eq!(lines[1], expected);
    assert_eq!((lines[2][6].as_str(), lines[3][6].as_str()), ("Müller; \"Söhne\", KG", "'+49 Ltd"));
    assert_eq!(lines.len(), 4);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn file_suits_the_readers_spreadsheet() {
    let (world, _) = world().await;
    let admin = world.admin().await;
    let body = json!({"filters": {"consultantId": "anna"}, "columns": ["reference", "company"]});
    let request = world.request(Method::POST, EXPORTS).bearer_auth(&admin).header("accept-language", "de");
    let accepted = world.send(request.json(&body)).await;
    accepted.expect(202);
    world.settle().await;
    let export = world.get_as(accepted.header("location"), &admin).await.expect(200);
    assert_eq!(lines(&world, &export, b';').await[2][1], "Müller; \"Söhne\", KG");
    // By a search, which reads the bookings themselves.
    let found = written(&world, &admin, &json!({"filters": {"q": client(2)}, "columns": ["company"]})).await;
    assert_eq!(lines(&world, &found, b',').await, [["company"], ["'+49 Ltd"]]);
    let by_creation = written(&world, &admin, &json!({"filters": {"sort": "-createdAt"}})).await;
    assert_eq!(by_creation["rows"], 3);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn file_holds_what_the_account_sees() {
    let (world, references) = world().await;
    let desk = world.log_in("desk@magnetiq.example", &["manager"]).await;
    let viewer = world.log_in("viewer@magnetiq.example", &["viewer"]).await;
    let ben = world.log_in("ben@consultants.example", &["consultant"]).await;
    for token in [&desk, &viewer, &ben] {
        assert_eq!(start(&world, token, &json!({"personal": true})).await.problem(403), "forbidden");
        let faults = start(&world, token, &json!({"columns": ["email"]})).await.faults();
        assert_eq!(faults, [("/personal".to_owned(), "must_be_true".to_owned())]);
    }
    assert_eq!(start(&world, &viewer, &json!({"filters": {"q": "lovelace"}})).await.status, 403);
    let seen = written(&world, &viewer, &json!({})).await;
    let text = fetch(&world, &seen).await.text;
    assert!(!text.contains("Lovelace") && !text.contains("clients.example") && !text.contains("901820"), "{text}");
    let own = written(&world, &ben, &json!({"columns": ["reference"]})).await;
    assert_eq!(lines(&world, &own, b',').await, [["reference"], [references[2].as_str()]]);
    let others = written(&world, &ben, &json!({"filters": {"consultantId": "anna", "q": client(0)}})).await;
    assert_eq!(others["rows"], 0);
    // The setting, and the account's later loss of it.
    world.save_site(|site| site["access"]["managersMayExport"] = json!(true)).await;
    world.advance("PT1M").await;
    let with_contact = written(&world, &desk, &json!({"personal": true})).await;
    assert_eq!(with_contact["state"], "done");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn address_ends_after_a_minute() {
    let (world, _) = world().await;
    let admin = world.admin().await;
    let accepted = start(&world, &admin, &json!({})).await;
    let path = accepted.header("location").to_owned();
    let waiting = accepted.expect(202);
    assert!(waiting["url"].is_null(), "{waiting}");
    world.settle().await;
    let export = world.get_as(&path, &admin).await.expect(200);
    assert_eq!(fetch(&world, &export).await.status, 200);
    world.advance("PT61S").await;
    assert_eq!(fetch(&world, &export).await.status, 403);
    let desk = world.log_in("desk@magnetiq.example", &["manager"]).await;
    assert_eq!(world.get_as(&path, &desk).await.problem(404), "not_found", "another account's");
    let view_as = world.request(Method::GET, &path).bearer_auth(&admin).header("x-view-as", "anna");
    assert_eq!(world.send(view_as).await.status, 403);
    let again = world.get_as(&path, &admin).await.expect(200);
    assert_eq!(fetch(&world, &again).await.status, 200);
    world.advance("PT59M").await;
    let admin = world.admin().await;
    assert_eq!(world.get_as(&path, &admin).await.expect(200)["state"], "expired");
    let audit = world.get_as("/v1/admin/audit?kind=bookings.exported", &admin).await.expect(200);
    assert_eq!(audit["items"].as_array().unwrap().len(), 3, "asked for once, given out twice: {audit}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_file_is_begun_again() {
    let (world, _) = world().await;
    let admin = world.admin().await;
    let calls = AtomicUsize::new(0);
    world.local.faults().add(move |call| {
        // Three in a row are more than the client retries: of the part, and then of the end.
        let is_early = call.operation == "UploadPart" || call.operation == "CompleteMultipartUpload";
        let is_broken = call.service == Service::S3 && is_early && calls.fetch_add(1, Ordering::Relaxed) < 6;
        is_broken.then_some(InjectedFault::Unreached)
    });
    let body = json!({"personal": true});
    let request = || world.request(Method::POST, EXPORTS).bearer_auth(&admin).header("Idempotency-Key", "one");
    let accepted = world.send(request().json(&body)).await;
    let id = accepted.expect(202)["id"].clone();
    assert_eq!(world.send(request().json(&body)).await.expect(202)["id"], id, "the same");
    assert_eq!(world.send(request().json(&json!({}))).await.faults()[0].1, "key_reused");
    world.advance("PT15M").await;
    let export = world.get_as(accepted.header("location"), &admin).await.expect(200);
    assert_eq!((&export["state"], &export["rows"]), (&json!("done"), &json!(3)));
    assert_eq!(lines(&world, &export, b',').await.len(), 4);
    assert!(world.kept("lovelace").await.is_empty(), "the request is dropped");
    world.finish().await;
}
