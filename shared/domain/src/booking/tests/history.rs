//! Earlier bookings, as a consultant sees them.

use super::*;

/// A booking a week earlier, of the same address, with this consultant.
fn earlier(consultant: &str, subject: &str) -> Booking {
    let rules = rules();
    let mut booking = confirmed("video", &rules);
    booking.reference = Reference::parse("VLT-20261110-7KXM").unwrap();
    booking.consultant = offer(&rules, consultant, "2026-11-17T15:00:00Z", 60).consultant;
    booking.slot = Interval::from_start(at("2026-11-17T15:00:00Z"), 60);
    booking.content.subject = Some(subject.to_owned());
    booking
}

fn subjects(of_address: Vec<Booking>) -> Vec<Option<String>> {
    let shown = confirmed("video", &rules()).history_for_consultant(of_address);
    shown.into_iter().map(|booking| booking.content.subject).collect()
}

#[test]
fn only_own_subjects_are_shown() {
    let (own, of_other) = (earlier("kenji", "Our archive"), earlier("anna", "Layoffs"));
    // Without a past meeting under this address, it reveals nothing of meetings with others.
    assert_eq!(subjects(vec![of_other.clone(), own.clone()]), [Some("Our archive".to_owned())]);
    let assumed = of_other.record_outcome(Outcome::Completed, Actor::System, "r", of_other.slot.end).booking;
    assert_eq!(subjects(vec![assumed]), []);
    let met = of_other.record_outcome(Outcome::Completed, Actor::Consultant, "r", of_other.slot.end).booking;
    assert_eq!(subjects(vec![met, own]), [None, Some("Our archive".to_owned())]);
    assert_eq!(subjects(vec![confirmed("video", &rules())]), [], "the booking itself is no history");
}
