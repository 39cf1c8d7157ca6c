//! Proof of work, time on the form and block lists: people book as ever, programs don't.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{Answer, World, booking_body, ordinary, solve};

/// A booking of the number-th half hour from Tuesday on, by a client of one's own.
fn body(number: u32) -> Value {
    let start = format!("2026-11-{}T{:02}:{:02}:00+01:00", 24 + number / 18, 9 + number % 18 / 2, number % 2 * 30);
    booking_body("anna", &start, 30, &format!("client{number}@clients.example"))
}

/// The same with a solution.
fn proved(number: u32, challenge: &Value) -> Value {
    let mut body = body(number);
    body["challenge"] = json!(solve(challenge));
    body
}

async fn book_from(world: &World, network: &str, body: &Value) -> Answer {
    let request = world.request(Method::POST, "/v1/bookings");
    let request = request.header("x-origin-secret", world.secret("OriginSecret", "key"));
    world.send(request.header("x-client-address", network).json(body)).await
}

/// A system whose settings protect it so, with challenges that are quick to solve.
async fn world_with(protection: Value) -> World {
    let world = World::with(&[ordinary("anna")]).await;
    protect(&world, protection).await;
    world
}

async fn protect(world: &World, mut protection: Value) {
    protection["challengeEffort"] = json!(100);
    world.save_site(|site| site["protection"] = protection).await;
}

/// The challenge of a refusal.
#[track_caller]
fn asked(answer: &Answer) -> Value {
    assert_eq!(answer.problem(428), "challenge_required");
    answer.json()["challenge"].clone()
}

#[tokio::test]
async fn solution_counts_once() {
    let world = world_with(json!({"challenge": "always"})).await;
    assert_eq!(world.get("/v1/site").await.expect(200)["challenge"], true);
    let challenge = asked(&world.post("/v1/bookings", &body(0)).await);
    let solved = proved(0, &challenge);
    let made = world.post("/v1/bookings", &solved).await.expect(201);
    // A repetition gets its answer; another booking needs another proof.
    let mut replay = body(1);
    replay["challenge"] = solved["challenge"].clone();
    let next = asked(&world.post("/v1/bookings", &replay).await);
    world.post("/v1/bookings", &proved(1, &next)).await.expect(201);
    let fetched = world.get("/v1/challenge").await.expect(200)["challenge"].clone();
    world.post("/v1/bookings", &proved(2, &fetched)).await.expect(201);
    assert!(made["booking"].get("challenge").is_none());
    world.finish().await;
}

#[tokio::test]
async fn repeated_request_needs_no_second_proof() {
    let world = world_with(json!({"challenge": "always"})).await;
    let challenge = asked(&world.post_with_key("/v1/bookings", "key-1", &body(0)).await);
    let solved = proved(0, &challenge);
    let made = world.post_with_key("/v1/bookings", "key-1", &solved).await.expect(201);
    for repetition in [&solved, &body(0)] {
        assert_eq!(world.post_with_key("/v1/bookings", "key-1", repetition).await.expect(201), made);
    }
    world.finish().await;
}

