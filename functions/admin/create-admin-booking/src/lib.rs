//! `POST /v1/admin/bookings`: an account at the console books for a client, as exactly once as the client would.

use std::sync::Arc;

use domain::{
    access::{Capability, Reach, Subject},
    booking::{Actor, Booking, ConsultantChoice, StaffBookingRequest},
};
use http_api::{
    Answer, BookingView, Problem, Staff, StaffActionsView, StaffDeps, body, idempotency, json, request_id, with_etag,
    with_header,
};
use lambda_http::{Request, http::StatusCode};
use platform::FromEnv;
use selling::{By, Order, Sale, Seller};
use serde::Serialize;
use table::{Idempotency, RateDecision, Replay};

#[derive(Debug, FromEnv)]
pub struct Deps {
    seller: Seller,
    staff: StaffDeps,
}

/// The answer: without the client's manage token.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreatedView<'a> {
    booking: BookingView<'a>,
    #[serde(flatten)]
    actions: StaffActionsView,
}

/// Books for a client. Rules may be waived, but no overlap; the client's limit never refuses it.
///
/// # Errors
/// 401; 403 without the right to book with the consultant, to waive, or to leave the confirmation out; 409 with
/// alternatives and the waivers that would do; 422; 429 after very many bookings of the account.
pub async fn handle(deps: Arc<Deps>, request: Request) -> Answer {
    let staff = Staff::of(&request, &deps.staff).await?;
    staff.reach(Capability::ChangeBookings)?;
    let (mut wanted, company) = (StaffBookingRequest::parse(&body(&request)?)?, deps.seller.table.settings().await?);
    wanted.request.asked_only(&company.consents_asked());
    authorise(&staff, &wanted)?;
    let key = idempotency(&request, &deps.seller.client_keys, "create-admin-booking", staff.id(), &wanted.normalised())
        .await?;
    if let Some(booking) = made_before(&deps, key.as_ref()).await? {
        return shown(&deps, &staff, &booking).await;
    }
    if !company.is_configured() {
        return Err(Problem::not_configured());
    }
    count(&deps, &staff).await?;
    let order = Order {
        request: &wanted.request,
        language: wanted.request.language.unwrap_or_default(),
        request_id: &request_id(&request),
        idempotency: key.as_ref(),
        company: &company,
        by: By::Staff {
            actor: actor(&staff, &wanted.request.consultant),
            account: staff.id(),
            waive: &wanted.waive,
            notify: wanted.notify,
        },
    };
    match deps.seller.sell(&order).await {
        Ok(Sale::Booked(booking)) => shown(&deps, &staff, &booking).await,
        Ok(Sale::Repeated(_)) => Err(Problem::bug("staff's request has no mark to be repeated by")),
        Err(problem) => {
            let booking = problem.unless_done(made_before(&deps, key.as_ref())).await?;
            shown(&deps, &staff, &booking).await
        }
    }
}

fn authorise(staff: &Staff, wanted: &StaffBookingRequest) -> Result<(), Problem> {
    match &wanted.request.consultant {
        ConsultantChoice::One(id) => {
            staff.may(Capability::ChangeBookings, Subject::Booking(id)).map_err(|_| Problem::forbidden())?
        }
        // The choice may fall on each consultant, so it needs the right for all.
        ConsultantChoice::Any if staff.account.reach(Capability::ChangeBookings) == Reach::All => {}
        ConsultantChoice::Any => return Err(Problem::forbidden()),
    }
    // A consultant always announces a booking, and waives nothing.
    if wanted.waive.is_empty() && wanted.notify {
        return Ok(());
    }
    staff.may(Capability::WaiveLimits, Subject::Company)
}

/// Counts a booking of the account in advance.
///
/// # Errors
/// 429 beyond the limit.
async fn count(deps: &Deps, staff: &Staff) -> Result<(), Problem> {
    let limit = deps.seller.settings.limits.bookings_of_account();
    if limit.most == 0 {
        return Ok(());
    }
    let caller = deps.seller.client_keys.caller(&["account", staff.id()]).await?;
    match deps.seller.table.count_try(limit, &caller).await? {
        RateDecision::Allowed => Ok(()),
        RateDecision::Wait { seconds } => Err(Problem::staff_bookings_used_up(seconds)),
    }
}

fn actor(staff: &Staff, consultant: &ConsultantChoice) -> Actor {
    match consultant {
        ConsultantChoice::One(id) => staff.account.actor_for(id),
        ConsultantChoice::Any => Actor::Admin,
    }
}

/// The booking that the same request with the same key has made.
async fn made_before(deps: &Deps, key: Option<&Idempotency>) -> Result<Option<Booking>, Problem> {
    let Some(key) = key else { return Ok(None) };
    match deps.seller.table.replay(key).await? {
        None => Ok(None),
        Some(Replay::Other) => Err(Problem::idempotency_key_reused()),
        Some(Replay::Same(reference)) => {
            let booking = deps.seller.table.booking_now(&reference).await?;
            booking.map(Some).ok_or_else(|| Problem::bug("a replayed booking is gone"))
        }
    }
}

async fn shown(deps: &Deps, staff: &Staff, booking: &Booking) -> Answer {
    platform::log_reference(booking.reference.as_str());
    let settings = deps.seller.settings.now(&deps.seller.table).await?;
    let view = CreatedView {
        booking: BookingView::new(booking, settings.change_deadline_hours),
        actions: StaffActionsView::new(booking, &staff.account, deps.seller.clock.now()),
    };
    let location = format!("/v1/admin/bookings/{}", booking.reference);
    let response = json(StatusCode::CREATED, &view)?;
    Ok(with_etag(with_header(response, "location", &location), booking.edition))
}
