//! The contract, the template and the served routes agree; and the published schemas would detect a difference.

use std::collections::BTreeSet;

use reqwest::Method;
use sam::{DEPLOYED, System};
use serde_json::{Value, json};
use tests::{Answer, World, contract, ordinary};

/// `GET /v1/health` and so on: the contract's operations that `wanted` accepts.
fn operations_that(wanted: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let document: Value = serde_json::from_str(contract::OPENAPI).unwrap();
    let mut found = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let operations = item.as_object().unwrap().iter().filter(|(_, operation)| wanted(operation));
        found.extend(operations.map(|(method, _)| format!("{} {path}", method.to_uppercase())));
    }
    found
}

fn operations() -> BTreeSet<String> {
    operations_that(|_| true)
}

#[test]
fn template_routes_match_the_contract() {
    let system = System::parse(DEPLOYED, &[]).unwrap();
    let routes: BTreeSet<String> =
        system.routes.iter().map(|route| route.key()).filter(|key| key != "$default").collect();
    assert_eq!(routes, operations());
    assert!(system.routes.iter().any(|route| route.on.is_none()), "an unknown route is answered with a problem");
}

#[test]
fn template_guards_match_the_contract() {
    let system = System::parse(DEPLOYED, &[]).unwrap();
    let guarded: BTreeSet<String> =
        system.routes.iter().filter(|route| route.guard.is_some()).map(|route| route.key()).collect();
    let of_console = operations_that(|operation| operation["security"] == json!([{ contract::CONSOLE: [] }]));
    assert_eq!(guarded, of_console);
    let under_admin: BTreeSet<String> = operations().into_iter().filter(|it| it.contains(" /v1/admin/")).collect();
    assert_eq!(guarded, under_admin);
}

#[test]
fn history_schema_allows_every_event() {
    let document: Value = serde_json::from_str(contract::OPENAPI).unwrap();
    let types = document["components"]["schemas"]["HistoryEntry"]["properties"]["type"]["enum"].as_array().unwrap();
    let types: BTreeSet<String> = types.iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    let schemas = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../events/schema")).unwrap();
    let names = schemas.map(|entry| entry.unwrap().file_name().into_string().unwrap().replace(".json", ""));
    let mut events: BTreeSet<String> = names.filter(|name| name.starts_with("booking.")).collect();
    // One of a later release.
    events.insert("unknown".to_owned());
    assert_eq!(types, events);
}

#[test]
fn console_shows_every_member_of_a_booking() {
    let document: Value = serde_json::from_str(contract::OPENAPI).unwrap();
    let members = |name: &str| document["components"]["schemas"][name]["properties"].as_object().unwrap().clone();
    let (shown, public) = (members("AdminBooking"), members("Booking"));
    // Without contact data the client is another object.
    for (name, schema) in public.iter().filter(|(name, _)| *name != "client") {
        assert_eq!(shown.get(name), Some(schema), "{name}");
    }
}

#[tokio::test]
async fn gateway_refuses_missing_login() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, "ada@clients.example").await.expect(201);
    let path = format!("/v1/admin/bookings/{}", made["booking"]["reference"].as_str().unwrap());
    let manage = made["manageToken"].as_str().unwrap();
    for answer in [world.get(&path).await, world.get_as(&path, manage).await] {
        assert_eq!(answer.expect(401), json!({"message": "Unauthorized"}));
        assert!(answer.header("www-authenticate").starts_with("Bearer"));
    }
    let refused = world.get(&path).await;
    let faults = |answer: &Answer| contract::faults(&Method::GET, &path, answer).len();
    assert_eq!(faults(&refused), 0);
    let with = |text: &str| Answer { status: refused.status, headers: refused.headers.clone(), text: text.to_owned() };
    assert_eq!(faults(&with(r#"{"message":"Unauthorized","code":"unauthorized"}"#)), 1);
    // Elsewhere the functions check tokens themselves, and answer with a problem.
    assert!(!contract::faults(&Method::GET, &path.replace("/admin", ""), &refused).is_empty());
    world.finish().await;
}

#[tokio::test]
async fn only_contract_operations_are_served() {
    let world = World::with(&[ordinary("anna")]).await;
    let nothing = world.get("/v1/nothing").await;
    for operation in operations() {
        let (method, path) = operation.split_once(' ').unwrap();
        let path = path.replace("{id}", "anna").replace("{reference}", "VLT-20261123-AAAA");
        for tried in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let answer = world.send(world.request(tried.parse().unwrap(), &path).json(&json!({}))).await;
            let is_served = operations().iter().any(|other| {
                other.starts_with(&format!("{tried} ")) && contract::fits(other.split_once(' ').unwrap().1, &path)
            });
            assert_eq!(answer.text == nothing.text, !is_served, "{tried} {path}: {}", answer.text);
            assert!(is_served || tried != method);
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn served_contract_is_the_published_one() {
    let world = World::with(&[ordinary("anna")]).await;
    let served = world.get("/v1/openapi.json").await.expect(200);
    assert_eq!(served, serde_json::from_str::<Value>(contract::OPENAPI).unwrap());
    world.finish().await;
}

#[tokio::test]
async fn contract_violation_is_detected() {
    let world = World::with(&[ordinary("anna")]).await;
    let path = "/v1/consultants/anna";
    let good = world.get(path).await;
    let faults = |answer: &Answer| contract::faults(&Method::GET, path, answer).len();
    assert_eq!(faults(&good), 0);
    let with_text = |text: String| Answer { status: good.status, headers: good.headers.clone(), text };
    let without = |name: &str| {
        let mut body = good.json();
        body.as_object_mut().unwrap().remove(name);
        with_text(body.to_string())
    };
    assert_eq!(faults(&without("firstName")), 1);
    assert_eq!(faults(&with_text(good.text.replacen('{', "{\"email\":\"anna@consultants.example\",", 1))), 1);
    assert_eq!(faults(&with_text(good.text.replace("Europe/Berlin", ""))), 1);
    let mut headers = good.headers.clone();
    headers.remove("etag");
    assert_eq!(faults(&Answer { status: good.status, headers: headers.clone(), text: good.text.clone() }), 1);
    headers.remove("x-request-id");
    assert!(faults(&Answer { status: good.status, headers, text: good.text.clone() }) >= 2);
    assert_eq!(
        faults(&Answer {
            status: reqwest::StatusCode::CREATED,
            headers: good.headers.clone(),
            text: good.text.clone()
        }),
        1
    );
    world.finish().await;
}
