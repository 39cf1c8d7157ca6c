use domain::{
    access::Capability,
    booking::{Booking, Outcome},
};
use lambda_http::Request;

use super::{Staff, StaffDeps};
use crate::{Answer, BookingDeps, Problem, path_reference};

/// Records the outcome of a meeting for the logged-in account; shared by the two functions for it.
///
/// # Errors
/// 401, 403, 404; 409 if the meeting hasn't begun, is cancelled or, for a consultant, has another outcome; 422 for an
/// invalid key.
pub async fn mark_by_staff(deps: &BookingDeps, staff: &StaffDeps, request: &Request, outcome: Outcome) -> Answer {
    let staff = Staff::of(request, staff).await?;
    let reference = path_reference(request).map_err(|_| Problem::no_booking())?;
    let open = || async { staff.open(Capability::ChangeBookings, deps.table.booking_now(&reference).await?) };
    let booking = open().await?;
    let operation = match outcome {
        Outcome::Completed => "complete-booking",
        Outcome::NoShow => "mark-no-show",
    };
    let actor = staff.actor(&booking);
    // The body is ignored, so all requests of this operation are equal.
    let command = deps.command(request, operation, &reference, &outcome).await?;
    let may_correct =
        |booking: &Booking, now| staff.may(Capability::CorrectOutcomes, booking.recorded_outcome(now)).is_ok();
    let marked = deps.record_outcome(&command, booking, open, (outcome, actor), may_correct).await?;
    deps.shown_to_staff(&marked).await
}
