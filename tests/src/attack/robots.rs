//! What scripts do.

use std::{collections::BTreeMap, time::Instant};

use futures::{StreamExt, stream};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{AT_ONCE, CONSULTANTS, Row, Sizes};
use crate::{World, booking_body};

/// A request from a network, as the distribution reports it.
pub(super) fn from(world: &World, network: &str, method: Method, path: &str) -> RequestBuilder {
    let request = world.request(method, path).header("x-origin-secret", world.secret("OriginSecret", "key"));
    request.header("x-client-address", network)
}

/// The row of the scripted bookings.
pub(super) const BOOKINGS: &str = "bookings, an address each";

/// Every attack, one after the other, so that a row's times are its own.
pub(super) async fn all(world: &World, sizes: Sizes) -> Vec<Row> {
    let Sizes { bookings, networks, victims, moves, lookups, others, queries, racers, .. } = sizes;
    let mut rows = vec![
        row("racers for one time", racers, |number| racer(world, number)).await,
        row(BOOKINGS, bookings, |number| scripted(world, number, networks)).await,
    ];
    rows.extend(harassment(world, victims, moves).await);
    rows.push(row("look-ups", lookups, |number| look_up(world, number)).await);
    rows.push(row("steps of the funnel", others, |number| funnel(world, number)).await);
    rows.push(row("ratings without a link", others, |number| rating(world, number)).await);
    rows.push(row("requests for others' data", others, |number| data(world, number)).await);
    rows.push(row("queries of 62 days", queries, |_| query(world)).await);
    rows
}

async fn row(name: &'static str, count: u32, request: impl Fn(u32) -> RequestBuilder) -> Row {
    row_of(name, AT_ONCE, (0..count).map(request)).await
}

async fn row_of(name: &'static str, at_once: usize, requests: impl Iterator<Item = RequestBuilder>) -> Row {
    let send = |request: RequestBuilder| async move {
        let began = Instant::now();
        let status = request.send().await.map_or(0, |answer| answer.status().as_u16());
        (status, began.elapsed())
    };
    let answers: Vec<_> = stream::iter(requests.map(send)).buffer_unordered(at_once).collect().await;
    let mut row = Row { name, statuses: BTreeMap::new(), slowest: Default::default() };
    for (status, took) in answers {
        *row.statuses.entry(status).or_default() += 1;
        row.slowest = row.slowest.max(took);
    }
    row
}

/// The number-th half hour from Tuesday on, with one consultant after the other. Honest clients book in December.
fn start(number: u32) -> String {
    let half = number / CONSULTANTS.len() as u32;
    format!("2026-11-{}T{:02}:{:02}:00+01:00", 24 + half / 48 % 6, half % 48 / 2, half % 2 * 30)
}

fn body(number: u32, email: &str) -> Value {
    booking_body(CONSULTANTS[number as usize % CONSULTANTS.len()], &start(number), 30, email)
}

fn scripted(world: &World, number: u32, networks: u32) -> RequestBuilder {
    let network = format!("198.51.100.{}", number % networks);
    from(world, &network, Method::POST, "/v1/bookings").json(&body(number, &format!("robot{number}@robots.example")))
}

/// Everybody wants the same time.
fn racer(world: &World, number: u32) -> RequestBuilder {
    let network = format!("203.0.{}.{}", number / 250, number % 250);
    let body = booking_body("dora", "2026-11-30T10:00:00+01:00", 30, &format!("racer{number}@robots.example"));
    from(world, &network, Method::POST, "/v1/bookings").json(&body)
}

/// Books with strangers' addresses and numbers, and moves the bookings to and fro.
async fn harassment(world: &World, victims: u32, moves: u32) -> Vec<Row> {
    let mut made = Vec::new();
    for victim in 0..victims {
        let mut body =
            booking_body("cora", &format!("2026-12-24T{:02}:00:00+01:00", victim % 24), 30, &address(victim));
        body["client"]["phone"] = json!(format!("+49 30 9018{victim:02}"));
        body["reminders"] = json!({"email": true, "sms": true});
        let network = format!("192.0.2.{victim}");
        let answer = world
            .send(
                from(world, &network, Method::POST, "/v1/bookings")
                    .json(&super::honest::proved(world, body, &network).await),
            )
            .await;
        made.push(answer.expect(201));
    }
    // One booking after the other: who moves one booking at once only meets their own requests.
    let requests = (0..moves).flat_map(|number| made.iter().map(move |made| (number, made))).map(|(number, made)| {
        let path = format!("/v1/bookings/{}/reschedule", made["booking"]["reference"].as_str().unwrap());
        let start = format!("2026-12-25T{:02}:00:00+01:00", 1 + number % 22);
        let request = world.request(Method::POST, &path).bearer_auth(made["manageToken"].as_str().unwrap());
        request.json(&json!({"start": start, "consultantId": "any"}))
    });
    vec![row_of("moves of strangers' bookings", made.len().clamp(1, AT_ONCE), requests).await]
}

/// The e-mail address of a victim.
pub(super) fn address(victim: u32) -> String {
    format!("victim{victim}@strangers.example")
}

fn look_up(world: &World, number: u32) -> RequestBuilder {
    let body = json!({"reference": format!("VLT-20261123-AAAA{number:02}").chars().take(19).collect::<String>(), "email": address(0)});
    from(world, &format!("198.51.100.{}", number % 20), Method::POST, "/v1/bookings/lookup").json(&body)
}

fn funnel(world: &World, number: u32) -> RequestBuilder {
    let body = json!({"session": format!("robot-{number}"), "step": "landing"});
    from(world, "198.51.100.1", Method::POST, "/v1/funnel").json(&body)
}

fn rating(world: &World, number: u32) -> RequestBuilder {
    let path = format!("/v1/bookings/VLT-20261123-AAAA{}/feedback", letters(number));
    from(world, "198.51.100.1", Method::POST, &path).bearer_auth("k1.AAAA").json(&json!({"rating": 1}))
}

fn data(world: &World, number: u32) -> RequestBuilder {
    let token = format!("k1.AAAA.VLT-20261123-AAAA{}", letters(number));
    from(world, "198.51.100.1", Method::GET, "/v1/privacy/export").bearer_auth(token)
}

/// Two letters of a reference's alphabet.
fn letters(number: u32) -> String {
    const ALPHABET: [char; 4] = ['A', 'B', 'C', 'D'];
    [number / 4, number].map(|digit| ALPHABET[digit as usize % 4]).iter().collect()
}

fn query(world: &World) -> RequestBuilder {
    world.request(
        Method::GET,
        "/v1/availability?consultantId=any&from=2026-11-23&to=2027-01-22&duration=30&timezone=UTC",
    )
}
