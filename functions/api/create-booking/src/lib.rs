//! `POST /v1/bookings`: books a slot, exactly once.
//!
//! Parse → check the idempotency key → read the client's bookings and find available consultants → count → book in one
//! transaction → answer. A client that loses the race gets alternatives; for `any`, the next consultant is tried first.

mod client;
mod identity;
mod reply;
mod sale;

use std::sync::Arc;

use domain::{booking::BookingRequest, ids::Reference, language::Language, settings::CompanySettings};
use http_api::{Answer, Origin, Problem, Settings, accept_language, body, idempotency, request_id};
use lambda_http::{Body, Request, Response};
use links::LinkMaker;
use platform::{Clock, FromEnv, Random};
use table::{ClientKeys, Idempotency, Replay, Table};

use crate::{client::ClientCheck, sale::Sale};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    links: LinkMaker,
    clock: Clock,
    random: Random,
    settings: Settings,
    origin: Origin,
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
    company: Arc<CompanySettings>,
}

/// Books a slot.
///
/// # Errors
/// 4xx for errors that the client can fix, 409 with alternatives if the slot is unavailable, 409 without if the client has
/// too many bookings or another one then, 410 if this very request made a booking that was erased since, 429 beyond a limit
/// of the network or phone number, 503 if the store is busy or the company has named no policies yet.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let command = parse(&deps, &request).await?;
    if let Some(answer) = replayed(&deps, &command).await? {
        return Ok(answer);
    }
    if !command.company.is_configured() {
        return Err(Problem::not_configured());
    }
    // Concurrently: a sandbox's first request fetches secrets. That of the links comes before the sale too, so that a sale
    // can always be answered.
    let (links, network) = tokio::join!(deps.links.tokens.prepare(), deps.origin.client_network(&request));
    links?;
    let client = ClientCheck::new(&deps, &command, network?.unwrap_or_default()).await?;
    match sale::sell(&deps, &command, &client).await {
        Ok(Sale::Booked(booking)) => reply::created(&deps, &booking).await,
        Ok(Sale::Repeated(reference)) => made_before(&deps, &reference).await,
        Err(problem) => problem.unless_done(done_before(&deps, &command, &client)).await,
    }
}

async fn parse(deps: &Deps, request: &Request) -> Result<CreateCommand, Problem> {
    let (body, company) = (body(request)?, deps.table.settings().await?);
    let mut parsed = BookingRequest::parse(&body, company.phone)?;
    parsed.asked_only(&company.consents_asked());
    let scope = parsed.client.email.normalised();
    let normal = parsed.normalised();
    Ok(CreateCommand {
        idempotency: idempotency(request, &deps.client_keys, "create-booking", &scope, &normal).await?,
        language: accept_language(request).unwrap_or_default(),
        request_id: request_id(request),
        request: parsed,
        company,
    })
}

/// Rebuilds the answer to the same request with the same key within 24 hours.
async fn replayed(deps: &Deps, command: &CreateCommand) -> Result<Option<Response<Body>>, Problem> {
    let Some(key) = &command.idempotency else { return Ok(None) };
    match deps.table.replay(key).await? {
        None => Ok(None),
        Some(Replay::Other) => Err(Problem::idempotency_key_reused()),
        Some(Replay::Same(reference)) => made_before(deps, &reference).await.map(Some),
    }
}

/// Rebuilds the answer to the same request, by its key or else by the client's bookings.
async fn done_before(
    deps: &Deps,
    command: &CreateCommand,
    client: &ClientCheck<'_>,
) -> Result<Option<Response<Body>>, Problem> {
    if command.idempotency.is_some() {
        return replayed(deps, command).await;
    }
    match client.repeated().await? {
        Some(reference) => made_before(deps, &reference).await.map(Some),
        None => Ok(None),
    }
}

async fn made_before(deps: &Deps, reference: &Reference) -> Answer {
    let booking = deps.table.booking_now(reference).await?;
    let booking = booking.ok_or_else(|| Problem::bug("a repeated request's booking is gone"))?;
    // The answer would issue a link again, and the links were revoked.
    if booking.erased_at.is_some() {
        return Err(Problem::erased());
    }
    reply::created(deps, &booking).await
}
