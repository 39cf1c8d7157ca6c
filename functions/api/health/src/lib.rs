//! `GET /v1/health`: checks that the API answers and reaches its store.

use std::sync::Arc;

use http_api::{Answer, json};
use lambda_http::{Request, http::StatusCode};
use platform::{ConfigError, Env};
use table::Table;

#[derive(Debug)]
pub struct Deps {
    table: Table,
}

impl Deps {
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { table: Table::new(env)? })
    }
}

/// Reads an item that doesn't exist.
///
/// # Errors
/// 503 if the table can't be reached.
pub async fn handle(deps: Arc<Deps>, _request: Request) -> Answer {
    deps.table.ping().await?;
    json(StatusCode::OK, &serde_json::json!({ "status": "ok" }))
}
