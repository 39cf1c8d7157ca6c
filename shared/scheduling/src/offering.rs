//! Which consultants offer such meetings at all, and the default duration.

use domain::{
    booking::Booking,
    consultant::{Card, MeetingType, rules::usual_duration},
};
use table::TimelineSnapshot;

use crate::unavailable::NotOffered;

/// Returns those that offer such meetings, at least one.
///
/// # Errors
/// The closest refusal; without any consultant, the duration's.
pub(crate) fn offering<T>(
    all: impl IntoIterator<Item = T>,
    check: impl Fn(&T) -> Result<(), NotOffered>,
) -> Result<Vec<T>, NotOffered> {
    let mut refusal = NotOffered::Duration;
    let mut offering = Vec::new();
    for one in all {
        match check(&one) {
            Ok(()) => offering.push(one),
            Err(refused) => refusal = refusal.max(refused),
        }
    }
    if offering.is_empty() { Err(refusal) } else { Ok(offering) }
}

/// Returns the consultants that a request for `any` chooses from: those who offer such meetings and accept bookings. If none
/// of them does at present, those who offer such meetings, so that the refusal gives that reason.
///
/// # Errors
/// None offers such meetings: the closest refusal.
pub(crate) fn candidates(
    cards: Vec<Card>,
    duration: u32,
    meeting_type: Option<MeetingType>,
) -> Result<Vec<Card>, NotOffered> {
    let mut offering = offering(cards, |card| check_card(card, duration, meeting_type))?;
    if offering.iter().any(|card| card.accepting_bookings) {
        offering.retain(|card| card.accepting_bookings);
    }
    Ok(offering)
}

/// Checks that the consultant of a card offers such meetings.
pub(crate) fn check_card(card: &Card, duration: u32, meeting_type: Option<MeetingType>) -> Result<(), NotOffered> {
    if !card.durations.contains(&duration) {
        return Err(NotOffered::Duration);
    }
    if card.offers(duration, meeting_type) { Ok(()) } else { Err(NotOffered::MeetingType) }
}

/// Checks that a consultant offers such meetings. A move may keep a withdrawn duration or type, but only with the same
/// consultant.
pub(crate) fn check_snapshot(
    snapshot: &TimelineSnapshot,
    duration: u32,
    meeting_type: Option<MeetingType>,
    moving: Option<&Booking>,
) -> Result<(), NotOffered> {
    let stays = moving.filter(|booking| booking.consultant.id == snapshot.consultant.id);
    let keeps_duration = stays.is_some_and(|booking| booking.duration() == duration);
    if !keeps_duration && !snapshot.rules.offers_duration(duration) {
        return Err(NotOffered::Duration);
    }
    let is_offered = meeting_type.is_none_or(|wanted| snapshot.rules.offers_meeting_type(wanted));
    if stays.is_none() && !is_offered { Err(NotOffered::MeetingType) } else { Ok(()) }
}

/// The default duration for `any`: the usual one among consultants with this meeting type that accept bookings. `None`
/// without any such consultant.
pub(crate) fn duration_of_any(cards: &[Card], meeting_type: Option<MeetingType>) -> Option<u32> {
    let having =
        || cards.iter().filter(move |card| meeting_type.is_none_or(|wanted| card.meeting_types.contains(&wanted)));
    let open = having().filter(|card| card.accepting_bookings);
    let usual = usual_duration(open.map(|card| card.durations.as_slice()));
    usual.or_else(|| usual_duration(having().map(|card| card.durations.as_slice())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closest_refusal_names_the_meeting_type() {
        let check = |refusal: &Result<(), NotOffered>| *refusal;
        let (short, kind) = (Err(NotOffered::Duration), Err(NotOffered::MeetingType));
        assert_eq!(offering([short, kind, short], check), kind.map(|()| Vec::new()));
        assert_eq!(offering([short, short], check), short.map(|()| Vec::new()));
        assert_eq!(offering([], check), short.map(|()| Vec::new()));
        assert_eq!(offering([short, Ok(()), kind], check), Ok(vec![Ok(())]));
    }
}
