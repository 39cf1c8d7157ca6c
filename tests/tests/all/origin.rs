//! Limits by address, behind a distribution that passes the client's address.

use local::{Local, Options, Seed};
use reqwest::Method;
use sam::DEPLOYED;
use serde_json::{Value, json};
use tests::{ApiClient, MONDAY, data_of, ordinary, seed_file, start_at};

/// Look-ups that one address may make here.
const MOST: &str = "3";

async fn look_up(client: &ApiClient, headers: &[(&str, &str)]) -> u16 {
    let body = json!({"reference": "VLT-20261124-AAAA", "email": "ada@clients.example"});
    let request = client.request(Method::POST, "/v1/bookings/lookup").json(&body);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    client.send(request).await.status.as_u16()
}

#[tokio::test]
async fn only_distribution_sets_client_address() {
    let template =
        DEPLOYED.replace("LOOKUPS_PER_ADDRESS: !Ref LookupsPerAddress", &format!("LOOKUPS_PER_ADDRESS: {MOST}"));
    let folder = tempfile::tempdir().unwrap();
    let mut options = Options::new(data_of(&folder), start_at(MONDAY));
    options.seed = Seed::File(seed_file(&folder, &[ordinary("anna")]));
    let local = Local::start_changed(options, &template).await.unwrap();
    let client = ApiClient::new(local.url());
    let secrets = std::fs::read_to_string(data_of(&folder).join("secrets.json")).unwrap();
    let secrets: Value = serde_json::from_str(&secrets).unwrap();
    let origin: Value = serde_json::from_str(secrets["OriginSecret"].as_str().unwrap()).unwrap();
    let secret = origin["key"].as_str().unwrap();

    let of = |address| [("x-origin-secret", secret), ("x-client-address", address)];
    for _ in 0..3 {
        assert_eq!(look_up(&client, &of("203.0.113.7")).await, 404);
    }
    assert_eq!(look_up(&client, &of("203.0.113.7")).await, 429);
    assert_eq!(look_up(&client, &of("203.0.113.8")).await, 404, "another client is not held back by it");
    // Without proof of the distribution, the address that the gateway saw counts, and no header does.
    for number in 0..3 {
        let said = format!("198.51.100.{number}");
        assert_eq!(look_up(&client, &[("x-origin-secret", "guessed"), ("x-client-address", &said)]).await, 404);
    }
    assert_eq!(look_up(&client, &[("x-client-address", "198.51.100.9")]).await, 429);
    local.stop().await;
}
