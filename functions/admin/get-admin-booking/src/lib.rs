//! `GET /v1/admin/bookings/{reference}`: everything of a booking: client, history, what was sent and what became of it.

use std::sync::Arc;

use domain::booking::Event;
use http_api::{Account, Answer, BookingView, Problem, Settings, json, path_reference};
use lambda_http::{Request, http::StatusCode};
use platform::{ConfigError, Env};
use serde::Serialize;
use table::{Communication, Table};

/// What the function needs.
#[derive(Debug)]
pub struct Deps {
    table: Table,
    settings: Settings,
}

impl Deps {
    /// Reads the settings.
    ///
    /// # Errors
    /// If one is missing or makes no sense.
    pub fn new(env: &Env) -> Result<Self, ConfigError> {
        Ok(Self { table: Table::new(env)?, settings: Settings::new(env)? })
    }
}

#[derive(Serialize)]
struct AdminBookingView<'a> {
    booking: BookingView<'a>,
    history: &'a [Event],
    communications: &'a [Communication],
}

/// Shows a booking.
///
/// # Errors
/// 401 and 403 for others than admins and the meeting's own consultant, 404 for no booking (of theirs).
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let account = Account::of(&request)?;
    let reference = path_reference(&request).map_err(|_| Problem::no_booking())?;
    let (booking, events) = deps.table.booking_with_history(&reference).await?.unzip();
    let booking = account.open(booking)?;
    let communications = deps.table.communications(&reference).await?;
    let shown = AdminBookingView {
        booking: BookingView::new(&booking, deps.settings.change_deadline_hours),
        history: events.as_deref().unwrap_or_default(),
        communications: &communications,
    };
    json(StatusCode::OK, &shown)
}
