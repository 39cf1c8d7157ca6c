//! Revoking links that were given out.

use domain::booking::{Actor, Booking};
use http_api::{
    Answer, Command, MAILED_LINKS, PRIVACY_LINKS, Problem, Step, idempotency, json, open_address, path_reference,
    request_id, token_of, was_done,
};
use lambda_http::{Request, http::StatusCode};
use serde_json::json;
use table::{AddressNews, RateDecision};
use worker::LinkOrder;

use crate::Deps;

/// Revokes the links of a booking; the new one is mailed to its client.
pub(crate) async fn renew(deps: &Deps, request: &Request) -> Answer {
    let booking = &deps.booking;
    let reference = path_reference(request)?;
    let token = token_of(request).unwrap_or_default();
    // Scoped to the token: it opens nothing afterwards, but still identifies the caller.
    let key = idempotency(request, &booking.client_keys, "renew-link", &token, &()).await?;
    let accepted = || json(StatusCode::ACCEPTED, &json!({}));
    if was_done(&booking.table, key.as_ref()).await? {
        return accepted();
    }
    let found = booking.open(request, &reference).await?;
    let caller = booking.client_keys.caller(&[reference.as_str(), "renew"]).await?;
    if let RateDecision::Wait { seconds } = booking.table.count_try(MAILED_LINKS, &caller).await? {
        return Err(Problem::too_many_requests(seconds));
    }
    let command = Command { request_id: request_id(request), idempotency: key };
    let decide =
        |booking: &Booking, now| Ok(Step::change(booking.renew_links(0, Actor::Client, &command.request_id, now)));
    let open = || booking.open(request, &reference);
    booking.apply(&command, found, open, decide).await?;
    accepted()
}

/// Revokes all links of an address and of its bookings; the new one to the page is mailed there.
pub(crate) async fn renew_all(deps: &Deps, request: &Request) -> Answer {
    let booking = &deps.booking;
    let (table, keys) = (&booking.table, &booking.client_keys);
    let token = token_of(request).ok_or_else(Problem::unauthorized)?;
    let address = open_address(table, &booking.links.tokens, &token).await?;
    let caller = keys.caller(&[&address.client_key, "renew"]).await?;
    if let RateDecision::Wait { seconds } = table.count_try(PRIVACY_LINKS, &caller).await? {
        return Err(Problem::too_many_requests(seconds));
    }
    let bookings = address.bookings(table).await?;
    for found in bookings {
        let reference = found.reference.clone();
        let command = Command { request_id: request_id(request), idempotency: None };
        let decide =
            |booking: &Booking, now| Ok(Step::change(booking.revoke_links(Actor::Client, &command.request_id, now)));
        let open = || async { table.booking_now(&reference).await?.ok_or_else(Problem::unauthorized) };
        booking.apply(&command, found, open, decide).await?;
    }
    // Last: a repetition after a failure needs the link.
    let order = LinkOrder::Privacy { client_key: address.client_key.clone() };
    let news = AddressNews::LinksRevoked { epoch: address.state.link_epoch + 1 };
    table.note_address_of(&address.client_key, news, booking.clock.now()).await?;
    deps.mails.link(&order).await.map_err(Problem::busy)?;
    json(StatusCode::ACCEPTED, &json!({}))
}
