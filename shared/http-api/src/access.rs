//! Access to a booking: by a token of the booking or, at the console, by a login.

use domain::{booking::Booking, ids::Reference, time::Instant};
use lambda_http::{Request, http::header};
use links::{AddressPurpose, Purpose, Tokens};
use platform::{Clock, FromEnv};
use table::{AddressState, Table};

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

    /// Returns the current booking if a token opens its invite: the link that calendars have, or the client's own.
    ///
    /// # Errors
    /// As [`authorise_for`].
    pub async fn open_invite(&self, reference: &Reference, token: Option<&str>) -> Result<Booking, Problem> {
        let (booking, given) = (self.table.booking_now(reference).await?, token.unwrap_or_default());
        let is_invite = self.tokens.verify(given, reference, Purpose::Invite, booking.as_ref()).await?;
        let purpose = if is_invite { Purpose::Invite } else { Purpose::Manage };
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
    let booking = authorise_data(purpose, tokens, reference, booking, token).await?;
    if booking.link_expires_at() < now { Err(Problem::token_expired()) } else { Ok(booking) }
}

/// As [`authorise_for`], also when the link has expired: what is kept of a client is theirs to see and to have erased until
/// it is gone.
async fn authorise_data(
    purpose: Purpose,
    tokens: &Tokens,
    reference: &Reference,
    booking: Option<Booking>,
    token: Option<&str>,
) -> Result<Booking, Problem> {
    platform::log_reference(reference.as_str());
    let opens = tokens.verify(token.unwrap_or_default(), reference, purpose, booking.as_ref()).await?;
    // The client's links were revoked and no new ones are issued; a token that still matches opens nothing. The outcome of a
    // meeting is a number, and stays the consultant's to record.
    let is_gone = |booking: &Booking| booking.erased_at.is_some() && purpose != Purpose::Attendance;
    booking.filter(|booking| opens && !is_gone(booking)).ok_or_else(|| Problem::unauthorized_for(purpose))
}

/// What a request's token opens for a client's rights over their data.
#[derive(Debug)]
pub enum OpenedData {
    /// The booking of a manage token, however old it is.
    Booking(Box<Booking>),
    /// All bookings of an address.
    Address(OpenedAddress),
}

/// The address of a mailed link.
#[derive(Debug)]
pub struct OpenedAddress {
    pub client_key: String,
    pub state: AddressState,
}

impl OpenedAddress {
    /// Returns its bookings with their client's data, latest start first: of very many, the latest.
    pub async fn bookings(&self, table: &Table) -> Result<Vec<Booking>, Problem> {
        let mut bookings = table.bookings_of(&self.client_key, MAX_BOOKINGS).await?;
        // The index may be a moment behind.
        bookings.retain(|booking| booking.client_key.as_ref() == Some(&self.client_key) && booking.erased_at.is_none());
        Ok(bookings)
    }
}

/// The bookings of an address in one answer: far more than a person has, and a few megabytes at most.
pub const MAX_BOOKINGS: i32 = 100;

/// Opens what the request's token names.
///
/// # Errors
/// 401 without a valid token.
pub async fn open_data(table: &Table, tokens: &Tokens, request: &Request) -> Result<OpenedData, Problem> {
    let token = token_of(request).ok_or_else(Problem::unauthorized)?;
    if let Some(reference) = Tokens::named(&token) {
        let booking = table.booking_now(&reference).await?;
        let booking = authorise_data(Purpose::Manage, tokens, &reference, booking, Some(&token)).await?;
        return Ok(OpenedData::Booking(Box::new(booking)));
    }
    open_address(table, tokens, &token).await.map(OpenedData::Address)
}

/// Opens the address that a token from a mailed link names.
///
/// # Errors
/// 401 unless the token is of the newest link.
pub async fn open_address(table: &Table, tokens: &Tokens, token: &str) -> Result<OpenedAddress, Problem> {
    let refused = || Problem::unauthorized_for_address(AddressPurpose::Privacy { epoch: 0 });
    let client_key = Tokens::client_key_of(token).ok_or_else(Problem::unauthorized)?.to_owned();
    let state = table.address_state_of(&client_key).await?;
    let purpose = AddressPurpose::Privacy { epoch: state.link_epoch };
    if tokens.verify_for_address(token, &client_key, purpose).await? {
        Ok(OpenedAddress { client_key, state })
    } else {
        Err(refused())
    }
}
