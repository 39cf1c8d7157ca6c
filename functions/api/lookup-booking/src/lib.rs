//! `POST /v1/bookings/lookup`: finds a booking by reference and e-mail, both of which must be right.

use std::sync::Arc;

use domain::{contact::EmailAddress, fault::Faults, fields::Fields, ids::Reference};
use http_api::{Answer, BookingView, LinksView, Origin, Problem, Settings, body, json};
use lambda_http::{Request, http::StatusCode};
use links::LinkMaker;
use platform::{Clock, FromEnv};
use serde::Serialize;
use table::{Limit, RateDecision, Table};

/// Tries per reference or e-mail in 15 minutes. A person mistypes a few times; guessing an e-mail for a reference at
/// this rate takes years.
const TRIES: u32 = 40;
/// 15 minutes.
const WINDOW_SECONDS: u32 = 15 * 60;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    links: LinkMaker,
    clock: Clock,
    settings: Settings,
    origin: Origin,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LookupView<'a> {
    booking: BookingView<'a>,
    manage_token: &'a str,
    links: LinksView<'a>,
}

/// Finds a booking.
///
/// # Errors
/// 404 if either is wrong, after the same work; 429 after too many tries.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let body = body(&request)?;
    let mut faults = Faults::new();
    let fields = Fields::root(&body);
    let reference = fields.required("reference", &mut faults, Reference::parse);
    let email = fields.required("email", &mut faults, EmailAddress::parse);
    let (reference, email) = faults.or(reference.zip(email))?;
    limit(&deps, &request, &reference, &email).await?;

    let found = deps.table.booking_now(&reference).await?;
    let now = deps.clock.now();
    let found = found
        // The placeholder of an erased address matches no client.
        .filter(|booking| booking.erased_at.is_none())
        .filter(|booking| booking.client.email.normalised() == email.normalised())
        .filter(|booking| booking.link_expires_at() >= now);
    let booking = found.ok_or_else(Problem::no_booking_for_email)?;
    platform::log_reference(booking.reference.as_str());
    let (links, token) = deps.links.for_client(&booking).await?;
    let found = LookupView {
        booking: BookingView::new(&booking, deps.settings.change_deadline_hours),
        manage_token: &token,
        links: LinksView::from(&links),
    };
    json(StatusCode::OK, &found)
}

/// Counts the try by reference, by e-mail and (if the deployment sets a limit) by address.
async fn limit(deps: &Deps, request: &Request, reference: &Reference, email: &EmailAddress) -> Result<(), Problem> {
    let limit = |kind, most| Limit { kind, most, window_seconds: WINDOW_SECONDS };
    let mut tries = vec![
        (limit("lookup-reference", TRIES), reference.to_string()),
        (limit("lookup-email", TRIES), email.normalised()),
    ];
    let most = deps.settings.lookups_per_address;
    if most > 0
        && let Some(address) = deps.origin.client_address(request).await?
    {
        tries.push((limit("lookup-address", most), address));
    }
    for (limit, key) in tries {
        if let RateDecision::Wait { seconds } = deps.table.count_try(limit, &key).await? {
            return Err(Problem::rate_limited(seconds));
        }
    }
    Ok(())
}
