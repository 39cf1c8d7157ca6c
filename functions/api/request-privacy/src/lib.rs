//! `POST /v1/privacy/request`: mails a link to the page with all bookings of an address.
//!
//! Whether there are any is decided by the function that mails: the answer and the work are the same for every address.

use std::sync::Arc;

use domain::{contact::EmailAddress, fault::Faults, fields::Fields};
use http_api::{Answer, Origin, PRIVACY_LINKS, Problem, Settings, body, json};
use lambda_http::{Request, http::StatusCode};
use platform::FromEnv;
use serde_json::json;
use table::{ClientKeys, RateDecision, Table};
use worker::{LinkOrder, MailQueue};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    client_keys: ClientKeys,
    settings: Settings,
    origin: Origin,
    mails: MailQueue,
}

/// Has the link mailed; a few times a day for one address, whoever asks.
///
/// # Errors
/// 422 without an address; 429 after too many requests from the caller's network.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let body = body(&request)?;
    let mut faults = Faults::new();
    let email = Fields::root(&body).required("email", &mut faults, EmailAddress::parse);
    let email = faults.or(email)?;
    let network = deps.origin.client_network(&request).await?.unwrap_or_default();
    let limit = deps.settings.now(&deps.table).await?.limits.privacy_of_network();
    if limit.most > 0
        && let RateDecision::Wait { seconds } =
            deps.table.count_try(limit, &deps.client_keys.caller(&[&network]).await?).await?
    {
        return Err(Problem::too_many_requests(seconds));
    }
    let caller = deps.client_keys.caller(&[&email.normalised()]).await?;
    let is_over = deps.table.count_over(PRIVACY_LINKS, &caller).await?;
    if !is_over {
        // The queue has the keyed hash: no address waits in it, or in its dead letters.
        let client_key = deps.client_keys.of(&email).await?;
        deps.mails.link(&LinkOrder::Privacy { client_key }).await.map_err(Problem::busy)?;
    }
    json(StatusCode::ACCEPTED, &json!({}))
}
