//! Moving a booking: to another time, or to a colleague at the same time.

use std::sync::{Mutex, PoisonError};

use domain::{
    access::Capability,
    availability::{Reason, TieBreak, Waiver},
    booking::{Booking, ConsultantChoice, MoveRequest, StaffAction},
    fault::Faults,
    fields::Fields,
    ids::ConsultantId,
    text,
    time::Instant,
};
use http_api::{Answer, Command, Problem};
use scheduling::{AvailableConsultants, SlotRequest, Unavailable};
use serde::Serialize;
use table::{ChangeError, ChangeRequest};

use crate::{boxed, call::Call};

/// A parsed request for another time or consultant.
#[derive(Clone)]
struct Wanted {
    to: MoveRequest,
    waive: Vec<Waiver>,
    /// The client reads it.
    reason: Option<String>,
    /// To a colleague, at the booking's own time.
    is_reassignment: bool,
}

/// The words of a request, for which its idempotency key stands.
#[derive(Serialize)]
struct Asked<'a> {
    /// A hand-over names none: the booking's own may be another when the request is repeated.
    start: Option<Instant>,
    duration: Option<u32>,
    consultant: Option<&'a ConsultantChoice>,
    waive: &'a [Waiver],
    reason: Option<&'a str>,
}

/// Moves the booking to another time, perhaps with another consultant.
pub(crate) async fn reschedule(call: &Call<'_>) -> Answer {
    let wanted = Wanted::read(call)?;
    let (booking, _) = carry_out(call, &wanted).await?;
    call.shown(&booking).await
}

/// Hands the booking to a colleague at the same time. The answer lists the consultants that were free.
pub(crate) async fn reassign(call: &Call<'_>) -> Answer {
    let wanted = Wanted::read(call)?;
    let (booking, free) = carry_out(call, &wanted).await?;
    call.shown_with(&booking, Some(free)).await
}

/// Answers a request about a booking that the account no longer sees: if it repeats the account's own, whose answer may
/// have been lost, as the first time; else with the refusal.
pub(crate) async fn repeated(call: &Call<'_>, refusal: Problem) -> Answer {
    // A faulty body, or another request's key, says nothing about a booking that is hidden.
    let Ok(wanted) = Wanted::read(call) else { return Err(refusal) };
    let Ok(key) = call.idempotency(&wanted.asked()).await else { return Err(refusal) };
    match call.done(key.as_ref()).await {
        Ok(Some(booking)) => call.shown_with(&booking, wanted.is_reassignment.then(Vec::new)).await,
        _ => Err(refusal),
    }
}

/// Returns the booking afterwards, and the consultants who were free.
async fn carry_out(call: &Call<'_>, wanted: &Wanted) -> Result<(Booking, Vec<ConsultantId>), Problem> {
    if !wanted.waive.is_empty() {
        call.may_waive()?;
    }
    if wanted.is_to_another(&call.booking) {
        call.staff.may(Capability::Reassign, &call.booking)?;
    }
    let command = call.command(&wanted.asked()).await?;
    let free = Mutex::new(Vec::new());
    let (command, free) = (&command, &free);
    let attempt = |booking, now| {
        if wanted.is_reassignment {
            boxed(|| reassign_now(call, (wanted, command), booking, now, free))
        } else {
            boxed(|| move_now(call, (wanted, command), booking, now))
        }
    };
    let booking = match call.deps.booking.attempt(command, call.booking.clone(), || call.open(), attempt).await {
        Ok(booking) => booking,
        // Handed over meanwhile by the same request.
        Err(problem) => problem.unless_done(call.done(command.idempotency.as_ref())).await?,
    };
    let free = std::mem::take(&mut *free.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((booking, free))
}

impl Wanted {
    /// Parses the body of the call's action.
    fn read(call: &Call<'_>) -> Result<Self, Problem> {
        let body = call.order.body()?;
        let mut faults = Faults::new();
        let fields = Fields::root(&body);
        let waive = Waiver::read(&fields, &mut faults);
        if call.action == StaffAction::Reassign {
            let consultant = fields.required("consultantId", &mut faults, ConsultantChoice::parse);
            let start = call.booking.slot.start;
            let to = consultant.map(|consultant| MoveRequest { start, duration: None, consultant: Some(consultant) });
            return Ok(Self { to: faults.or(to)?, waive, reason: None, is_reassignment: true });
        }
        let reason = fields.parsed("reason", &mut faults, |reason| text::lines(reason, text::MAX_NOTES));
        let to = MoveRequest::read(&fields, &mut faults);
        Ok(Self { to: faults.or(to)?, waive, reason, is_reassignment: false })
    }

    fn asked(&self) -> Asked<'_> {
        Asked {
            start: (!self.is_reassignment).then_some(self.to.start),
            duration: self.to.duration,
            consultant: self.to.consultant.as_ref(),
            waive: &self.waive,
            reason: self.reason.as_deref(),
        }
    }

    /// Whether a colleague gets the booking, or may get it.
    fn is_to_another(&self, booking: &Booking) -> bool {
        match &self.to.consultant {
            None => false,
            Some(ConsultantChoice::Any) => true,
            Some(ConsultantChoice::One(id)) => *id != booking.consultant.id,
        }
    }

    fn slot_request<'r>(
        &'r self,
        booking: &'r Booking,
        consultant: &'r ConsultantChoice,
        waive: &'r [Waiver],
    ) -> SlotRequest<'r> {
        SlotRequest {
            consultant,
            start: self.to.start,
            duration: self.to.duration.unwrap_or_else(|| booking.duration()),
            meeting_type: Some(booking.meeting_type),
            moving: Some(booking),
            ties: TieBreak::of(booking.reference.as_str(), self.to.start),
            waive: Some(waive),
        }
    }
}

