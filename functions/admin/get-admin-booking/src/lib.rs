//! `GET /v1/admin/bookings/{reference}`: the full booking with client, history, sent messages and their delivery.

use std::sync::Arc;

use domain::booking::Event;
use http_api::{Account, Answer, BookingView, Problem, Settings, json, path_reference};
use lambda_http::{Request, http::StatusCode};
use platform::FromEnv;
use serde::Serialize;
use table::{Communication, Table};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    settings: Settings,
}

#[derive(Serialize)]
struct AdminBookingView<'a> {
    booking: BookingView<'a>,
    history: &'a [Event],
    communications: &'a [Communication],
}

/// Returns a booking.
///
/// # Errors
/// 401, 403 unless the caller is an admin or the meeting's own consultant, 404 for an unknown (or another's) booking.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let account = Account::of(&request)?;
    let reference = path_reference(&request).map_err(|_| Problem::no_booking())?;
    let booking = account.open(deps.table.booking_now(&reference).await?)?;
    let history = deps.table.history(&reference).await?;
    let communications = deps.table.communications(&reference).await?;
    let shown = AdminBookingView {
        booking: BookingView::new(&booking, deps.settings.change_deadline_hours),
        history: &history,
        communications: &communications,
    };
    json(StatusCode::OK, &shown)
}
