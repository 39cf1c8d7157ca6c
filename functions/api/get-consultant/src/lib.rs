//! `GET /v1/consultants/{id}`: one consultant in full.

use std::sync::Arc;

use http_api::{Answer, ConsultantView, Problem, json_cached, path_consultant};
use lambda_http::Request;
use platform::{ConfigError, Env};
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

/// Shows one consultant.
///
/// # Errors
/// 404 if there is no such consultant.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let id = path_consultant(&request)?;
    let card = deps.table.card(&id).await?;
    let card = card.ok_or_else(|| Problem::not_found("There is no such consultant."))?;
    json_cached(&request, "public, max-age=60", &ConsultantView::from(&card))
}