/// Moves the booking as it was read. Returns `None` if another request changed it in the meantime.
async fn move_now(
    call: &Call<'_>,
    (wanted, command): (&Wanted, &Command),
    booking: Booking,
    now: Instant,
) -> Result<Option<Booking>, Problem> {
    let deps = &call.deps.booking;
    call.is_current(&booking).await?;
    call.is_allowed(&booking, now)?;
    if wanted.to.is_of(&booking) {
        return deps.keep(booking, command).await;
    }
    let same = ConsultantChoice::One(booking.consultant.id.clone());
    let slot_request = wanted.slot_request(&booking, wanted.to.consultant.as_ref().unwrap_or(&same), &wanted.waive);
    let mut waived = Vec::new();
    let settings = deps.settings.now(&deps.table).await?;
    if now > booking.changeable_until(settings.change_deadline_hours) {
        if !wanted.waive.contains(&Waiver::Deadline) {
            return Err(Problem::deadline_passed_for_staff());
        }
        waived.push(Waiver::Deadline);
    }
    let available = scheduling::find(&deps.table, &slot_request).await;
    take_first(call, (wanted, command), (&booking, now), &slot_request, (available, waived)).await
}

/// Hands the booking as it was read to a colleague. Notice and horizon don't count: the time was agreed before.
async fn reassign_now(
    call: &Call<'_>,
    (wanted, command): (&Wanted, &Command),
    booking: Booking,
    now: Instant,
    free: &Mutex<Vec<ConsultantId>>,
) -> Result<Option<Booking>, Problem> {
    let deps = &call.deps.booking;
    call.is_current(&booking).await?;
    call.is_allowed(&booking, now)?;
    let same = ConsultantChoice::One(booking.consultant.id.clone());
    let choice = wanted.to.consultant.as_ref().unwrap_or(&same);
    if *choice == same {
        return deps.keep(booking, command).await;
    }
    let waive = [wanted.waive.as_slice(), &[Waiver::Notice, Waiver::Horizon]].concat();
    let wanted = &Wanted { to: MoveRequest { start: booking.slot.start, ..wanted.to.clone() }, ..wanted.clone() };
    let slot_request = wanted.slot_request(&booking, choice, &waive);
    let available = match choice {
        ConsultantChoice::Any => scheduling::find_colleagues(&deps.table, &slot_request).await,
        ConsultantChoice::One(_) => scheduling::find(&deps.table, &slot_request).await,
    };
    if let Ok(available) = &available {
        *free.lock().unwrap_or_else(PoisonError::into_inner) = available.consultants().cloned().collect();
    }
    take_first(call, (wanted, command), (&booking, now), &slot_request, (available, Vec::new())).await
}

/// Tries the available consultants in their order. Returns `None` if another request changed the booking in the meantime.
async fn take_first(
    call: &Call<'_>,
    (wanted, command): (&Wanted, &Command),
    (booking, now): (&Booking, Instant),
    slot_request: &SlotRequest<'_>,
    (available, waived): (Result<AvailableConsultants, Unavailable>, Vec<Waiver>),
) -> Result<Option<Booking>, Problem> {
    let table = &call.deps.booking.table;
    let mut available = match available {
        Ok(available) => available,
        Err(refused) => return Err(Problem::refused(table, slot_request, refused, now).await),
    };
    let mut refusal = Reason::Booked;
    while let Some(available) = available.next(table, slot_request).await? {
        let actor = call.staff.actor(booking);
        let mut changed = booking.reschedule(&available.offer(), actor, &command.request_id, now);
        changed.booking.change_reason.clone_from(&wanted.reason);
        // Only waivers of the request are recorded.
        let used = available.waived().iter().filter(|waiver| wanted.waive.contains(waiver)).copied();
        let changed = changed.with_account(call.staff.id(), waived.iter().copied().chain(used).collect());
        let change = ChangeRequest {
            daily_limit: available.daily_limit(),
            idempotency: command.idempotency.as_ref(),
            ..ChangeRequest::new(booking, &changed)
        };
        match table.change(&change).await {
            Ok(()) => return Ok(Some(changed.booking)),
            Err(ChangeError::SlotTaken(reason)) => refusal = reason,
            Err(ChangeError::Stale | ChangeError::KeyUsed) => return Ok(None),
            Err(ChangeError::ClientBusy) => {
                return Err(Problem::bug("staff is never refused by the client's bookings"));
            }
            Err(ChangeError::Table(error)) => return Err(error.into()),
        }
    }
    Err(Problem::refused(table, slot_request, Unavailable::Time(refusal), now).await)
}
