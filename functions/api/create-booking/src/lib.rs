//! `POST /v1/bookings`: books a slot, exactly once.
//!
//! Parse → check the idempotency key → ask for a proof of work → read the client's bookings and find available consultants → count → book in one
//! transaction → answer. A client that loses the race gets alternatives; for `any`, the next consultant is tried first.

mod reply;

use std::sync::Arc;

use domain::{
    booking::BookingRequest,
    fault::{Faults, Rule},
    ids::Reference,
    settings::{CompanySettings, Consents},
};
use http_api::{Answer, Origin, Problem, accept_language, body, idempotency, request_id};
use lambda_http::{Body, Request, Response};
use links::LinkMaker;
use platform::FromEnv;
use protection::{Guard, Visitor};
use selling::{By, Order, Sale, Seller};
use table::{Idempotency, Replay};

#[derive(Debug, FromEnv)]
pub struct Deps {
    seller: Seller,
    guard: Guard,
    links: LinkMaker,
    origin: Origin,
}

/// Books a slot.
///
/// # Errors
/// 4xx for errors that the client can fix, 409 with alternatives if the slot is unavailable, 409 without if the client has
/// too many bookings or another one then, 428 if a proof of work is missing, 403 from a blocked network, 410 if this very request made a booking that was erased since, 429 beyond a limit
/// of the network or phone number, 503 if the store is busy or the company has named no policies yet.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let (body, company) = (body(&request)?, deps.seller.table.settings().await?);
    let mut wanted = BookingRequest::parse(&body, company.phone)?;
    let asked = asked(&deps, &wanted, &company).await?;
    wanted.asked_only(&asked);
    let (scope, normal) = (wanted.client.email.normalised(), wanted.normalised());
    let key = idempotency(&request, &deps.seller.client_keys, "create-booking", &scope, &normal).await?;
    if let Some(answer) = replayed(&deps, key.as_ref()).await? {
        return Ok(answer);
    }
    if !company.is_configured() {
        return Err(Problem::not_configured());
    }
    // Concurrently: a sandbox's first request fetches secrets. That of the links comes before the sale too, so that a sale
    // can always be answered.
    let (links, network) = tokio::join!(deps.links.tokens.prepare(), deps.origin.client_network(&request));
    links?;
    let network = network?.unwrap_or_default();
    let admitted = deps.guard.admit(Visitor { request: &wanted, network: &network, company: &company }).await?;
    let order = Order {
        request: &wanted,
        language: accept_language(&request).unwrap_or_default(),
        request_id: &request_id(&request),
        idempotency: key.as_ref(),
        company: &company,
        by: By::Client { network: &network },
    };
    match deps.seller.sell(&order).await {
        Ok(Sale::Booked(booking)) => reply::created(&deps, &booking).await,
        Ok(Sale::Repeated(reference)) => made_before(&deps, &reference).await,
        Err(problem) => {
            deps.guard.give_back(admitted).await;
            problem.unless_done(replayed(&deps, key.as_ref())).await
        }
    }
}

/// The consents that the client was asked for: those that the page showed, or else the present ones.
///
/// # Errors
/// 422 if no page ever showed such a version.
async fn asked(deps: &Deps, wanted: &BookingRequest, company: &CompanySettings) -> Result<Consents, Problem> {
    let shown = wanted.consent.text_version.as_ref().filter(|version| **version != company.consents.version);
    let Some(version) = shown else { return Ok(company.consents_asked()) };
    let texts = deps.seller.table.consent_texts(version).await?;
    texts.ok_or_else(|| Faults::one("/consent/textVersion", Rule::ShownTexts).into())
}

/// Rebuilds the answer to the same request with the same key within 24 hours.
async fn replayed(deps: &Deps, key: Option<&Idempotency>) -> Result<Option<Response<Body>>, Problem> {
    let Some(key) = key else { return Ok(None) };
    match deps.seller.table.replay(key).await? {
        None => Ok(None),
        Some(Replay::Other) => Err(Problem::idempotency_key_reused()),
        Some(Replay::Same(reference)) => made_before(deps, &reference).await.map(Some),
    }
}

async fn made_before(deps: &Deps, reference: &Reference) -> Answer {
    let booking = deps.seller.table.booking_now(reference).await?;
    let booking = booking.ok_or_else(|| Problem::bug("a repeated request's booking is gone"))?;
    // The answer would issue a link again, and the links were revoked.
    if booking.erased_at.is_some() {
        return Err(Problem::erased());
    }
    reply::created(deps, &booking).await
}
