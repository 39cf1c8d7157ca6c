//! The client's answer to an offer: one of its times, or none.

use domain::{
    availability::{Reason, TieBreak, Waiver},
    booking::{Booking, ConsultantChoice, OfferAnswer, OfferedTime, Refusal, TimesOffer},
    fault::Rule,
    ids::{ConsultantId, Reference},
    time::Instant,
};
use http_api::{Answer, BookingDeps, Command, Problem, body};
use lambda_http::Request;
use scheduling::{Alternative, SlotRequest, Unavailable};

use crate::reschedule::{Take, take};

/// Moves the booking to an offered time, or declines the offer: a meeting that can't take place is cancelled then.
pub(crate) async fn answer(deps: &BookingDeps, request: &Request, reference: &Reference) -> Answer {
    let open = || deps.open(request, reference);
    let booking = open().await?;
    let wanted = OfferAnswer::parse(&body(request)?)?;
    let command = deps.command(request, "answer-offer", reference, &wanted).await?;
    let (wanted, command) = (&wanted, &command);
    let attempt = |booking, now| async move { attempt(deps, (wanted, command), booking, now).await };
    deps.shown(&deps.attempt(command, booking, open, attempt).await?).await
}

/// Answers for the booking as it was read. Returns `None` if another request changed it in the meantime.
async fn attempt(
    deps: &BookingDeps,
    (wanted, command): (&OfferAnswer, &Command),
    booking: Booking,
    now: Instant,
) -> Result<Option<Booking>, Problem> {
    if !booking.status.is_live() {
        return Err(Refusal::NotLive.into());
    }
    let has_it = |(start, id): &(Instant, ConsultantId)| booking.slot.start == *start && booking.consultant.id == *id;
    if wanted.taken.as_ref().is_some_and(has_it) {
        return deps.keep(booking, command).await;
    }
    let Some(offer) = booking.open_offer(now).filter(|offer| offer.id == wanted.offer_id) else {
        return Err(Problem::offer_closed());
    };
    let Some((start, consultant)) = &wanted.taken else {
        let declined = booking.decline_offer(&command.request_id, now);
        return deps.record(&booking, declined, command.idempotency.as_ref()).await;
    };
    let Some(time) = offer.find(*start, consultant) else {
        return Err(Problem::invalid("/start", Rule::OfferedTime));
    };
    take_offered(deps, command, (&booking, offer, time), now).await
}

/// The company chose the time: of the rules only overlap counts.
async fn take_offered(
    deps: &BookingDeps,
    command: &Command,
    (booking, offer, time): (&Booking, &TimesOffer, &OfferedTime),
    now: Instant,
) -> Result<Option<Booking>, Problem> {
    let (consultant, waive) = (ConsultantChoice::One(time.consultant_id.clone()), offer.waivers());
    let rules = deps.rules().await?;
    match take(deps, (booking, command, now), &slot_request(booking, time, &consultant, &waive), &rules).await? {
        Take::Moved(booking) => Ok(Some(*booking)),
        Take::Overtaken => Ok(None),
        Take::Refused(refused) => Err(gone(deps, (booking, offer, time), refused, now).await),
    }
}

fn slot_request<'a>(
    booking: &'a Booking,
    time: &OfferedTime,
    consultant: &'a ConsultantChoice,
    waive: &'a [Waiver],
) -> SlotRequest<'a> {
    SlotRequest {
        consultant,
        start: time.start,
        duration: booking.duration(),
        meeting_type: Some(booking.meeting_type),
        moving: Some(booking),
        ties: TieBreak::of(booking.reference.as_str(), time.start),
        waive: Some(waive),
    }
}

/// The refusal of an offered time, with those of the offer that are left; if none is, with others nearby.
async fn gone(
    deps: &BookingDeps,
    (booking, offer, lost): (&Booking, &TimesOffer, &OfferedTime),
    refused: Unavailable,
    now: Instant,
) -> Problem {
    if let Unavailable::Table(error) = refused {
        return error.into();
    }
    let waive = offer.waivers();
    let mut left: Vec<Alternative> = Vec::new();
    for time in offer.times.iter().filter(|time| *time != lost) {
        let consultant = ConsultantChoice::One(time.consultant_id.clone());
        if scheduling::find(&deps.table, &slot_request(booking, time, &consultant, &waive)).await.is_ok() {
            left.push((time.consultant_id.clone(), booking.offered_slot(time)));
        }
    }
    if left.is_empty() {
        let consultant = ConsultantChoice::One(lost.consultant_id.clone());
        let request = SlotRequest { waive: None, ..slot_request(booking, lost, &consultant, &waive) };
        left = scheduling::alternatives(&deps.table, &request, now).await;
    }
    // The consultant may no longer hold such meetings at all.
    Problem::time(refused.reason().unwrap_or(Reason::NotAccepting), &left)
}
