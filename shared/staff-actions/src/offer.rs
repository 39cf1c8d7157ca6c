//! Offering other times to the client. The booking keeps its time until the client takes one of them.

use domain::{
    access::Capability,
    availability::{TieBreak, Waiver},
    booking::{Booking, ConsultantChoice, MAX_OFFERED, NewOffer, OfferRequest, OfferedTime, WantedTime},
    fault::Rule,
    ids::ConsultantId,
    time::Instant,
};
use http_api::{Answer, Command, Problem};
use scheduling::SlotRequest;

use crate::call::Call;

/// Offers times, which replace those of an earlier offer.
pub(crate) async fn offer(call: &Call<'_>) -> Answer {
    let wanted = OfferRequest::parse(&call.order.optional_body()?)?;
    if !wanted.waive.is_empty() {
        call.may_waive()?;
    }
    let command = call.command(&wanted).await?;
    let (wanted, command) = (&wanted, &command);
    let attempt = |booking, now| async move { offer_now(call, (wanted, command), booking, now).await };
    let booking = call.deps.booking.attempt(command, call.booking.clone(), || call.open(), attempt).await?;
    call.shown(&booking).await
}

/// Offers times for the booking as it was read. Returns `None` if another request changed it in the meantime.
async fn offer_now(
    call: &Call<'_>,
    (wanted, command): (&OfferRequest, &Command),
    booking: Booking,
    now: Instant,
) -> Result<Option<Booking>, Problem> {
    call.is_current(&booking).await?;
    call.is_allowed(&booking, now)?;
    let times = times(call, &booking, (&wanted.times, &wanted.waive), now).await?;
    if times.is_empty() {
        return Err(Problem::nothing_to_offer());
    }
    let OfferRequest { waive, message, reason, .. } = wanted.clone();
    let (actor, new) = (call.staff.actor(&booking), NewOffer { times, waive: waive.clone(), message, reason });
    let changed = booking.offer_times(new, actor, &command.request_id, now);
    let changed = changed.with_account(call.staff.id(), waive);
    call.deps.booking.record(&booking, changed, command.idempotency.as_ref()).await
}

/// Returns the wanted times, if all of them can be had; the nearest free ones, perhaps none, if none is named.
pub(crate) async fn times(
    call: &Call<'_>,
    booking: &Booking,
    (wanted, waive): (&[WantedTime], &[Waiver]),
    now: Instant,
) -> Result<Vec<OfferedTime>, Problem> {
    let may_reassign = call.staff.may(Capability::Reassign, booking);
    let own = &booking.consultant.id;
    let times: Vec<(ConsultantId, Instant)> = if wanted.is_empty() {
        let found = scheduling::suggest(&call.deps.booking.table, booking, MAX_OFFERED, now).await;
        let found = found.into_iter().filter(|(id, _)| may_reassign.is_ok() || id == own);
        found.map(|(id, slot)| (id, slot.start)).collect()
    } else {
        let named = wanted.iter().map(|time| (time.consultant.clone().unwrap_or_else(|| own.clone()), time.start));
        let named: Vec<_> = named.collect();
        if named.iter().any(|(id, _)| id != own) {
            may_reassign?;
        }
        for (id, start) in &named {
            check(call, booking, (id, *start, waive), now).await?;
        }
        named
    };
    let is_mixed = times.iter().any(|(id, _)| id != own);
    let cards = if is_mixed { call.deps.booking.table.directory().await? } else { Vec::new() };
    let name = |id: &ConsultantId| {
        let card = cards.iter().find(|card| card.summary.id == *id && id != own);
        card.map(|card| card.summary.full_name())
    };
    let offered = |(id, start): (ConsultantId, Instant)| {
        let consultant_name = name(&id);
        OfferedTime { start, consultant_id: id, consultant_name }
    };
    Ok(times.into_iter().map(offered).collect())
}

/// Checks that the client could take a time now.
async fn check(
    call: &Call<'_>,
    booking: &Booking,
    (consultant, start, waive): (&ConsultantId, Instant, &[Waiver]),
    now: Instant,
) -> Result<(), Problem> {
    if *consultant == booking.consultant.id && start == booking.slot.start {
        return Err(Problem::invalid("/starts", Rule::AnotherTime));
    }
    let (table, consultant) = (&call.deps.booking.table, ConsultantChoice::One(consultant.clone()));
    let request = SlotRequest {
        consultant: &consultant,
        start,
        duration: booking.duration(),
        meeting_type: Some(booking.meeting_type),
        moving: Some(booking),
        ties: TieBreak::of(booking.reference.as_str(), start),
        waive: Some(waive),
    };
    match scheduling::find(table, &request).await {
        Ok(_) => Ok(()),
        Err(refused) => Err(Problem::refused(table, &request, refused, now).await),
    }
}
