//! `GET /v1/openapi.json`: the contract of this API.

use std::sync::Arc;

use http_api::{Answer, Problem, json_cached};
use lambda_http::Request;
use platform::{ConfigError, Env};
use serde_json::Value;

/// The contract as published. Tests hold it against the routes of `template.yaml` and against real answers.
pub const DOCUMENT: &str = include_str!("../openapi.json");

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    document: Option<Value>,
}

impl Deps {
    /// Reads the document.
    ///
    /// # Errors
    /// None; the signature is every function's.
    pub fn new(_env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { document: serde_json::from_str(DOCUMENT).ok() })
    }
}

/// Shows the contract.
///
/// # Errors
/// None, as long as the document is JSON, which a test sees to.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let document = deps.document.as_ref().ok_or_else(|| Problem::bug("openapi.json is not JSON"))?;
    json_cached(&request, "public, max-age=60", document)
}
