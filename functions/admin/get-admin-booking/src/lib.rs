//! `GET /v1/admin/bookings/{reference}`: a booking with its history, messages, jobs, notes and offers, the client's other
//! bookings, and the account's rights to it.

mod client;
mod view;

use std::sync::Arc;

use domain::access::Capability;
use http_api::{Answer, Problem, Settings, Staff, StaffActionsView, StaffDeps, json, path_reference, with_etag};
use lambda_http::{Request, http::StatusCode};
use platform::{Clock, FromEnv};
use table::Table;
use view::{AdminBookingView, PathView};

#[derive(Debug, FromEnv)]
pub struct Deps {
    table: Table,
    settings: Settings,
    clock: Clock,
    staff: StaffDeps,
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
    let ledger = ledger.ok_or_else(Problem::no_booking)?;
    let sees_contact = staff.may(Capability::SeeContact, &booking).is_ok();
    let (history, communications, notes, offers) = tokio::try_join!(
        deps.table.history(&reference),
        deps.table.communications(&ledger),
        deps.table.notes(&reference),
        deps.table.offers(&reference),
    )?;
    let others = client::other_bookings(&deps, &staff, &booking).await?;
    let (communications, jobs) = view::communications(&communications, sees_contact)?;
    let settings = deps.settings.now(&deps.table).await?;
    let now = deps.clock.now();
    let shown = AdminBookingView {
        booking: view::booking(&ledger, settings.change_deadline_hours, sees_contact)?,
        history: &history,
        communications,
        jobs,
        // Contact data and notes go together.
        notes: if sees_contact { notes } else { Vec::new() },
        offers,
        client: others.view(&staff, now),
        path: PathView::from(&booking),
        actions: StaffActionsView::new(&booking, &staff.account, now),
    };
    json(StatusCode::OK, &shown).map(|response| with_etag(response, booking.edition))
}
