//! The limit of an account's messages to clients, and very many bookings.

use serde_json::{Value, json};
use tests::{World, tireless};

use super::{BULK, book, cancellation, client, order, seen, world_with};

#[tokio::test(flavor = "multi_thread")]
async fn messages_of_an_account_are_limited() {
    let limits = [("STAFF_MAILS_PER_HOUR", "StaffMailsPerHour", 3), ("ADMIN_MAILS_PER_HOUR", "AdminMailsPerHour", 6)];
    let world =
        World::limited_to(&[tireless("anna", "Europe/Berlin"), tireless("ben", "Europe/Berlin")], &limits).await;
    let references = book(&world, 6).await;
    let desk = world.log_in("desk@magnetiq.example", &["manager"]).await;
    let refused = world.post_as(BULK, &desk, &cancellation(&references[..4], 0)).await;
    assert_eq!(refused.problem(429), "too_many_requests");
    assert!(refused.header("retry-after").parse::<u32>().unwrap() <= 3_600);
    world.post_as(BULK, &desk, &order("notes", &references, json!({"text": "x"}), 0)).await.expect(200);
    world.post_as(BULK, &desk, &cancellation(&references[..2], 0)).await.expect(200);
    assert_eq!(world.post_as(BULK, &desk, &cancellation(&references[2..4], 0)).await.status, 429, "two are sent");
    let admin = world.admin().await;
    let body = cancellation(&references[2..], 0);
    assert_eq!(world.post_as(BULK, &admin, &body).await.faults(), [("/mails".to_owned(), "required".to_owned())]);
    let mut agreed = body;
    agreed["mails"] = json!(4);
    assert_eq!(world.post_as(BULK, &admin, &agreed).await.expect(200)["ok"], 4);
    world.advance("PT1H").await;
    let admin = world.admin().await;
    world.post_as(BULK, &admin, &order("resend", &references[..1], json!({}), 0)).await.expect(200);
    world.finish().await;
}

/// C3: 412 bookings in one order, each cancelled once and told once; three are refused, and named.
#[tokio::test(flavor = "multi_thread")]
async fn many_bookings_are_cancelled_once() {
    let (world, references) = world_with(412).await;
    let admin = world.admin().await;
    world.post_as(BULK, &admin, &cancellation(&references[..3], 0)).await.expect(200);
    let mut body = cancellation(&references, 0);
    body["mails"] = json!(412);
    let accepted = world.post_as(BULK, &admin, &body).await;
    assert_eq!(accepted.expect(202)["mails"], 412);
    world.settle().await;
    let admin = world.admin().await;
    let done = seen(&world, &accepted, &admin).await;
    assert_eq!((&done["state"], &done["ok"]), (&json!("done"), &json!(409)), "{}", done["byCode"]);
    assert_eq!(done["byCode"], json!({"booking_not_live": 3}));
    let refused: Vec<&Value> = done["results"].as_array().unwrap().iter().filter(|it| it["ok"] == false).collect();
    assert_eq!(refused.len(), 3);
    let mut told: Vec<String> = Vec::new();
    for mail in world.mails().await.into_iter().filter(|mail| mail.template == "booking_cancellation") {
        told.extend(mail.to);
    }
    told.sort();
    let mut expected: Vec<String> = (0..412).map(client).collect();
    expected.sort();
    assert_eq!(told, expected);
    assert_eq!(order_with(1_001, &world, &admin).await, "too_long");
    world.finish().await;
}

/// The fault of an order for so many bookings.
async fn order_with(bookings: usize, world: &World, token: &str) -> String {
    let references = vec!["VLT-20261123-AAAAAA".to_owned(); bookings];
    world.post_as(BULK, token, &order("complete", &references, json!({}), 0)).await.faults()[0].1.clone()
}
