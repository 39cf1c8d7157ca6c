//! What people do meanwhile.

use std::time::Instant;

use reqwest::Method;
use serde_json::Value;

use super::{CONSULTANTS, Honest, robots::from};
use crate::{World, booking_body, reference_of, solve};

/// Honest clients, one after the other, each with a network, an address and a time of their own.
pub(super) async fn clients(world: &World, count: u32) -> Vec<Honest> {
    let mut clients = Vec::new();
    for number in 0..count {
        clients.push(client(world, number).await);
    }
    clients
}

async fn client(world: &World, number: u32) -> Honest {
    let (day, hour) = (1 + number / 8 % 20, 9 + number % 8);
    let consultant = CONSULTANTS[number as usize % CONSULTANTS.len()];
    let email = format!("honest{number}@clients.example");
    let body = booking_body(consultant, &format!("2026-12-{day:02}T{hour:02}:00:00+01:00"), 30, &email);
    let network = format!("203.0.113.{number}");
    let began = Instant::now();
    let body = proved(world, body, &network).await;
    let proof = began.elapsed();
    let began = Instant::now();
    let answer = world.send(from(world, &network, Method::POST, "/v1/bookings").json(&body)).await;
    let took = began.elapsed();
    let reference = (answer.status == 201).then(|| reference_of(&answer.json()));
    let created_at = (answer.status == 201).then(|| answer.json()["booking"]["createdAt"].as_str().unwrap().to_owned());
    Honest { email, status: answer.status.as_u16(), reference, created_at, took, proof }
}

/// The body with a proof of work from `GET /v1/challenge`, as the page of a cautious company sends it.
pub(super) async fn proved(world: &World, mut body: Value, network: &str) -> Value {
    let challenge =
        world.send(from(world, network, Method::GET, "/v1/challenge")).await.expect(200)["challenge"].clone();
    // A processor's second: not on the thread that serves everybody.
    let solution = tokio::task::spawn_blocking(move || solve(&challenge)).await.unwrap();
    body["challenge"] = solution.into();
    body
}
