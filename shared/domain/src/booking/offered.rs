//! Other times that staff offers to the client. The booking stays as it is until the client takes one of them.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::{Actor, Booking, Changed, EventKind, Status};
use crate::{
    availability::Waiver,
    ids::ConsultantId,
    time::{Instant, Interval},
    unknown::known_elements,
};

/// Times of one offer.
pub const MAX_OFFERED: usize = 5;
/// An offer in place of the meeting is open for so long at least, if that is before the meeting.
const OFF_HOURS: i64 = 24;
/// Before the meeting's start its client learns that it is cancelled.
const NOTICE: TimeDelta = TimeDelta::hours(1);

/// A time that the client may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferedTime {
    pub start: Instant,
    pub consultant_id: ConsultantId,
    /// The consultant's full name, if it isn't the booking's consultant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultant_name: Option<String>,
}

/// The sentence that goes with an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferMessage {
    AsDiscussed,
    /// The meeting can't take place at its time.
    Unavailable,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

/// Times that are offered to the client of a booking.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TimesOffer {
    /// The version of the booking that the offer made.
    pub id: u64,
    pub times: Vec<OfferedTime>,
    /// The rules that staff waived for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "known_elements")]
    pub waive: Vec<Waiver>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<OfferMessage>,
    /// The client reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub at: Instant,
    /// The company's part: a cancellation that follows counts as its own.
    pub by: Actor,
    /// The instant at which it lapses.
    pub ends_at: Instant,
}

/// The reason is free text.
impl std::fmt::Debug for TimesOffer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TimesOffer").field("id", &self.id).field("times", &self.times).finish_non_exhaustive()
    }
}

/// The end of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    Open,
    /// The client took one of its times.
    Taken,
    Declined,
    /// The booking changed otherwise, or its time is over.
    Passed,
    /// It went out with the cancellation; its times lead to a new booking.
    WithCancellation,
    /// One that a later release has written.
    #[serde(other)]
    Unknown,
}

/// An offer to make.
#[derive(Debug, Clone)]
pub struct NewOffer {
    /// At least one.
    pub times: Vec<OfferedTime>,
    pub waive: Vec<Waiver>,
    pub message: Option<OfferMessage>,
    pub reason: Option<String>,
}

impl TimesOffer {
    /// Whether the meeting doesn't take place at its old time.
    pub fn is_off(&self) -> bool {
        self.message == Some(OfferMessage::Unavailable)
    }

    /// Returns the time with this start and consultant, if it is offered.
    pub fn find(&self, start: Instant, consultant: &ConsultantId) -> Option<&OfferedTime> {
        self.times.iter().find(|time| time.start == start && time.consultant_id == *consultant)
    }

    /// The rules that don't count when a time is taken: the company chose it.
    pub fn waivers(&self) -> Vec<Waiver> {
        let always = [Waiver::Notice, Waiver::Horizon, Waiver::Limit, Waiver::Deadline];
        always.into_iter().chain(self.waive.iter().copied()).collect()
    }
}

impl Booking {
    /// Returns the offer that the client may answer now.
    pub fn open_offer(&self, now: Instant) -> Option<&TimesOffer> {
        self.offer.as_ref().filter(|offer| self.status.is_live() && now < offer.ends_at)
    }

    /// Whether an offer says that the meeting doesn't take place at its time.
    pub fn is_off(&self) -> bool {
        self.status.is_live() && self.offer.as_ref().is_some_and(TimesOffer::is_off)
    }

    /// Returns the booking with an offer, which replaces an earlier one.
    pub fn offer_times(&self, new: NewOffer, actor: Actor, request_id: &str, now: Instant) -> Changed {
        let mut booking = self.next_version(now);
        let is_off = new.message == Some(OfferMessage::Unavailable);
        let offer = self.new_offer(new, (booking.version, actor), is_off, now);
        booking.edition += 1;
        let kind = EventKind::Offered {
            consultant_id: self.consultant.id.clone(),
            start: self.slot.start,
            times: offer.times.iter().map(|time| (time.start, time.consultant_id.clone()).into()).collect(),
            is_off,
        };
        booking.offer = Some(offer);
        booking.changed_by(kind, actor, request_id)
    }

