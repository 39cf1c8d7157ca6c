//! What clients do about their data: the page of all bookings of an address, links, corrections, consents, erasure.

mod consents;
mod correct;
mod erasure;
mod links;
mod page;

use serde_json::{Value, json};
use tests::{Answer, World};

const ADA: &str = "ada@clients.example";
const ANNA: &str = "anna@consultants.example";

fn token(made: &Value) -> &str {
    made["manageToken"].as_str().unwrap()
}

/// Asks for the link to all bookings of an address, and returns its token.
async fn privacy_token(world: &World, email: &str) -> String {
    world.post("/v1/privacy/request", &json!({ "email": email })).await.expect(202);
    world.settle().await;
    world.email_to(email, "privacy_link").await.carried_by("/privacy#")["token"].clone()
}

async fn erase(world: &World, token: &str) -> Answer {
    world.post_as("/v1/privacy/erase", token, &json!({"confirm": true})).await
}

/// Templates of the mails to an address.
async fn templates(world: &World, address: &str) -> Vec<String> {
    world.mail_history(address).await.into_iter().map(|(template, _)| template).collect()
}
