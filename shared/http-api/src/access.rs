//! Access to a booking: by a token of the booking or, at the console, by a login.

use domain::{booking::Booking, ids::Reference, time::Instant};
use lambda_http::{Request, http::header};
use links::{Purpose, Tokens};
use platform::{Clock, FromEnv};
use table::Table;

use crate::Problem;

/// Opens bookings by the tokens in links.
#[derive(Debug, FromEnv)]
pub struct Access {
    pub table: Table,
    pub tokens: Tokens,
    pub clock: Clock,
}

impl Access {
    /// Returns the current booking if a token for this purpose opens it.
    ///
    /// # Errors
    /// As [`authorise_for`].
    pub async fn open(&self, purpose: Purpose, reference: &Reference, token: Option<&str>) -> Result<Booking, Problem> {
        let booking = self.table.booking_now(reference).await?;
        authorise_for(purpose, &self.tokens, reference, booking, token, self.clock.now()).await
    }
}

/// Returns the token of `Authorization: Bearer …`, if there is one.
pub fn token_of(request: &Request) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// Returns the booking if the manage token opens it. An unknown reference and a missing, bad or foreign token get the
/// same answer after the same work.
///
/// # Errors
/// 401, always for an erased booking; 410 once the booking as stored ended more than 30 days ago.
pub async fn authorise(
    tokens: &Tokens,
    reference: &Reference,
    booking: Option<Booking>,
    token: Option<&str>,
    now: Instant,
) -> Result<Booking, Problem> {
    authorise_for(Purpose::Manage, tokens, reference, booking, token, now).await
}

/// As [`authorise`], with a token for another purpose.
pub async fn authorise_for(
    purpose: Purpose,
    tokens: &Tokens,
    reference: &Reference,
    booking: Option<Booking>,
    token: Option<&str>,
    now: Instant,
) -> Result<Booking, Problem> {
    platform::log_reference(reference.as_str());
    let opens = tokens.verify(token.unwrap_or_default(), reference, purpose, booking.as_ref()).await?;
    // An unsubscribe link never expires: it may be old, and it opens nothing.
    let expires = purpose != Purpose::Unsubscribe;
    let is_long_ago = |booking: &Booking| booking.link_expires_at() < now;
    match booking {
        // Its links were revoked and no new ones are issued; a token that still matches opens nothing.
        Some(booking) if booking.erased_at.is_some() => Err(Problem::unauthorized_for(purpose)),
        Some(booking) if opens && expires && is_long_ago(&booking) => Err(Problem::token_expired()),
        Some(booking) if opens => Ok(booking),
        _ => Err(Problem::unauthorized_for(purpose)),
    }
}
