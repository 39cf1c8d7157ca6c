//! `GET /v1/admin/bookings/{reference}`: the full booking with client, history, sent messages and their delivery.

use std::sync::Arc;

use domain::{
    access::Capability,
    booking::{Event, Note},
};
use http_api::{
    Answer, BookingView, Problem, Settings, Staff, StaffActionsView, StaffDeps, json, path_reference, with_etag,
};
use lambda_http::{Request, http::StatusCode};
use platform::{Clock, FromEnv};
use serde::Serialize;
use table::{Communication, SentTimes, Table};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    settings: Settings,
    clock: Clock,
    staff: StaffDeps,
}

#[derive(Serialize)]
struct AdminBookingView<'a> {
    booking: BookingWithMessages<'a>,
    history: &'a [Event],
    communications: &'a [Communication],
    notes: &'a [Note],
    #[serde(flatten)]
    actions: StaffActionsView,
}

#[derive(Serialize)]
struct BookingWithMessages<'a> {
    #[serde(flatten)]
    booking: BookingView<'a>,
    #[serde(flatten)]
    sent: SentTimes,
}

/// Returns a booking.
///
/// # Errors
/// 401, 403 without any role, 404 for an unknown booking or one that the account may not see.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of_now(&request, &deps.staff).await?;
    let reference = path_reference(&request).map_err(|_| Problem::no_booking())?;
    let ledger = deps.table.ledger(&reference).await?;
    let booking = staff.open(Capability::SeeBookings, ledger.as_ref().map(|ledger| ledger.booking.clone()))?;
    let history = deps.table.history(&reference).await?;
    let ledger = ledger.ok_or_else(Problem::no_booking)?;
    let communications = deps.table.communications(&ledger).await?;
    let settings = deps.settings.now(&deps.table).await?;
    // Contact data and notes go together.
    let notes = match staff.may(Capability::SeeContact, &booking) {
        Ok(()) => deps.table.notes(&reference).await?,
        Err(_) => Vec::new(),
    };
    let shown = AdminBookingView {
        booking: BookingWithMessages {
            booking: BookingView::new(&booking, settings.change_deadline_hours),
            sent: ledger.sent_times(),
        },
        history: &history,
        communications: &communications,
        notes: &notes,
        actions: StaffActionsView::new(&booking, &staff.account, deps.clock.now()),
    };
    json(StatusCode::OK, &shown).map(|response| with_etag(response, booking.edition))
}
