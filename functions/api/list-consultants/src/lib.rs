//! `GET /v1/consultants`: who can be booked.

use std::sync::Arc;

use http_api::{Answer, ConsultantView, json_cached};
use lambda_http::Request;
use platform::{ConfigError, Env};
use serde_json::json;
use table::Table;

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    table: Table,
}

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { table: Table::new(env)? })
    }
}

/// Lists every consultant.
///
/// # Errors
/// If the table can't be read.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let cards = deps.table.directory().await?;
    let consultants: Vec<ConsultantView<'_>> = cards.iter().map(ConsultantView::from).collect();
    json_cached(&request, "public, max-age=60", &json!({ "consultants": consultants }))
}
