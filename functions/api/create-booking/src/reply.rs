//! The answer to a successful booking.

use domain::booking::Booking;
use http_api::{Answer, BookingView, LinksView, json, with_header};
use lambda_http::http::StatusCode;
use serde::Serialize;

use crate::Deps;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Created<'a> {
    booking: BookingView<'a>,
    manage_token: &'a str,
    links: LinksView<'a>,
}

/// 201 with the booking, its manage token and links.
pub(crate) async fn created(deps: &Deps, booking: &Booking) -> Answer {
    platform::log_reference(booking.reference.as_str());
    let company = deps.seller.table.settings().await?;
    let (links, token) = deps.links.for_client(booking, &company).await?;
    let created = Created {
        booking: BookingView::new(booking, deps.seller.settings.with(&company).change_deadline_hours),
        manage_token: &token,
        links: LinksView::from(&links),
    };
    let location = format!("/v1/bookings/{}", booking.reference);
    json(StatusCode::CREATED, &created).map(|response| with_header(response, "location", &location))
}
