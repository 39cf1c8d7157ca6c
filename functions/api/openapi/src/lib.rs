//! `GET /v1/openapi.json`: this API's contract.

use std::sync::Arc;

use http_api::{Answer, Problem, json_cached};
use lambda_http::Request;
use platform::{ConfigError, Env, FromEnv};
use serde_json::Value;

/// The published contract. Tests compare it with the routes of `template.yaml` and with real answers.
pub const DOCUMENT: &str = include_str!("../openapi.json");

#[derive(Debug)]
pub struct Deps {
    document: Option<Value>,
}

impl FromEnv for Deps {
    /// Reads the document.
    fn from_env(_env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { document: serde_json::from_str(DOCUMENT).ok() })
    }
}

/// Returns the contract.
///
/// # Errors
/// Never: a test checks that the document is JSON.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let document = deps.document.as_ref().ok_or_else(|| Problem::bug("openapi.json is not JSON"))?;
    json_cached(&request, "public, max-age=60", document)
}
