//! Data past their retention are erased, and counts stay.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tests::{World, booking_body, ordinary, reference_of};

/// A client's words that occur nowhere else.
const PERSONAL: [&str; 9] = [
    "Zephyrine",
    "Quibblethorpe",
    "zephyrine.q@clients.example",
    "901820",
    "Snickerdoodle",
    "Gobbledygook",
    "Bumfuzzle",
    "Lollygag",
    "Taradiddle",
];

/// A booking with all of these words.
fn personal_body() -> Value {
    let mut body = booking_body("anna", "2026-11-24T11:00:00+01:00", 60, "zephyrine.q@clients.example");
    body["client"] = json!({
        "firstName": "Zephyrine", "lastName": "Quibblethorpe", "email": "zephyrine.q@clients.example",
        "phone": "+49 30 901820", "company": "Snickerdoodle Inc"
    });
    body["reminders"] = json!({"email": true, "sms": true});
    body["subject"] = json!("Gobbledygook");
    body["message"] = json!("Bumfuzzle");
    body["utm"] = json!({"campaign": "Lollygag"});
    body
}

fn found(table: &BTreeMap<String, Value>) -> Vec<&'static str> {
    let text: String = table.values().map(Value::to_string).collect();
    PERSONAL.into_iter().filter(|word| text.contains(word)).collect()
}

/// The numbers of mails, text messages and chat lines.
async fn messages(world: &World) -> [usize; 3] {
    [world.mails().await.len(), world.texts().await.len(), world.lines().await.len()]
}

#[tokio::test(flavor = "multi_thread")]
async fn retention_erases_clients_and_keeps_counts() {
    let world = World::with(&[ordinary("anna")]).await;
    let made = world.post("/v1/bookings", &personal_body()).await.expect(201);
    let reference = reference_of(&made);
    world.set_clock("2026-11-24T11:20:00Z").await;
    let link = world.email_to("anna@consultants.example", "attendance_check").await.link("outcome=completed");
    world.mark(&link, "completed").await.expect(200);
    let said = json!({"rating": 4, "comment": "Taradiddle"});
    world.rate(made["links"]["manage"].as_str().unwrap(), &said).await.expect(200);
    // Of a cancelled one, too.
    let mut off = personal_body();
    off["start"] = json!("2026-11-25T11:00:00+01:00");
    let off = world.post("/v1/bookings", &off).await.expect(201);
    let path = format!("/v1/bookings/{}/cancel", reference_of(&off));
    world.post_as(&path, off["manageToken"].as_str().unwrap(), &json!({"reason": "Gobbledygook"})).await.expect(200);
    world.advance("P2D").await;
    let (before, numbers) = (messages(&world).await, world.numbers_of("anna").await);
    assert_eq!(numbers, json!([4.0, 1, 1]));

    // 730 days are up on 23 and 24 November 2028, at 11:00.
    let world = world.restart_at("2028-11-22T12:00:00Z").await;
    assert_eq!(found(&world.table().await), PERSONAL, "it may still be kept");
    let world = world.restart_at("2028-11-26T12:00:00Z").await;
    let table = world.table().await;
    assert_eq!(found(&table), [""; 0]);
    assert_eq!(world.numbers_of("anna").await, numbers);
    let logged: Vec<&String> = table.keys().filter(|key| key.starts_with("ERASURES#2028-11 ")).collect();
    for reference in [&reference, &reference_of(&off)] {
        assert_eq!(logged.iter().filter(|key| key.ends_with(reference.as_str())).count(), 1, "{logged:?}");
    }
    assert_eq!(logged.len(), 2);
    let everything = world.everything_of(&reference).await;
    assert_eq!(everything["booking"]["status"], "completed");
    assert_eq!(everything["booking"]["feedback"]["rating"], 4);
    let last = everything["history"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["type"], &last["actor"]), (&json!("booking.erased"), &json!("system")));
    assert_eq!(messages(&world).await, before, "no message is sent because of it");
    // A link from before the erasure opens nothing any more.
    let path = format!("/v1/bookings/{reference}");
    assert_eq!(world.get_as(&path, made["manageToken"].as_str().unwrap()).await.problem(401), "unauthorized");
    let world = world.restart_at("2028-11-28T12:00:00Z").await;
    assert_eq!(world.table().await.len(), table.len(), "once is enough");
    world.finish().await;
}
