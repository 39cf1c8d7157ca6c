//! `POST /v1/unsubscribe?reference=…&token=…`: stops follow-ups to a client. Mail programs post to it with one click
//! (RFC 8058), as does the page behind the link in the mail. A GET never gets here.

use std::sync::Arc;

use http_api::{Answer, Problem, Query, authorise_for, json};
use lambda_http::{Request, http::StatusCode};
use links::{Purpose, Tokens};
use platform::{Clock, FromEnv};
use serde_json::json;
use table::{AddressNews, Table};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    tokens: Tokens,
    clock: Clock,
}

/// Records the opt-out; the body is ignored.
///
/// # Errors
/// 401 without the token from the mail.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let query = Query::of(&request);
    let reference = query.text("reference").and_then(|text| domain::ids::Reference::parse(text).ok());
    let reference = reference.ok_or_else(|| Problem::unauthorized_for(Purpose::Unsubscribe))?;
    let (booking, now) = (deps.table.booking_now(&reference).await?, deps.clock.now());
    let booking =
        authorise_for(Purpose::Unsubscribe, &deps.tokens, &reference, booking, query.text("token"), now).await?;
    deps.table.note_address(&booking, AddressNews::Unsubscribed, now).await?;
    json(StatusCode::OK, &json!({}))
}
