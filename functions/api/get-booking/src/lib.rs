//! `GET /v1/bookings/{reference}`: a booking with its history, authorised by its manage token.

use std::sync::Arc;

use http_api::{Answer, BookingDeps, BookingView, HistoryView, LinksView, authorise, json, path_reference, token_of};
use lambda_http::{Request, http::StatusCode};
use serde::Serialize;

#[derive(Serialize)]
struct ClientBookingView<'a> {
    booking: BookingView<'a>,
    history: Vec<HistoryView>,
    links: LinksView<'a>,
}

/// Returns a booking.
///
/// # Errors
/// 401 without its token, 410 once the link has expired.
pub async fn handle(deps: Arc<BookingDeps>, request: Request) -> Answer {
    let reference = path_reference(&request)?;
    let token = token_of(&request);
    let booking = deps.table.booking_now(&reference).await?;
    let tokens = &deps.links.tokens;
    let booking = authorise(tokens, &reference, booking, token.as_deref(), deps.clock.now()).await?;
    // Only now: a caller without the token must not cost more than one read.
    let events = deps.table.history(&reference).await?;
    let company = deps.table.settings().await?;
    let (links, _) = deps.links.for_client(&booking, &company).await?;
    let shown = ClientBookingView {
        booking: BookingView::new(&booking, deps.settings.with(&company).change_deadline_hours),
        history: HistoryView::of_client(&events),
        links: LinksView::from(&links),
    };
    json(StatusCode::OK, &shown)
}
