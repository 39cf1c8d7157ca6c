//! A client's live bookings: how many an e-mail address may have, one meeting at a time, and requests that are repeated.
//!
//! A booking counts until its end, with any outcome.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::{
    ids::Reference,
    time::{Instant, Interval},
};

/// Minutes in which a request without an idempotency key is taken for a repetition: longer than any program retries,
/// shorter than a person needs to want the same meeting again.
const REPEATED_WITHIN_MINUTES: i64 = 10;

/// The request that made a booking; the hashes are keyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestMark {
    /// Of the whole canonical request.
    pub request: String,
    /// Of the caller's network.
    pub network: String,
    pub made_at: Instant,
}

/// A booking as its client's other bookings are compared with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveBooking {
    pub slot: Interval,
    /// A keyed hash of the client's name: several people share an address. `None` if it isn't known.
    pub name: Option<String>,
    /// `None` for a booking that staff made.
    pub made_by: Option<RequestMark>,
}

/// The limits of an e-mail address; 0 for none, and then a client may be in two meetings at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientLimit(pub u32);

/// The decision on a request by its client's other bookings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientDecision {
    Allowed,
    /// It is the request that made this booking.
    Repeated(Reference),
    /// There are too many, or one at the same time: the answer is the same, so that a stranger learns nothing.
    Refused,
}

/// The live bookings of one client, as they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveBookings(BTreeMap<Reference, LiveBooking>);

impl LiveBookings {
    pub fn insert(&mut self, reference: Reference, booking: LiveBooking) {
        self.0.insert(reference, booking);
    }

    pub fn get(&self, reference: &Reference) -> Option<&LiveBooking> {
        self.0.get(reference)
    }

    /// Decides on a request for a new booking. One with an idempotency key is never taken for a repetition of another.
    pub fn decide(&self, wanted: &LiveBooking, has_key: bool, limit: ClientLimit, now: Instant) -> ClientDecision {
        let repeated = self.0.iter().find(|(_, live)| !has_key && wanted.repeats(live, now));
        if let Some((reference, _)) = repeated {
            return ClientDecision::Repeated(reference.clone());
        }
        let live: Vec<&LiveBooking> = self.0.values().filter(|live| live.slot.end > now).collect();
        let is_beyond = limit.0 > 0 && live.len() >= limit.0 as usize;
        let is_elsewhere = limit.0 > 0 && live.iter().any(|live| live.hinders(wanted));
        if is_beyond || is_elsewhere { ClientDecision::Refused } else { ClientDecision::Allowed }
    }

    /// Whether a booking can move to a slot without meeting another of its client's.
    pub fn allows_move(&self, moving: &Reference, to: &LiveBooking, now: Instant) -> bool {
        let mut others = self.0.iter().filter(|(reference, live)| *reference != moving && live.slot.end > now);
        others.all(|(_, live)| !live.hinders(to))
    }

    /// The bookings that have ended.
    pub fn ended(&self, now: Instant) -> impl Iterator<Item = &Reference> {
        self.0.iter().filter(move |(_, live)| live.slot.end <= now).map(|(reference, _)| reference)
    }

    /// The end of the last one.
    pub fn last_end(&self) -> Option<Instant> {
        self.0.values().map(|live| live.slot.end).max()
    }
}

impl LiveBooking {
    /// Whether the request that wants this booking is the one that made another.
    fn repeats(&self, made: &Self, now: Instant) -> bool {
        let (Some(wanted), Some(made)) = (&self.made_by, &made.made_by) else { return false };
        let age = now - made.made_at;
        wanted.request == made.request
            && wanted.network == made.network
            && age < TimeDelta::minutes(REPEATED_WITHIN_MINUTES)
    }

