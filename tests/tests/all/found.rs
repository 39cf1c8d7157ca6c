//! How bookings are found: their visits, words, and the accounts that changed them.

use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

const ADA: &str = "ada@clients.example";

async fn booking_item(world: &World, made: &Value) -> Value {
    world.item(&format!("BOOKING#{}", reference_of(made)), "BOOKING").await
}

#[tokio::test]
async fn visits_of_an_address_are_counted() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut visits = Vec::new();
    for (day, email) in [(24, ADA), (25, "ADA@clients.example"), (26, ADA), (27, ADA), (27, "bob@clients.example")] {
        let hour = if email.starts_with("bob") { 15 } else { 11 };
        let made = world.book("anna", &format!("2026-11-{day}T{hour}:00:00+01:00"), 60, email).await.expect(201);
        visits.push(booking_item(&world, &made).await["card"]["facts"]["visit"].clone());
    }
    assert_eq!(visits, [1, 2, 3, 3, 1]);
    world.settle().await;
    let events = world.get("/_local/events").await.expect(200);
    let confirmed = events.as_array().unwrap().iter().map(|event| &event["detail"]["change"]);
    assert_eq!(confirmed.map(|change| change["visit"].clone()).collect::<Vec<_>>(), visits);
    world.finish().await;
}

#[tokio::test]
async fn another_visit_is_the_same_request() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    let mut references = Vec::new();
    for seconds in [48, 61] {
        body["visit"] = json!({"device": "mobile", "secondsToBook": seconds, "steps": ["landing", "form_start"]});
        let made = world.post_with_key("/v1/bookings", "k", &body).await.expect(201);
        references.push(reference_of(&made));
    }
    assert_eq!(references[0], references[1]);
    let item = world.item(&format!("BOOKING#{}", references[0]), "BOOKING").await;
    let facts = &item["card"]["facts"];
    assert_eq!((&facts["device"], &facts["secondsToBook"]), (&json!("phone"), &json!(48)));
    world.finish().await;
}

#[tokio::test]
async fn keys_hold_no_names() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, ADA);
    body["client"]["company"] = json!("Analytical Engines Ltd.");
    let made = world.post("/v1/bookings", &body).await.expect(201);
    let words = booking_item(&world, &made).await["words"].as_array().unwrap().clone();
    assert_eq!(words.len(), 4);
    let table = world.table().await;
    let keys: Vec<&String> = table.keys().filter(|key| key.starts_with("SEARCH#")).collect();
    assert_eq!(keys.len(), 4);
    for key in keys {
        for name in ["ada", "lovelace", "analytical", "engines", "love"] {
            assert!(!key.to_lowercase().contains(name), "{key}");
        }
    }
    // Lovelace and Lovell begin alike, and so do their keys.
    body["client"]["lastName"] = json!("Lovell");
    body["start"] = json!("2026-11-25T11:00:00+01:00");
    let other = world.post("/v1/bookings", &body).await.expect(201);
    let others = booking_item(&world, &other).await["words"].as_array().unwrap().clone();
    let beginning = |word: &Value| word.as_str().unwrap()[..5].to_owned();
    assert_eq!(beginning(&words[0]), beginning(&others[0]));
    assert_ne!(words[0], others[0]);
    world.finish().await;
}

#[tokio::test]
async fn change_names_its_account() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.book("anna", "2026-11-24T11:00:00+01:00", 60, ADA).await.expect(201);
    world.set_clock("2026-11-24T10:30:00Z").await;
    let admin = world.admin().await;
    world.act(&reference_of(&made), "complete", &admin, &json!({})).await.expect(200);
    let event = world.item(&format!("BOOKING#{}", reference_of(&made)), "EVENT#000002").await;
    assert!(!event["actorId"].as_str().unwrap().is_empty());
    assert_eq!(booking_item(&world, &made).await["card"]["facts"]["markedBy"], "admin");
    world.settle().await;
    let events = world.get("/_local/events").await.text;
    assert!(!events.contains(event["actorId"].as_str().unwrap()), "the bus doesn't say which");
    world.finish().await;
}
