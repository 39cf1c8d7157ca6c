//! Facts for numbers.

use super::*;
use crate::{
    contact::CompanySize,
    funnel::{Device, Step},
};

#[test]
fn creation_records_the_visit() {
    let facts = confirmed("video", &rules()).facts;
    assert_eq!((facts.device, facts.seconds_to_book), (Some(Device::Phone), Some(48)), "`mobile` is a phone");
    assert_eq!(facts.steps, [Step::Landing, Step::CalendarView]);
    // From 10:00 on the 20th to 15:00 on the 24th.
    assert_eq!((facts.lead_hours, facts.taken_lead_hours(), facts.moves), (101, 101, 0));
    assert_eq!((facts.visit, facts.marked_by, facts.cancelled_by), (None, None, None));
}

#[test]
fn changes_record_their_facts() {
    let (booking, rules) = (confirmed("video", &rules()), rules());
    let later = offer(&rules, "kenji", "2026-11-25T15:00:00Z", 60);
    let moved = booking.reschedule(&later, Actor::Admin, "r", at("2026-11-25T12:30:00Z")).booking;
    assert_eq!((moved.facts.lead_hours, moved.facts.taken_lead_hours(), moved.facts.moves), (101, 2, 1));
    let late = moved.reschedule(&later, Actor::Client, "r", at("2026-11-25T15:30:00Z")).booking;
    assert_eq!((late.facts.taken_lead_hours(), late.facts.moves), (0, 2), "a start in the past");
    let assumed = moved.record_outcome(Outcome::Completed, Actor::System, "r", at("2026-11-28T00:00:00Z")).booking;
    assert_eq!(assumed.facts.marked_by, Some(Actor::System));
    let off = moved.cancel(None, Actor::Consultant, "r", at("2026-11-25T13:00:00Z")).booking;
    assert_eq!(off.facts.cancelled_by, Some(Actor::Consultant));
}

#[test]
fn erasure_keeps_facts_not_words() {
    let mut booking = confirmed("video", &rules());
    booking.words = vec!["x-Yz".to_owned()];
    booking.facts.company_size = Some(CompanySize::UpTo50);
    let erased = booking.erase(Actor::System, "r", at("2028-11-24T00:00:00Z")).booking;
    assert_eq!(erased.facts, booking.facts);
    assert_eq!((erased.words, erased.client_key), (Vec::<String>::new(), None));
}