    /// Adds times to a cancellation: they lead to a new booking.
    #[must_use]
    pub fn with_times(&self, mut cancelled: Changed, new: NewOffer) -> Changed {
        let (booking, actor) = (&mut cancelled.booking, cancelled.event.actor);
        booking.offer = Some(self.new_offer(new, (booking.version, actor), true, booking.updated_at));
        cancelled
    }

    fn new_offer(&self, new: NewOffer, (id, by): (u64, Actor), is_off: bool, now: Instant) -> TimesOffer {
        let start = self.slot.start;
        let last = new.times.iter().map(|time| time.start).max().unwrap_or(start);
        let ends_at = if is_off { (start - NOTICE).max(now + TimeDelta::hours(OFF_HOURS)) } else { last };
        let NewOffer { times, waive, message, reason } = new;
        TimesOffer { id, times, waive, message, reason, at: now, by, ends_at: ends_at.min(start) }
    }

    /// Returns the booking after the client declined the offer: cancelled, if its meeting can't take place.
    pub fn decline_offer(&self, request_id: &str, now: Instant) -> Changed {
        self.close_offer(OfferState::Declined, Actor::Client, request_id, now)
    }

    /// Returns the booking after the offer has lapsed: cancelled, if its meeting can't take place.
    pub fn end_offer(&self, request_id: &str, now: Instant) -> Changed {
        self.close_offer(OfferState::Passed, Actor::System, request_id, now)
    }

    fn close_offer(&self, state: OfferState, actor: Actor, request_id: &str, now: Instant) -> Changed {
        if let Some(offer) = self.offer.as_ref().filter(|offer| offer.is_off()) {
            return self.cancel_for(offer.reason.clone(), (actor, offer.by), request_id, now);
        }
        let mut booking = self.next_version(now);
        booking.offer = None;
        booking.edition += 1;
        let kind = EventKind::OfferClosed {
            consultant_id: self.consultant.id.clone(),
            offer_id: self.offer.as_ref().map_or(0, |offer| offer.id),
            state,
        };
        booking.changed_by(kind, actor, request_id)
    }

    /// Whether the last change was made by taking an offered time of the booking as it was before.
    fn takes_offered(&self, offer: &TimesOffer, changed: &Changed) -> bool {
        let to = &changed.booking;
        let is_move = matches!(changed.event.kind, EventKind::Rescheduled { .. });
        is_move && changed.event.actor == Actor::Client && offer.find(to.slot.start, &to.consultant.id).is_some()
    }

    /// Returns the offers that a change opens or ends, each with its state afterwards.
    pub fn offers_after<'a>(&'a self, changed: &'a Changed) -> Vec<(&'a TimesOffer, OfferState)> {
        let (before, after) = (self.offer.as_ref(), changed.booking.offer.as_ref());
        if before.map(|offer| offer.id) == after.map(|offer| offer.id) {
            return Vec::new();
        }
        let is_cancelled = changed.booking.status == Status::Cancelled;
        let ended = before.filter(|_| self.status.is_live()).map(|offer| {
            let declined = changed.event.actor == Actor::Client
                && (is_cancelled || matches!(changed.event.kind, EventKind::OfferClosed { .. }));
            let state = match declined {
                true => OfferState::Declined,
                false if self.takes_offered(offer, changed) => OfferState::Taken,
                false => OfferState::Passed,
            };
            (offer, state)
        });
        let state = if is_cancelled { OfferState::WithCancellation } else { OfferState::Open };
        ended.into_iter().chain(after.map(|offer| (offer, state))).collect()
    }

    /// The slot of an offered time.
    pub fn offered_slot(&self, time: &OfferedTime) -> Interval {
        Interval::from_start(time.start, self.duration())
    }
}
