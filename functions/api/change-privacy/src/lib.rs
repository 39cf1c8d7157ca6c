//! What a client changes about the data that are kept:
//!
//! - `POST /v1/privacy/withdraw`: withdraws consents, for one booking or all of an address;
//! - `POST /v1/privacy/link`: revokes every link that was given out to an address, and mails a new one;
//! - `POST /v1/bookings/{reference}/link`: the same for one booking, after a phone or a mailbox was lost.

mod links;
mod withdraw;

use std::sync::Arc;

use http_api::{Answer, BookingDeps, Problem, route};
use lambda_http::Request;
use platform::FromEnv;
use worker::MailQueue;

#[derive(Debug, FromEnv)]
pub struct Deps {
    pub(crate) booking: BookingDeps,
    pub(crate) mails: MailQueue,
}

/// Changes it; repeating it changes nothing more.
///
/// # Errors
/// 401 without a token, 422 for a faulty body, 429 after too many new links in a day.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    match route(&request).as_str() {
        "POST /v1/privacy/withdraw" => withdraw::withdraw(&deps, &request).await,
        "POST /v1/privacy/link" => links::renew_all(&deps, &request).await,
        "POST /v1/bookings/{reference}/link" => links::renew(&deps, &request).await,
        _ => Err(Problem::no_operation()),
    }
}