#[tokio::test]
async fn refused_booking_gives_the_proof_back() {
    let world = world_with(json!({"challenge": "always"})).await;
    let first = asked(&world.post("/v1/bookings", &body(0)).await);
    world.post("/v1/bookings", &proved(0, &first)).await.expect(201);
    let challenge = asked(&world.post("/v1/bookings", &body(1)).await);
    let mut taken = proved(1, &challenge);
    let start = taken["start"].clone();
    taken["start"] = body(0)["start"].clone();
    assert_eq!(world.post("/v1/bookings", &taken).await.problem(409), "slot_taken");
    taken["start"] = start;
    world.post("/v1/bookings", &taken).await.expect(201);
    // The same solution at once is used once.
    let challenge = asked(&world.post("/v1/bookings", &body(2)).await);
    let racers: Vec<Value> = (2..10)
        .map(|number| {
            let mut racer = body(number);
            racer["challenge"] = json!(solve(&challenge));
            racer
        })
        .collect();
    let answers = futures::future::join_all(racers.iter().map(|racer| world.post("/v1/bookings", racer))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    world.finish().await;
}

#[tokio::test]
async fn forged_and_ended_proofs_are_refused() {
    let world = world_with(json!({"challenge": "always"})).await;
    let challenge = asked(&world.post("/v1/bookings", &body(0)).await);
    let solved = proved(0, &challenge);
    let payload: Value =
        serde_json::from_slice(&STANDARD.decode(solved["challenge"].as_str().unwrap()).unwrap()).unwrap();
    let forged = |pointer: &str, value: Value| {
        let mut payload = payload.clone();
        *payload.pointer_mut(pointer).unwrap() = value;
        STANDARD.encode(payload.to_string())
    };
    for forgery in [
        "?".to_owned(),
        STANDARD.encode("{}"),
        forged("/challenge/parameters/cost", json!(1)),
        forged("/challenge/parameters/nonce", json!("00".repeat(16))),
        forged("/challenge/parameters/keyPrefix", json!("")),
        forged("/challenge/parameters/data/until", json!(4_000_000_000_i64)),
        forged("/challenge/parameters/data/key", json!("current")),
        forged("/challenge/signature", json!("00".repeat(32))),
        forged("/solution/counter", json!(4_000_000_000_u32)),
        forged("/solution/derivedKey", json!("00".repeat(32))),
        forged("/solution/derivedKey", json!("no hex")),
    ] {
        let mut body = body(0);
        body["challenge"] = json!(forgery);
        asked(&world.post("/v1/bookings", &body).await);
    }
    world.advance("PT61M").await;
    asked(&world.post("/v1/bookings", &solved).await);
    world.finish().await;
}

#[tokio::test]
async fn pressure_asks_for_proofs() {
    let world = world_with(json!({"challenge": "under_pressure"})).await;
    world.save_site(|site| site["limits"] = json!({"pressurePerNetwork": 2})).await;
    assert_eq!(world.get("/v1/site").await.expect(200)["challenge"], false);
    for number in 0..2 {
        book_from(&world, "203.0.113.1", &body(number)).await.expect(201);
    }
    let challenge = asked(&book_from(&world, "203.0.113.1", &body(2)).await);
    book_from(&world, "203.0.113.1", &proved(2, &challenge)).await.expect(201);
    book_from(&world, "203.0.113.2", &body(3)).await.expect(201);
    // Everybody with one consultant, and everybody.
    world.save_site(|site| site["limits"] = json!({"pressurePerConsultant": 1})).await;
    book_from(&world, "203.0.113.3", &body(4)).await.expect(201);
    asked(&book_from(&world, "203.0.113.4", &body(5)).await);
    let mut any = body(5);
    any["consultantId"] = json!("any");
    book_from(&world, "203.0.113.4", &any).await.expect(201);
    world.save_site(|site| site["limits"] = json!({"pressureInAll": 1})).await;
    book_from(&world, "203.0.113.5", &body(6)).await.expect(201);
    asked(&book_from(&world, "203.0.113.6", &body(7)).await);
    // The next hour is another one.
    world.advance("PT1H").await;
    book_from(&world, "203.0.113.6", &body(7)).await.expect(201);
    protect(&world, json!({"challenge": "never"})).await;
    for number in 8..11 {
        book_from(&world, "203.0.113.6", &body(number)).await.expect(201);
    }
    world.finish().await;
}

#[tokio::test]
async fn hidden_field_stays_empty() {
    let world = World::with(&[ordinary("anna")]).await;
    let mut filled = body(0);
    filled["fax"] = json!("+49 30 901820");
    let refused = world.post("/v1/bookings", &filled).await;
    assert_eq!(refused.faults(), [("/fax".to_owned(), "must_be_empty".to_owned())]);
    filled["fax"] = json!("");
    world.post("/v1/bookings", &filled).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn forms_are_open_for_a_while() {
    let world = world_with(json!({"challenge": "never", "minimumFillSeconds": 5})).await;
    assert_eq!(world.get("/v1/site").await.expect(200)["formStart"], true);
    let start = world.get("/v1/challenge").await.expect(200)["formStart"].clone();
    let mut sent = body(0);
    sent["formStart"] = start;
    let early = world.post("/v1/bookings", &sent).await;
    assert_eq!(early.problem(429), "too_many_requests");
    let wait: u32 = early.header("retry-after").parse().unwrap();
    assert!((1..=5).contains(&wait), "{wait}");
    world.advance("PT5S").await;
    world.post("/v1/bookings", &sent).await.expect(201);
    // A form without a start proves its work instead, and so does one of another day.
    let challenge = asked(&world.post("/v1/bookings", &body(1)).await);
    world.post("/v1/bookings", &proved(1, &challenge)).await.expect(201);
    world.advance("PT24H").await;
    let mut old = body(40);
    for start in [sent["formStart"].clone(), json!("k1.1795420800.AAAA"), json!("?")] {
        old["formStart"] = start;
        asked(&world.post("/v1/bookings", &old).await);
    }
    world.finish().await;
}

#[tokio::test]
async fn blocked_networks_and_domains_book_nothing() {
    let lists = json!({
        "challenge": "never",
        "blockedNetworks": ["203.0.113.0/25", "2001:db8::/32"],
        "blockedEmailDomains": ["mailinator.example"]
    });
    let world = world_with(lists).await;
    for network in ["203.0.113.7", "2001:db8:1:2::3"] {
        let refused = book_from(&world, network, &body(0)).await;
        assert_eq!(refused.problem(403), "forbidden");
        assert!(refused.json()["detail"].as_str().unwrap().contains("this network"), "{}", refused.text);
    }
    book_from(&world, "203.0.113.200", &body(0)).await.expect(201);
    let mut throwaway = body(1);
    throwaway["client"]["email"] = json!("ada@a.Mailinator.example");
    let refused = world.post("/v1/bookings", &throwaway).await;
    assert_eq!(refused.faults(), [("/client/email".to_owned(), "not_offered".to_owned())]);
    world.finish().await;
}

#[tokio::test]
async fn lists_are_checked_when_saved() {
    let world = World::with(&[ordinary("anna")]).await;
    let admin = world.admin().await;
    let lists = json!({
        "challenge": "sometimes", "challengeEffort": 1, "minimumFillSeconds": 100,
        "blockedNetworks": ["0.0.0.0/0"], "blockedEmailDomains": ["nothing"]
    });
    let put = world.request(Method::PUT, "/v1/admin/settings/protection").bearer_auth(&admin);
    let refused = world.send(put.header("If-Match", "\"1\"").json(&lists)).await;
    let places: Vec<String> = refused.faults().into_iter().map(|(pointer, _)| pointer).collect();
    assert_eq!(
        places,
        ["/challenge", "/challengeEffort", "/minimumFillSeconds", "/blockedNetworks/0", "/blockedEmailDomains/0"]
    );
    world.finish().await;
}
