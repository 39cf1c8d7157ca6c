//! A demo begins with a past.

use local::{Options, StartTime, past};
use serde_json::{Value, json};
use tests::{ApiClient, MONDAY, start_at};

const DAYS: u32 = 14;

async fn bookings(local: &local::Local) -> Vec<Value> {
    let client = ApiClient::new(local.url());
    let login = json!({"email": "desk@magnetiq.example", "groups": ["manager"]});
    let token = client.post("/_local/login", &login).await.expect(200)["token"].as_str().unwrap().to_owned();
    let path = "/v1/admin/bookings?from=2026-11-01&to=2026-12-31&limit=100";
    client.get_as(path, &token).await.expect(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn new_demo_has_a_past() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options::new(folder.path().join("data"), start_at(MONDAY));
    let local = past::start(options(), DAYS).await.unwrap();
    let StartTime::At(monday) = start_at(MONDAY) else { panic!("a fixed start") };
    let late = local.clock().now() - monday;
    assert!((0..300).contains(&late.num_seconds()), "{late}");
    let made = bookings(&local).await;
    assert!(made.len() >= 15, "{}", made.len());
    for status in ["confirmed", "completed", "no_show", "cancelled"] {
        assert!(made.iter().any(|booking| booking["status"] == status), "{status}");
    }
    let is_past = |booking: &&Value| booking["start"].as_str().unwrap() < MONDAY;
    assert!(made.iter().any(|booking| is_past(&booking)) && !made.iter().all(|booking| is_past(&booking)));
    local.stop().await;
    // It is had once.
    let local = past::start(options(), DAYS).await.unwrap();
    assert_eq!(bookings(&local).await.len(), made.len());
    local.stop().await;
}
