//! `POST /v1/unsubscribe?reference=…&token=…`: stops follow-ups to a client. Mail programs post to it with one click
//! (RFC 8058), as does the page behind the link in the mail. A GET never gets here.
//!
//! The token is about the address, so it works when the booking's data are gone. The page with all bookings of an address
//! sends its own token as `Authorization: Bearer …`.

use std::sync::Arc;

use domain::ids::Reference;
use http_api::{Access, Answer, Problem, Query, json, open_address, token_of};
use lambda_http::{Request, http::StatusCode};
use links::{AddressPurpose, Tokens};
use serde_json::json;
use table::AddressNews;

/// Records the opt-out; the body is ignored.
///
/// # Errors
/// 401 without the token from the mail.
pub async fn handle(access: Arc<Access>, request: Request) -> Answer {
    let client_key = match token_of(&request) {
        Some(token) => open_address(&access.table, &access.tokens, &token).await?.client_key,
        None => {
            let query = Query::of(&request);
            let reference = query.text("reference").and_then(|text| Reference::parse(text).ok());
            reference.iter().for_each(|reference| platform::log_reference(reference.as_str()));
            named(&access, query.text("token").unwrap_or_default()).await?
        }
    };
    access.table.note_address_of(&client_key, AddressNews::Unsubscribed, access.clock.now()).await?;
    json(StatusCode::OK, &json!({}))
}

/// The address of a token in a mail.
async fn named(access: &Access, token: &str) -> Result<String, Problem> {
    let refused = || Problem::unauthorized_for_address(AddressPurpose::Unsubscribe);
    let client_key = Tokens::client_key_of(token).ok_or_else(refused)?;
    let is_valid = access.tokens.verify_for_address(token, client_key, AddressPurpose::Unsubscribe).await?;
    if is_valid { Ok(client_key.to_owned()) } else { Err(refused()) }
}
