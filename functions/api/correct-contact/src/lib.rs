//! A client's own corrections, authorised by the booking's manage token:
//!
//! - `POST /v1/bookings/{reference}/contact`: phone, company, position, language;
//! - `POST /v1/bookings/{reference}/email`: another address. It takes effect when the code that was mailed there is used.

mod details;
mod email;

use std::sync::Arc;

use domain::{
    booking::{Booking, OwnDetails},
    search::words_of,
    time::Instant,
};
use http_api::{Answer, BookingDeps, CORRECTIONS, Command, Problem, path_reference, route};
use lambda_http::Request;
use platform::{FromEnv, Random};
use table::{ClientCheck, Limit, RateDecision};
use worker::MailQueue;

#[derive(Debug, FromEnv)]
pub struct Deps {
    pub(crate) booking: BookingDeps,
    pub(crate) mails: MailQueue,
    pub(crate) random: Random,
}

/// Corrects the booking; repeating it changes nothing more.
///
/// # Errors
/// 401 without its token, 410 once the link has expired, 422 for faulty data or a wrong code, 429 after too many
/// corrections in a day.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let reference = path_reference(&request)?;
    match route(&request).as_str() {
        "POST /v1/bookings/{reference}/contact" => details::correct(&deps, &request, &reference).await,
        "POST /v1/bookings/{reference}/email" => email::change(&deps, &request, &reference).await,
        _ => Err(Problem::no_operation()),
    }
}

impl Deps {
    /// Counts a correction in advance.
    ///
    /// # Errors
    /// 429 beyond the limit of a day.
    pub(crate) async fn count(&self, booking: &Booking) -> Result<(), Problem> {
        self.count_one(CORRECTIONS, booking.reference.as_str()).await
    }

    /// Counts something of one kind.
    ///
    /// # Errors
    /// 429 beyond its limit.
    pub(crate) async fn count_one(&self, limit: Limit, of: &str) -> Result<(), Problem> {
        let caller = self.booking.client_keys.caller(&[of]).await?;
        match self.booking.table.count_try(limit, &caller).await? {
            RateDecision::Allowed => Ok(()),
            RateDecision::Wait { seconds } => Err(Problem::too_many_requests(seconds)),
        }
    }

    /// Corrects the booking as it was read. Returns `None` if another request changed it in the meantime.
    pub(crate) async fn correct(
        &self,
        (wanted, command): (&OwnDetails, &Command),
        booking: Booking,
        now: Instant,
    ) -> Result<Option<Booking>, Problem> {
        let deps = &self.booking;
        if wanted.is_of(&booking) {
            return deps.keep(booking, command).await;
        }
        let (keys, client) = (&deps.client_keys, &wanted.contact.client);
        let (key, name) = (keys.of(&client.email).await?, keys.name(client).await?);
        let words = keys.of_words(&words_of(client)).await?;
        let changed = booking.correct_own(wanted, (Some(key), words), &command.request_id, now);
        let client = ClientCheck { is_exclusive: false, name: Some(&name) };
        deps.record_of(client, &booking, changed, command.idempotency.as_ref()).await
    }
}
