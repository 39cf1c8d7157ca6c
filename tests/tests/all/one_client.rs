//! One item per client: how many live bookings an address has, one meeting at a time, and requests that are repeated.

use futures::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, ordinary, reference_of};

const ADA: &str = "ada@clients.example";

fn at(day: u32, hour: u32) -> String {
    format!("2026-11-{day}T{hour:02}:00:00+01:00")
}

/// A request of another person with the same address.
fn by(name: &str, consultant: &str, start: &str) -> Value {
    let mut body = booking_body(consultant, start, 60, ADA);
    body["client"]["firstName"] = json!(name);
    body
}

/// The refusal tells nothing of the client's other bookings.
#[track_caller]
fn is_client_limit(answer: &Answer) {
    let problem = answer.expect(409);
    assert_eq!(problem["code"], "client_limit");
    assert!(problem.get("alternatives").is_none() && problem.get("reason").is_none(), "{problem}");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("hello@") && !detail.contains("VLT-"), "it names the support contact: {detail}");
}

async fn world(consultants: &[&str]) -> World {
    World::limited(&consultants.iter().map(|id| ordinary(id)).collect::<Vec<_>>()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn fourth_booking_waits_for_an_end() {
    let world = world(&["anna"]).await;
    let mut made = Vec::new();
    for day in 24..27 {
        made.push(world.book("anna", &at(day, 11), 60, ADA).await.expect(201));
    }
    is_client_limit(&world.book("anna", &at(27, 11), 60, "ADA@Clients.Example").await);
    world.book("anna", &at(27, 11), 60, "bob@clients.example").await.expect(201);
    // A cancellation makes room at once, a meeting at its end, with any outcome.
    world.cancel(&made[2]).await.expect(200);
    world.book("anna", &at(27, 14), 60, ADA).await.expect(201);
    world.set_clock("2026-11-24T10:30:00Z").await;
    let admin = world.admin().await;
    world.act(&reference_of(&made[0]), "complete", &admin, &Value::Null).await.expect(200);
    is_client_limit(&world.book("anna", &at(27, 15), 60, ADA).await);
    world.set_clock("2026-11-24T11:00:00Z").await;
    world.book("anna", &at(27, 15), 60, ADA).await.expect(201);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn person_meets_one_consultant_at_once() {
    let world = world(&["anna", "ben", "carla"]).await;
    let made = world.book("anna", &at(24, 11), 60, ADA).await.expect(201);
    is_client_limit(&world.book("ben", "2026-11-24T11:30:00+01:00", 60, ADA).await);
    is_client_limit(&world.post("/v1/bookings", &by("ADA ", "ben", &at(24, 11))).await);
    // An assistant's address: two people at once.
    world.post("/v1/bookings", &by("Grace", "ben", &at(24, 11))).await.expect(201);
    let next = world.book("carla", &at(24, 12), 60, ADA).await.expect(201);
    // Moving there is refused alike, and moving within one's own time isn't.
    is_client_limit(&world.move_to(&next, &json!({"start": "2026-11-24T10:30:00+01:00"})).await);
    world.move_to(&made, &json!({"start": "2026-11-24T10:30:00+01:00"})).await.expect(200);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_address_has_more_bookings() {
    let world = world(&["anna"]).await;
    world.save_site(|site| site["sharedAddresses"] = json!(["Ada@clients.example"])).await;
    for hour in [9, 10, 11, 12, 13] {
        world.book("anna", &at(24, hour), 60, ADA).await.expect(201);
    }
    let shown = world.get("/v1/site").await;
    assert!(!shown.text.contains("clients.example"), "nobody sees the addresses");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_request_gets_its_booking() {
    let world = world(&["anna"]).await;
    let made = world.book("anna", &at(24, 11), 60, ADA).await.expect(201);
    let mut again = booking_body("anna", &at(24, 11), 60, "Ada@clients.example");
    again["subject"] = Value::Null;
    let repeated = world.post("/v1/bookings", &again).await.expect(201);
    assert_eq!(repeated["booking"], made["booking"]);
    assert!(repeated["manageToken"].is_string());
    // Address and time alone reveal nothing, also to another network.
    again["subject"] = json!("Guess");
    is_client_limit(&world.post("/v1/bookings", &again).await);
    is_client_limit(&world.post_with_key("/v1/bookings", "another", &booking_body("anna", &at(24, 11), 60, ADA)).await);
    let secret = world.secret("OriginSecret", "key");
    let far = world.request(reqwest::Method::POST, "/v1/bookings").header("x-origin-secret", secret);
    let far = far.header("x-client-address", "203.0.113.9").json(&booking_body("anna", &at(24, 11), 60, ADA));
    is_client_limit(&world.send(far).await);
    world.advance("PT10M").await;
    is_client_limit(&world.book("anna", &at(24, 11), 60, ADA).await);
    // A cancelled booking isn't found: the request makes another.
    world.cancel(&made).await.expect(200);
    let other = world.book("anna", &at(24, 11), 60, ADA).await.expect(201);
    assert_ne!(reference_of(&other), reference_of(&made));
    world.settle().await;
    assert_eq!(world.mail_history(ADA).await.len(), 3, "two confirmations and a cancellation");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn double_clicks_make_one_booking() {
    let world = World::with(&[ordinary("anna"), ordinary("ben")]).await;
    for (round, consultant) in ["anna", "any", "anna", "any"].into_iter().enumerate() {
        let start = at(24, 9 + 2 * u32::try_from(round).unwrap());
        let clicks = join_all((0..8).map(|_| world.book(consultant, &start, 60, ADA))).await;
        let references: std::collections::BTreeSet<String> =
            clicks.iter().map(|click| reference_of(&click.expect(201))).collect();
        assert_eq!(references.len(), 1, "without limits too");
    }
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn racing_bookings_stay_within_the_limit() {
    let world = world(&["anna", "ben"]).await;
    let wishes = (0..16_u32).map(|number| {
        let (world, consultant) = (&world, if number % 2 == 0 { "anna" } else { "ben" });
        async move { world.book(consultant, &at(24, 9 + number / 2), 60, ADA).await }
    });
    let answers = join_all(wishes).await;
    let sold = answers.iter().filter(|answer| answer.status == 201).count();
    assert!((1..=3).contains(&sold), "{sold}");
    for answer in answers.iter().filter(|answer| answer.status != 201) {
        assert!(matches!(answer.status.as_u16(), 409 | 503), "{}", answer.text);
    }
    let world_of = &world;
    let more = (9..17).map(|hour| async move { world_of.book("anna", &at(25, hour), 60, ADA).await });
    let more = join_all(more).await;
    let sold = sold + more.iter().filter(|answer| answer.status == 201).count();
    assert!(sold <= 3, "{sold}");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erased_booking_leaves_its_client() {
    let world = world(&["anna"]).await;
    let made = world.book("anna", &at(24, 11), 60, ADA).await.expect(201);
    world.book("anna", &at(25, 11), 60, ADA).await.expect(201);
    world.set_clock("2026-11-24T11:00:00Z").await;
    let erase = json!({"confirm": true});
    world.post_as("/v1/privacy/erase", made["manageToken"].as_str().unwrap(), &erase).await.expect(200);
    assert_eq!(world.kept(&reference_of(&made)).await.iter().filter(|item| item.contains("CLIENT#")).count(), 0);
    world.finish().await;
}
