//! The console changes the company's settings: sections, versions, stale changes, and rights.

use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, ordinary};

const SETTINGS: &str = "/v1/admin/settings";

/// A change based on a version.
async fn change(world: &World, token: &str, (method, path): (Method, &str), version: &str, body: &Value) -> Answer {
    let request = world.request(method, &format!("{SETTINGS}{path}")).bearer_auth(token).json(body);
    let request = if version.is_empty() { request } else { request.header("If-Match", version) };
    world.send(request).await
}

async fn put(world: &World, token: &str, section: &str, version: &str, body: &Value) -> Answer {
    change(world, token, (Method::PUT, &format!("/{section}")), version, body).await
}

async fn read(world: &World, token: &str) -> (Value, String) {
    let answer = world.get_as(SETTINGS, token).await;
    let version = answer.header("etag").to_owned();
    (answer.expect(200), version)
}

#[tokio::test]
async fn changed_section_holds_at_once() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let (settings, version) = read(&world, &admin).await;
    assert_eq!((&settings["phone"], version.as_str()), (&json!("optional"), "\"1\""));
    let answer = put(&world, &admin, "phone", &version, &json!({"phone": "required"})).await;
    assert_eq!(answer.header("etag"), "\"2\"");
    assert_eq!(answer.expect(200)["phone"], "required");
    assert_eq!(world.get("/v1/site").await.expect(200)["phone"], "required");
    let color = json!({"color": "#102030"});
    let answer = put(&world, &admin, "branding", "\"2\"", &color).await.expect(200);
    assert_eq!((&answer["branding"], &answer["phone"]), (&color, &json!("required")), "others stay");
    // The same again changes nothing.
    assert_eq!(put(&world, &admin, "branding", "\"3\"", &color).await.header("etag"), "\"3\"");
    world.finish().await;
}

#[tokio::test]
async fn stale_changes_are_refused() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let required = json!({"phone": "required"});
    for version in ["", "*"] {
        assert_eq!(put(&world, &admin, "phone", version, &required).await.problem(428), "if_match_required");
    }
    put(&world, &admin, "phone", "\"1\"", &required).await.expect(200);
    let stale = put(&world, &admin, "support", "\"1\"", &json!({"email": "help@example.com"})).await.expect(412);
    assert_eq!(stale["code"], "changed_meanwhile");
    assert_eq!((&stale["current"]["etag"], &stale["current"]["fields"]), (&json!("\"2\""), &json!(["/phone"])));
    assert!(stale["current"]["changedBy"].is_string() && stale["current"]["changedAt"].is_string(), "{stale}");
    // Of two at once, one wins.
    let (red, blue) = (json!({"color": "#ff0000"}), json!({"color": "#0000ff"}));
    let (one, other) =
        tokio::join!(put(&world, &admin, "branding", "\"2\"", &red), put(&world, &admin, "branding", "\"2\"", &blue));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    world.finish().await;
}

#[tokio::test]
async fn every_fault_is_answered_at_once() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let broken = json!({"color": "blue", "logo": "javascript:alert(1)"});
    let faults = put(&world, &admin, "branding", "\"1\"", &broken).await.faults();
    let expected = [("/color", "invalid_format"), ("/logo", "invalid_format")];
    assert_eq!(faults, expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
    let all = json!({"phone": "never", "retention": {"days": 0}});
    let faults = change(&world, &admin, (Method::PUT, ""), "\"1\"", &all).await.faults();
    let expected = [("/phone", "unknown_value"), ("/retention/days", "out_of_range")];
    assert_eq!(faults, expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
    let same_version = json!({"version": "2026-11-01", "terms": {"text": {"en": "Anything."}},
                              "privacy": {"text": {"en": "Anything."}}});
    assert_eq!(put(&world, &admin, "consents", "\"1\"", &same_version).await.faults()[0].0, "/version");
    assert_eq!(put(&world, &admin, "moods", "\"1\"", &json!({})).await.problem(404), "not_found");
    assert_eq!(put(&world, &admin, "phone", "\"1\"", &json!({})).await.faults()[0].0, "/phone");
    assert_eq!(read(&world, &admin).await.1, "\"1\"", "nothing was saved");
    world.finish().await;
}

#[tokio::test]
async fn hostile_settings_are_answered_below_500() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let deep = (0..100).fold(json!({}), |inner, _| json!({ "en": inner }));
    for body in [
        json!({"title": deep, "text": {"en": "\u{0}"}}),
        json!({"title": {"en": "x".repeat(60_000)}, "text": {"en": "<script>"}}),
        json!({"title": [], "text": 7}),
        json!({"__proto__": {}, "title": null}),
        json!({"title": {"en": "\u{202e}"}, "text": {"": ""}}),
    ] {
        assert_eq!(put(&world, &admin, "hero", "\"1\"", &body).await.status, 422, "{body}");
    }
    for version in ["\"-1\"", "\"99999999999999999999\"", "abc", "\"1\", \"2\"x"] {
        let status = put(&world, &admin, "phone", version, &json!({"phone": "required"})).await.status.as_u16();
        assert!([200, 412].contains(&status), "{version}: {status}");
    }
    for path in ["/versions/0", "/versions/abc", "/versions/99999999999999999999"] {
        assert_eq!(world.get_as(&format!("{SETTINGS}{path}"), &admin).await.status, 404, "{path}");
    }
    assert_eq!(world.get_as(&format!("{SETTINGS}/versions?cursor=x"), &admin).await.status, 422);
    world.finish().await;
}

