//! Limits of a client's requests: look-ups and moves.

use serde_json::{Value, json};
use tests::{Answer, World, data_of, ordinary, reference_of};

const ADA: &str = "ada@clients.example";
const START: &str = "2026-11-24T11:00:00+01:00";

/// Looks a booking up from a network, as the distribution reports it.
async fn look_up(world: &World, network: u8, reference: &str, email: &str) -> Answer {
    let secrets = std::fs::read_to_string(data_of(&world.folder).join("secrets.json")).unwrap();
    let secrets: Value = serde_json::from_str(&secrets).unwrap();
    let origin: Value = serde_json::from_str(secrets["OriginSecret"].as_str().unwrap()).unwrap();
    let request = world.request(reqwest::Method::POST, "/v1/bookings/lookup");
    let request = request.header("x-origin-secret", origin["key"].as_str().unwrap());
    let request = request.header("x-client-address", format!("203.0.113.{network}"));
    world.send(request.json(&json!({"reference": reference, "email": email}))).await
}

#[tokio::test]
async fn references_have_six_characters() {
    let world = World::limited(&[ordinary("anna")], 0).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    assert_eq!(reference_of(&made).len(), "VLT-20261123-XXXXXX".len());
    world.finish().await;
}

#[tokio::test]
async fn guesses_end_with_their_network() {
    let world = World::limited(&[ordinary("anna")], 0).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let reference = reference_of(&made);
    for number in 0..10 {
        // However the address is written.
        let email = if number % 2 == 0 { ADA } else { "ADA@Clients.Example" };
        assert_eq!(look_up(&world, 1, "VLT-20261123-AAAAAA", email).await.problem(404), "not_found");
    }
    let limited = look_up(&world, 1, &reference, ADA).await;
    assert_eq!(limited.problem(429), "too_many_requests");
    let seconds: u32 = limited.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&seconds), "{seconds}");
    // Another address isn't held back, and the client isn't locked out.
    look_up(&world, 1, "VLT-20261123-AAAAAA", "carl@clients.example").await.expect(404);
    for _ in 0..12 {
        look_up(&world, 2, &reference, ADA).await.expect(200);
    }
    world.advance("PT1H").await;
    look_up(&world, 1, &reference, ADA).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn many_guesses_send_the_link_instead() {
    let world = World::limited(&[ordinary("anna")], 0).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let reference = reference_of(&made);
    world.settle().await;
    let mails = world.mails().await.len();
    for number in 0..30 {
        look_up(&world, number / 8, "VLT-20261123-AAAAAA", ADA).await.expect(404);
    }
    look_up(&world, 9, "VLT-20261123-AAAAAA", ADA).await.expect(404);
    // A right guess gets nothing; its owner gets the link.
    for _ in 0..4 {
        let found = look_up(&world, 10, &reference, ADA).await.expect(202);
        assert_eq!(found, json!({"reference": reference}));
        world.settle().await;
    }
    let sent = world.mails().await.split_off(mails);
    assert_eq!(sent.len(), 3, "three mails a day");
    assert!(sent.iter().all(|mail| mail.to == [ADA]));
    let token = world.email(&sent[0]).await.carried_by("/manage")["token"].clone();
    world.get_as(&format!("/v1/bookings/{reference}"), &token).await.expect(200);
    world.advance("PT16H").await;
    look_up(&world, 10, &reference, ADA).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn refused_network_uses_up_nothing_else() {
    let world = World::limited(&[ordinary("anna")], 3).await;
    let made = world.book("anna", START, 60, ADA).await.expect(201);
    let reference = reference_of(&made);
    for network in 0..12 {
        for _ in 0..3 {
            look_up(&world, network, "VLT-20261123-AAAAAA", &format!("guess{network}@clients.example"))
                .await
                .expect(404);
        }
        for _ in 0..4 {
            assert_eq!(look_up(&world, network, &reference, ADA).await.problem(429), "too_many_requests");
        }
    }
    look_up(&world, 99, &reference, ADA).await.expect(200);
    world.finish().await;
}

/// Moves a booking to and fro.
async fn move_on(world: &World, made: &Value, number: u32) -> Answer {
    let hour = if number.is_multiple_of(2) { 14 } else { 15 };
    world.move_to(made, &json!({"start": format!("2026-11-30T{hour}:00:00+01:00")})).await
}

#[tokio::test]
async fn moves_per_day_are_limited() {
    let world = World::limited(&[ordinary("anna")], 0).await;
    let made = world.book("anna", "2026-11-30T11:00:00+01:00", 60, ADA).await.expect(201);
    for number in 0..6 {
        move_on(&world, &made, number).await.expect(200);
    }
    let refused = move_on(&world, &made, 6).await;
    assert_eq!(refused.problem(429), "too_many_requests");
    let seconds: u32 = refused.header("retry-after").parse().unwrap();
    assert!((57_000..=57_600).contains(&seconds), "until midnight UTC, from eight o'clock: {seconds}");
    // To where it is already: no move.
    move_on(&world, &made, 5).await.expect(200);
    world.set_clock("2026-11-24T00:00:01Z").await;
    move_on(&world, &made, 6).await.expect(200);
    world.finish().await;
}

#[tokio::test]
async fn moves_in_life_are_limited() {
    let world = World::limited(&[ordinary("anna")], 0).await;
    let made = world.book("anna", "2026-11-30T11:00:00+01:00", 60, ADA).await.expect(201);
    for day in 0..5 {
        for number in 0..6 {
            move_on(&world, &made, number).await.expect(200);
        }
        world.set_clock(&format!("2026-11-{}T08:00:00Z", 24 + day)).await;
    }
    assert_eq!(move_on(&world, &made, 0).await.problem(409), "change_limit_reached");
    // Nor are times shown that it could move to.
    let path = format!("/v1/bookings/{}/availability", reference_of(&made));
    let shown = world.get_as(&path, made["manageToken"].as_str().unwrap()).await;
    assert_eq!(shown.problem(409), "change_limit_reached");
    world.cancel(&made).await.expect(200);
    world.finish().await;
}
