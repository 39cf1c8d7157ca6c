//! Solves proof-of-work challenges as ALTCHA's widget does.

use altcha::{Challenge, Payload, SolveChallengeOptions, solve_challenge};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

/// Returns the solution of a challenge, as a booking sends it.
pub fn solve(challenge: &Value) -> String {
    let challenge: Challenge = serde_json::from_value(challenge.clone()).unwrap();
    let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().expect("a solution in time");
    STANDARD.encode(serde_json::to_vec(&Payload { challenge, solution }).unwrap())
}
