//! Answers to invites.

use super::*;

#[test]
fn only_news_about_the_current_invite_counts() {
    let live = confirmed("video", &rules());
    let now = live.created_at + TimeDelta::hours(1);
    let answer = |booking: &Booking, by, answer, sequence, now| booking.answer_invite(by, answer, sequence, "r", now);
    let declined = answer(&live, Actor::Client, InviteAnswer::Declined, 0, now).unwrap();
    assert_eq!(declined.event.kind.name(), "booking.invite_answered");
    let booking = declined.booking;
    assert_eq!((booking.version, booking.sequence, booking.status), (2, 0, Status::Confirmed), "it stands");
    let said = booking.invite_answers.client.clone().unwrap();
    assert_eq!((said.answer, said.sequence, said.at), (InviteAnswer::Declined, 0, now));
    assert_eq!(answer(&booking, Actor::Client, InviteAnswer::Declined, 0, now), None, "said before");
    assert!(answer(&booking, Actor::Consultant, InviteAnswer::Declined, 0, now).is_some());
    assert!(answer(&booking, Actor::Client, InviteAnswer::Accepted, 0, now).is_some(), "a change of mind");
    assert_eq!(answer(&live, Actor::Client, InviteAnswer::Accepted, 0, now), None, "as agreed");
    assert_eq!(answer(&live, Actor::Client, InviteAnswer::Declined, 1, now), None, "of no such invite");
    assert_eq!(answer(&live, Actor::Client, InviteAnswer::Declined, 0, live.slot.start), None);
    let off = live.cancel(None, Actor::Client, "r", now).booking;
    assert_eq!(answer(&off, Actor::Client, InviteAnswer::Declined, 1, now), None);
    let moved = booking.reschedule(&offer(&rules(), "kenji", "2026-11-25T15:00:00Z", 60), Actor::Client, "r", now);
    assert!(answer(&moved.booking, Actor::Client, InviteAnswer::Declined, 1, now).is_some(), "of the new invite");
}
