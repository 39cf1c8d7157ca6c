//! `GET /v1/privacy/bookings`: all bookings of an address, authorised by the token of the link that was mailed there. Each
//! comes with its own links, so that it can be moved and cancelled.

use std::sync::Arc;

use domain::contact::EmailAddress;
use http_api::{
    AddressView, Answer, BookingView, LinksView, MAX_BOOKINGS, Problem, Settings, json, open_address, token_of,
};
use lambda_http::{Request, http::StatusCode};
use links::{LinkMaker, Links};
use platform::{Clock, FromEnv};
use serde::Serialize;

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: table::Table,
    links: LinkMaker,
    clock: Clock,
    settings: Settings,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BookingsView<'a> {
    /// As the newest booking has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a EmailAddress>,
    address: AddressView,
    bookings: Vec<Listed<'a>>,
    /// There are more: they show once these are erased.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_partial: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    booking: BookingView<'a>,
    manage_token: &'a str,
    links: LinksView<'a>,
    /// Whether its page still opens; the data can be had and erased in any case.
    is_open: bool,
    /// Whether the data can be erased now: not of a meeting that is still to take place.
    is_erasable: bool,
    /// Erasure waits for a message that is on its way.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_erasing: bool,
}

/// Lists the bookings, latest start first.
///
/// # Errors
/// 401 unless the token is of the newest link.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let token = token_of(&request).ok_or_else(Problem::unauthorized)?;
    let address = open_address(&deps.table, &deps.links.tokens, &token).await?;
    let bookings = address.bookings(&deps.table).await?;
    let company = deps.table.settings().await?;
    let (deadline, now) = (deps.settings.with(&company).change_deadline_hours, deps.clock.now());
    let mut issued: Vec<(Links, String)> = Vec::with_capacity(bookings.len());
    for booking in &bookings {
        issued.push(deps.links.for_client(booking, &company).await?);
    }
    let listed = bookings.iter().zip(&issued).map(|(booking, (links, token))| Listed {
        booking: BookingView::new(booking, deadline),
        manage_token: token,
        links: LinksView::from(links),
        is_open: booking.link_expires_at() >= now,
        is_erasable: booking.erasable(now).is_ok(),
        is_erasing: booking.erasure_requested_at.is_some(),
    });
    let shown = BookingsView {
        email: bookings.first().map(|booking| &booking.client.email),
        address: address.state.into(),
        bookings: listed.collect(),
        is_partial: i32::try_from(bookings.len()).is_ok_and(|count| count >= MAX_BOOKINGS),
    };
    json(StatusCode::OK, &shown)
}