    /// Whether the same person can't be in both meetings.
    fn hinders(&self, other: &Self) -> bool {
        self.name.is_some() && self.name == other.name && self.slot.overlaps(&other.slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: ClientLimit = ClientLimit(3);

    fn at(text: &str) -> Instant {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    fn live(start: &str, name: &str) -> LiveBooking {
        LiveBooking { slot: Interval::from_start(at(start), 60), name: Some(name.to_owned()), made_by: None }
    }

    fn made(start: &str, request: &str, network: &str, made_at: &str) -> LiveBooking {
        let made_by = RequestMark { request: request.to_owned(), network: network.to_owned(), made_at: at(made_at) };
        LiveBooking { made_by: Some(made_by), ..live(start, "ada") }
    }

    fn reference(number: usize) -> Reference {
        Reference::parse(&format!("VLT-20261123-AAAA{number}")).unwrap()
    }

    fn all(bookings: &[LiveBooking]) -> LiveBookings {
        let mut all = LiveBookings::default();
        bookings.iter().enumerate().for_each(|(number, one)| all.insert(reference(number), one.clone()));
        all
    }

    #[test]
    fn fourth_live_booking_is_refused() {
        let three = all(&[live("24T09:00", "ada"), live("25T09:00", "bob"), live("26T09:00", "ada")]);
        let wanted = live("27T09:00", "carl");
        assert_eq!(three.decide(&wanted, false, LIMIT, at("23T08:00")), ClientDecision::Refused);
        assert_eq!(three.decide(&wanted, false, ClientLimit(30), at("23T08:00")), ClientDecision::Allowed);
        // The first one has ended.
        assert_eq!(three.decide(&wanted, false, LIMIT, at("24T09:59")), ClientDecision::Refused);
        assert_eq!(three.decide(&wanted, false, LIMIT, at("24T10:00")), ClientDecision::Allowed);
        assert_eq!(three.ended(at("24T10:00")).collect::<Vec<_>>(), [&reference(0)]);
    }

    #[test]
    fn one_person_has_one_meeting_at_once() {
        let one = all(&[live("24T09:00", "ada")]);
        let decide = |start, name, limit| one.decide(&live(start, name), false, limit, at("23T08:00"));
        assert_eq!(decide("24T09:30", "ada", LIMIT), ClientDecision::Refused);
        assert_eq!(decide("24T10:00", "ada", LIMIT), ClientDecision::Allowed, "one after the other");
        assert_eq!(decide("24T09:30", "bob", LIMIT), ClientDecision::Allowed, "an assistant's address");
        assert_eq!(decide("24T09:30", "ada", ClientLimit(0)), ClientDecision::Allowed);
        let nameless = LiveBooking { name: None, ..live("24T09:30", "ada") };
        assert_eq!(one.decide(&nameless, false, LIMIT, at("23T08:00")), ClientDecision::Allowed);
    }

    #[test]
    fn moving_leaves_its_own_time() {
        let two = all(&[live("24T09:00", "ada"), live("24T11:00", "ada")]);
        assert!(two.allows_move(&reference(0), &live("24T09:30", "ada"), at("23T08:00")));
        assert!(!two.allows_move(&reference(0), &live("24T10:30", "ada"), at("23T08:00")));
    }

    #[test]
    fn equal_young_request_is_a_repetition() {
        let one = all(&[made("24T09:00", "hash", "here", "23T08:00")]);
        let decide = |request, network, has_key, now| {
            one.decide(&made("24T09:00", request, network, now), has_key, LIMIT, at(now))
        };
        assert_eq!(decide("hash", "here", false, "23T08:09"), ClientDecision::Repeated(reference(0)));
        assert_eq!(decide("hash", "here", false, "23T08:10"), ClientDecision::Refused, "too old");
        assert_eq!(decide("hash", "there", false, "23T08:01"), ClientDecision::Refused, "a stranger");
        assert_eq!(decide("other", "here", false, "23T08:01"), ClientDecision::Refused);
        assert_eq!(decide("hash", "here", true, "23T08:01"), ClientDecision::Refused, "the key says that it is new");
    }
}