#[tokio::test]
async fn earlier_version_can_be_restored() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    put(&world, &admin, "phone", "\"1\"", &json!({"phone": "required"})).await.expect(200);
    put(&world, &admin, "recording", "\"2\"", &json!({"recording": "never"})).await.expect(200);
    let listed = world.get_as(&format!("{SETTINGS}/versions"), &admin).await.expect(200);
    let items = listed["items"].as_array().unwrap();
    let numbers: Vec<&Value> = items.iter().map(|item| &item["version"]).collect();
    assert_eq!(numbers, [3, 2, 1]);
    assert_eq!(items[0]["sections"], json!(["recording"]));
    assert_eq!(items[2]["changedBy"], "demo");
    let first = world.get_as(&format!("{SETTINGS}/versions/1"), &admin).await.expect(200);
    assert_eq!(first["settings"]["phone"], "optional");
    let restored = change(&world, &admin, (Method::POST, "/restore"), "\"3\"", &json!({"version": 1})).await;
    assert_eq!(restored.header("etag"), "\"4\"");
    assert_eq!(restored.expect(200)["phone"], "optional");
    assert_eq!(world.get("/v1/site").await.expect(200)["phone"], "optional");
    let missing = change(&world, &admin, (Method::POST, "/restore"), "\"4\"", &json!({"version": 9})).await;
    assert_eq!(missing.problem(404), "not_found");
    let invalid = change(&world, &admin, (Method::POST, "/restore"), "\"4\"", &json!({"version": "1"})).await;
    assert_eq!(invalid.faults()[0].0, "/version");
    world.finish().await;
}

#[tokio::test]
async fn roles_decide_who_changes_settings() {
    let world = World::with(&[ordinary("anna")]).await;
    for (group, reads) in [("manager", true), ("viewer", true), ("consultant", false)] {
        let token = world.log_in(&format!("{group}@magnetiq.example"), &[group]).await;
        assert_eq!(world.get_as(SETTINGS, &token).await.status == 200, reads, "{group}");
        let answer = put(&world, &token, "phone", "\"1\"", &json!({"phone": "required"})).await;
        assert_eq!(answer.problem(403), "forbidden", "{group}");
    }
    assert_eq!(world.get(SETTINGS).await.status, 401);
    world.finish().await;
}

#[tokio::test]
async fn change_leaves_a_record() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    put(&world, &admin, "phone", "\"1\"", &json!({"phone": "required"})).await.expect(200);
    let records = world.items_of("AUDIT#").await;
    let record = records.iter().find(|record| record["entry"]["subject"] == "settings:phone").unwrap();
    assert_eq!(record["entry"]["kind"], "settings.changed");
    let after: Value = serde_json::from_str(record["after"].as_str().unwrap()).unwrap();
    assert_eq!(after, json!({"phone": "required"}));
    world.finish().await;
}

#[tokio::test]
async fn shared_addresses_stay_with_administrators() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let (ada, ben) = ("ada@clients.example", "ben@clients.example");
    let shared = |address: &str| json!({ "sharedAddresses": [address] });
    put(&world, &admin, "sharedAddresses", "\"1\"", &shared(ada)).await.expect(200);
    let changed = put(&world, &admin, "sharedAddresses", "\"2\"", &shared(ben)).await.expect(200);
    assert_eq!(changed["sharedAddresses"], json!([ben]));
    let manager = world.log_in("desk@magnetiq.example", &["manager"]).await;
    for (path, settings) in [("", "/phone"), ("/versions/2", "/settings/phone")] {
        let shown = world.get_as(&format!("{SETTINGS}{path}"), &manager).await.expect(200);
        assert_eq!(shown.pointer(settings), Some(&json!("optional")));
        assert!(!shown.to_string().contains("sharedAddresses"), "{path}: {shown}");
        let whole = world.get_as(&format!("{SETTINGS}{path}"), &admin).await.expect(200);
        assert!(whole.to_string().contains("@clients.example"), "{path}");
    }
    let records = world.items_of("AUDIT#").await;
    assert_eq!(records.len(), 2);
    assert!(records.iter().all(|record| !record.to_string().contains("@clients")), "{records:?}");
    assert!(records.iter().any(|record| record["after"] == r#"{"sharedAddresses":{"added":1}}"#), "{records:?}");
    world.finish().await;
}
