//! `POST /v1/bookings`: books a slot, exactly once.
//!
//! Parse → check the idempotency key → find available consultants → book in one transaction → answer. A client that
//! loses the race gets alternatives; for `any`, the next consultant is tried first.

mod identity;
mod reply;

use std::sync::Arc;

use domain::{
    availability::{Reason, TieBreak},
    booking::{Actor, Booking, BookingRequest},
    language::Language,
};
use futures::future::join4;
use http_api::{Answer, Problem, Settings, SiteSettings, accept_language, body, idempotency, request_id};
use lambda_http::Request;
use links::LinkMaker;
use platform::{Clock, FromEnv, Random};
use scheduling::{AvailableConsultant, SlotRequest, Unavailable};
use table::{BookError, ClientKeys, Idempotency, NewBooking, Replay, Table};

/// References drawn before giving up: of 148 million a day, two hardly ever collide.
const MAX_REFERENCES: usize = 3;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    links: LinkMaker,
    clock: Clock,
    random: Random,
    settings: Settings,
    site: SiteSettings,
    client_keys: ClientKeys,
    /// The pattern of a video meeting's address (`MEETING_URL`); without it, the consultant sends an address.
    #[env("MEETING_URL")]
    meeting_url: Option<String>,
}

/// A parsed request with its key, address and request id.
struct CreateCommand {
    request: BookingRequest,
    language: Language,
    request_id: String,
    idempotency: Option<Idempotency>,
}

/// Stored with the booking, beside the request itself.
struct BookingContext {
    /// A keyed hash of the client's address.
    client_key: String,
    /// The version of the consent text.
    consent_texts: String,
}

/// The outcome of trying one consultant.
enum Attempt {
    Booked(Box<Booking>),
    SlotTaken(Reason),
    KeyUsed,
}

/// Books a slot.
///
/// # Errors
/// 4xx for errors that the client can fix, 409 with alternatives if the slot is unavailable, 410 if this very request
/// made a booking that was erased since, 503 if the store is busy.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let command = parse(&deps, &request).await?;
    if let Some(answer) = replayed(&deps, &command).await? {
        return Ok(answer);
    }
    match book_first_available(&deps, &command).await {
        Ok(booking) => reply::created(&deps, &booking).await,
        Err(problem) => problem.unless_done(replayed(&deps, &command)).await,
    }
}

async fn parse(deps: &Deps, request: &Request) -> Result<CreateCommand, Problem> {
    let parsed = BookingRequest::parse(&body(request)?)?;
    let scope = parsed.client.email.normalised();
    let normal = parsed.normalised();
    Ok(CreateCommand {
        idempotency: idempotency(request, &deps.client_keys, "create-booking", &scope, &normal).await?,
        language: accept_language(request).unwrap_or_default(),
        request_id: request_id(request),
        request: parsed,
    })
}

/// Rebuilds the answer to the same request with the same key within 24 hours.
async fn replayed(
    deps: &Deps,
    command: &CreateCommand,
) -> Result<Option<lambda_http::Response<lambda_http::Body>>, Problem> {
    let Some(key) = &command.idempotency else { return Ok(None) };
    match deps.table.replay(key).await? {
        None => Ok(None),
        Some(Replay::Other) => Err(Problem::idempotency_key_reused()),
        Some(Replay::Same(reference)) => {
            let booking = deps.table.booking_now(&reference).await?;
            let booking = booking.ok_or_else(|| Problem::bug("a replayed booking is gone"))?;
            // The answer would issue a link again, and the links were revoked.
            if booking.erased_at.is_some() {
                return Err(Problem::erased());
            }
            reply::created(deps, &booking).await.map(Some)
        }
    }
}

async fn book_first_available(deps: &Deps, command: &CreateCommand) -> Result<Booking, Problem> {
    let slot_request = SlotRequest {
        consultant: &command.request.consultant,
        start: command.request.start,
        duration: command.request.duration,
        meeting_type: Some(command.request.meeting_type),
        moving: None,
        ties: TieBreak::of(&command.request.client.email.normalised(), command.request.start),
    };
    // Concurrently: a sandbox's first request fetches two secrets, and one a minute reads the settings. That of the links
    // comes before the sale too, so that a sale can always be answered.
    let (client_key, links) = (deps.client_keys.of(&command.request.client.email), deps.links.tokens.prepare());
    let (available, client_key, site, links) =
        join4(scheduling::find(&deps.table, &slot_request), client_key, deps.site.read(), links).await;
    links?;
    let context = BookingContext { client_key: client_key?, consent_texts: site?.consents.version.clone() };
    let mut available = match available {
        Ok(available) => available,
        Err(refused) => return Err(Problem::refused(&deps.table, &slot_request, refused, deps.clock.now()).await),
    };
    let mut refusal = Reason::Booked;
    while let Some(available) = available.next(&deps.table, &slot_request).await? {
        match try_to_book(deps, command, &available, &context).await? {
            Attempt::Booked(booking) => return Ok(*booking),
            Attempt::SlotTaken(reason) => refusal = reason,
            // The replay that follows every refusal answers it.
            Attempt::KeyUsed => return Err(Problem::idempotency_key_reused()),
        }
    }
    Err(Problem::refused(&deps.table, &slot_request, Unavailable::Time(refusal), deps.clock.now()).await)
}

/// Tries one consultant, drawing references until one is unused.
async fn try_to_book(
    deps: &Deps,
    command: &CreateCommand,
    available: &AvailableConsultant,
    context: &BookingContext,
) -> Result<Attempt, Problem> {
    for _ in 0..MAX_REFERENCES {
        let now = deps.clock.now();
        let identity = identity::draw(deps, &context.client_key, now);
        let (request, language) = (command.request.clone(), command.language);
        let booking = Booking::new(identity, request, language, &context.consent_texts, &available.offer(), now);
        let event = booking.confirmed(Actor::Client, &command.request_id);
        let new_booking = NewBooking {
            booking: &booking,
            event: &event,
            daily_limit: available.daily_limit(),
            idempotency: command.idempotency.as_ref(),
        };
        match deps.table.book_slot(&new_booking).await {
            Ok(()) => return Ok(Attempt::Booked(Box::new(booking))),
            Err(BookError::ReferenceTaken) => {}
            Err(BookError::SlotTaken(reason)) => return Ok(Attempt::SlotTaken(reason)),
            Err(BookError::KeyUsed) => return Ok(Attempt::KeyUsed),
            Err(BookError::Table(error)) => return Err(error.into()),
        }
    }
    Err(Problem::busy("all drawn references are in use"))
}
