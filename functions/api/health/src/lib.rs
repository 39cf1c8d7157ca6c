//! `GET /v1/health`: checks that the API answers and reaches its store.

use std::sync::Arc;

use domain::zone::data_version;
use http_api::{Answer, json};
use lambda_http::{Request, http::StatusCode};
use table::Table;

/// Reads an item that doesn't exist, and the settings. The answer has the version of the time zones' data, and says whether
/// the company has named its policies: without them the system takes no bookings.
///
/// # Errors
/// 503 if the table can't be reached.
pub async fn handle(table: Arc<Table>, _request: Request) -> Answer {
    table.ping().await?;
    let status = if table.settings().await?.is_configured() { "ok" } else { "not_configured" };
    json(StatusCode::OK, &serde_json::json!({ "status": status, "zoneData": data_version() }))
}
