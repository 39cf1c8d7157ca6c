//! `POST /v1/unsubscribe?reference=…&token=…`: stops follow-ups to a client. Mail programs post to it with one click
//! (RFC 8058), as does the page behind the link in the mail. A GET never gets here.

use std::sync::Arc;

use http_api::{Access, Answer, Problem, Query, json};
use lambda_http::{Request, http::StatusCode};
use links::Purpose;
use serde_json::json;
use table::AddressNews;

/// Records the opt-out; the body is ignored.
///
/// # Errors
/// 401 without the token from the mail.
pub async fn handle(access: Arc<Access>, request: Request) -> Answer {
    let query = Query::of(&request);
    let reference = query.text("reference").and_then(|text| domain::ids::Reference::parse(text).ok());
    let reference = reference.ok_or_else(|| Problem::unauthorized_for(Purpose::Unsubscribe))?;
    let booking = access.open(Purpose::Unsubscribe, &reference, query.text("token")).await?;
    access.table.note_address(&booking, AddressNews::Unsubscribed, access.clock.now()).await?;
    json(StatusCode::OK, &json!({}))
}
