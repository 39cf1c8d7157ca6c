mod answers;
mod facts;
mod history;
mod jobs;
mod notifications;
mod outcomes;
mod request;

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::*;
use crate::{consultant, fault::Faults, ids::ConsultantId, settings::PhoneRule};

/// The body in the contract, with the dots filled in.
fn body() -> Value {
    json!({
        "consultantId": "anna-schmidt",
        "start": "2026-11-24T09:00:00+01:00", "duration": 60, "timezone": "Europe/Berlin", "meetingType": "video",
        "client": {"firstName": "Ada", "lastName": "Lovelace", "email": "Ada@example.com", "phone": "+49 30 901820",
                   "company": "Analytical Engines", "website": "https://example.com", "position": "CTO"},
        "subject": "AI strategy", "message": "Hello\nthere", "preparationNotes": "…",
        "preparationMaterials": ["https://example.com/brief.pdf"], "specialRequirements": "…",
        "language": "de", "reminders": {"email": true, "sms": false, "timing": [7, 1]},
        "consent": {"terms": true, "privacy": true, "marketing": false, "recording": true},
        "source": "social", "utm": {"source": "a", "medium": "b", "campaign": "c"}, "visit": {"device": "mobile", "secondsToBook": 48, "steps": ["landing", "calendar_view"]},
        "challenge": "…"
    })
}

/// The body with one value changed; `null` removes it.
fn with(pointer: &str, value: Value) -> Value {
    let mut body = body();
    match body.pointer_mut(pointer) {
        Some(place) => *place = value,
        None => {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            body.pointer_mut(parent).unwrap()[name] = value;
        }
    }
    body
}

fn parse(body: &Value) -> Result<BookingRequest, Faults> {
    BookingRequest::parse(body.as_object().unwrap(), PhoneRule::Optional)
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// A consultant's rules: in Tokyo, buffers of 15 and 30 minutes, at an address.
fn rules() -> BookingRules {
    let value = json!({
        "id": "kenji", "firstName": "Kenji", "lastName": "Sato", "email": "kenji@example.com", "timezone": "Asia/Tokyo",
        "rules": {"bufferBeforeMinutes": 15, "bufferAfterMinutes": 30, "location": "Ginza 1"}
    });
    consultant::parse(&value).unwrap().rules
}

fn offer<'a>(rules: &'a BookingRules, consultant: &str, start: &str, minutes: u32) -> Offer<'a> {
    let id = ConsultantId::parse(consultant).unwrap();
    let title = crate::language::Texts::default();
    Offer {
        consultant: Summary { id, first_name: "Kenji".to_owned(), last_name: "Sato".to_owned(), title },
        phone: Some("+81 3 1234"),
        timezone: "Asia/Tokyo".parse().unwrap(),
        rules,
        schedule_version: 4,
        slot: Interval::from_start(at(start), minutes),
    }
}

fn confirmed(meeting_type: &str, rules: &BookingRules) -> Booking {
    let mut body = with("/meetingType", json!(meeting_type));
    body["language"] = Value::Null;
    let reference = Reference::parse("VLT-20261120-7KXM").unwrap();
    let identity =
        Identity { id: "01J".to_owned(), reference, client_key: None, words: Vec::new(), visit: None, room: None };
    let offer = offer(rules, "kenji", "2026-11-24T15:00:00Z", 60);
    Booking::new(identity, parse(&body).unwrap(), Language::Ru, "2026-11-01", &offer, at("2026-11-20T10:00:00Z"))
}

#[test]
fn new_booking_records_agreement_and_claim() {
    let rules = rules();
    let booking = confirmed("video", &rules);
    assert_eq!((booking.version, booking.sequence, booking.status), (1, 0, Status::Confirmed));
    assert_eq!((booking.language, booking.duration()), (Language::Ru, 60));
    assert_eq!((booking.timezone.name(), booking.consultant_timezone.name()), ("Europe/Berlin", "Asia/Tokyo"));
    // Buffers are marked; the day is the consultant's: midnight in Tokyo.
    let marked = Interval { start: at("2026-11-24T14:45:00Z"), end: at("2026-11-24T16:30:00Z") };
    assert_eq!(booking.claim.marked, marked);
    assert_eq!(booking.claim.day.to_string(), "2026-11-25");
    assert_eq!(booking.claim.schedule_version, 4);
    assert_eq!(booking.created_at, booking.updated_at);
    let event = booking.confirmed(Actor::Client, "r1");
    assert_eq!((event.version, event.at, event.kind.name()), (1, booking.created_at, "booking.confirmed"));
}

#[test]
fn own_room_belongs_to_its_consultant() {
    let deployment = MeetingRoom { url: "https://meet.example/x".to_owned(), id: "x".to_owned(), password: None };
    let own = BookingRules { meeting_url: Some("https://zoom.example/j/4711?pwd=a".to_owned()), ..rules() };
    let url = |booking: &Booking| booking.meeting.as_ref().map(|room| room.url.clone());
    for room in [Some(deployment), None] {
        let mut booking = confirmed("video", &rules());
        booking.meeting = room.clone();
        let move_to = |booking: &Booking, rules: &BookingRules, consultant: &str| {
            let offer = offer(rules, consultant, "2026-11-25T15:00:00Z", 60);
            booking.reschedule(&offer, Actor::Admin, "r", at("2026-11-20T10:00:00Z")).booking
        };
        let moved = move_to(&booking, &own, "anna");
        assert_eq!(url(&moved).as_deref(), Some("https://zoom.example/j/4711?pwd=a"));
        assert_eq!(moved.meeting.as_ref().unwrap().id, "4711");
        assert_eq!(url(&move_to(&moved, &own, "anna")), url(&moved));
        assert_eq!(move_to(&moved, &rules(), "kenji").meeting, room, "the other one's room is not theirs");
    }
    assert_eq!(url(&confirmed("phone", &own)), None);
    assert_eq!(url(&confirmed("video", &own)).as_deref(), Some("https://zoom.example/j/4711?pwd=a"));
}

#[test]
fn only_phone_meetings_show_the_number() {
    assert_eq!(confirmed("phone", &rules()).consultant_phone.as_deref(), Some("+81 3 1234"));
    assert_eq!(confirmed("video", &rules()).consultant_phone, None);
}

#[test]
fn only_in_person_meetings_have_locations() {
    let rules = rules();
    assert_eq!(confirmed("in_person", &rules).location.as_deref(), Some("Ginza 1"));
    for elsewhere in ["video", "phone"] {
        assert_eq!(confirmed(elsewhere, &rules).location, None);
    }
    // It changes with the consultant.
    let nowhere = BookingRules::default();
    let moved = confirmed("in_person", &rules).reschedule(
        &offer(&nowhere, "mia", "2026-11-25T15:00:00Z", 60),
        Actor::Client,
        "r",
        at("2026-11-20T11:00:00Z"),
    );
    assert_eq!(moved.booking.location, None);
}

#[test]
fn every_change_raises_version_and_sequence() {
    let rules = rules();
    let first = confirmed("video", &rules);
    let later = at("2026-11-21T10:00:00Z");
    let offer = offer(&rules, "mia", "2026-11-26T00:00:00Z", 90);
    let Changed { booking: moved, event } = first.reschedule(&offer, Actor::Client, "r2", later);
    assert_eq!((moved.version, moved.sequence, moved.status), (2, 1, Status::Rescheduled));
    assert_eq!((moved.slot, moved.duration(), moved.consultant.id.as_str()), (offer.slot, 90, "mia"));
    assert_eq!(moved.claim.day.to_string(), "2026-11-26");
    assert_eq!(moved.claim.marked, offer.slot.padded(15, 30));
    assert_eq!((moved.created_at, moved.updated_at), (first.created_at, later));
    assert_eq!((&moved.reference, &moved.id, &moved.client), (&first.reference, &first.id, &first.client));
    assert_eq!((event.version, event.at, event.request_id.as_str()), (2, later, "r2"));
    let wanted = json!({
        "reference": "VLT-20261120-7KXM", "version": 2, "at": "2026-11-21T10:00:00Z", "actor": "client",
        "requestId": "r2", "type": "booking.rescheduled",
        "change": {"oldConsultantId": "kenji", "oldStart": "2026-11-24T15:00:00Z", "oldEnd": "2026-11-24T16:00:00Z",
                   "consultantId": "mia", "start": "2026-11-26T00:00:00Z", "end": "2026-11-26T01:30:00Z", "duration": 90}
    });
    assert_eq!(serde_json::to_value(&event).unwrap(), wanted);
    assert_eq!(event.kind.name(), "booking.rescheduled");
    assert_eq!(serde_json::from_value::<Event>(wanted).unwrap(), event);

    let last = at("2026-11-22T10:00:00Z");
    let reason = Some("My cat, ada@example.com".to_owned());
    let Changed { booking: cancelled, event } = moved.cancel(reason.clone(), Actor::Admin, "r3", last);
    assert_eq!((cancelled.version, cancelled.sequence, cancelled.status), (3, 2, Status::Cancelled));
    assert_eq!((cancelled.slot, cancelled.cancelled_at), (moved.slot, Some(last)));
    assert_eq!((cancelled.updated_at, &cancelled.cancellation_reason), (last, &reason));
    assert_eq!((event.version, event.actor, event.kind.name()), (3, Actor::Admin, "booking.cancelled"));
    let written = serde_json::to_string(&event).unwrap();
    assert!(written.contains("\"reasonGiven\":true") && !written.contains("cat"), "{written}");
}

#[test]
fn deadline_itself_is_inclusive() {
    let rules = rules();
    let booking = confirmed("video", &rules);
    assert_eq!(booking.changeable_until(2), at("2026-11-24T13:00:00Z"));
    assert_eq!(booking.changeable(at("2026-11-24T13:00:00Z"), 2), Ok(()));
    assert_eq!(booking.changeable(at("2026-11-24T13:00:01Z"), 2), Err(Refusal::DeadlinePassed));
    assert_eq!(booking.changeable(at("2026-11-24T15:00:00Z"), 0), Ok(()));
    assert_eq!(booking.changeable(booking.slot.end, 0), Err(Refusal::DeadlinePassed));
    let early = at("2026-11-20T11:00:00Z");
    let offer = offer(&rules, "kenji", "2026-11-24T18:00:00Z", 60);
    let moved = booking.reschedule(&offer, Actor::Client, "r", early).booking;
    assert_eq!(moved.changeable(at("2026-11-24T16:00:00Z"), 2), Ok(()), "by the start as it stands");
    let cancelled = moved.cancel(None, Actor::Client, "r", early).booking;
    assert_eq!(cancelled.changeable(early, 2), Err(Refusal::NotLive));
    assert_eq!(cancelled.changeable(early + TimeDelta::days(30), 2), Err(Refusal::NotLive), "whatever the time");
}

#[test]
fn new_booking_has_a_grace_period() {
    let rules = rules();
    let mut booking = confirmed("video", &rules);
    // Booked an hour before its start at 15:00, when the deadline of two hours has passed.
    booking.created_at = at("2026-11-24T14:00:00Z");
    assert_eq!(booking.changeable_until(2), at("2026-11-24T14:15:00Z"));
    assert_eq!(booking.changeable(at("2026-11-24T14:15:00Z"), 2), Ok(()));
    assert_eq!(booking.changeable(at("2026-11-24T14:15:01Z"), 2), Err(Refusal::DeadlinePassed));
    booking.created_at = at("2026-11-24T14:50:00Z");
    assert_eq!(booking.changeable_until(2), at("2026-11-24T15:00:00Z"), "never after the start");
    booking.created_at = at("2026-11-24T12:50:00Z");
    assert_eq!(booking.changeable_until(2), at("2026-11-24T13:05:00Z"), "the later of both");
}

#[test]
fn client_moves_have_limits() {
    let rules = rules();
    let limits = MoveLimits { per_day: 2, in_life: 3 };
    let offer = offer(&rules, "kenji", "2026-11-24T18:00:00Z", 60);
    let moved = |booking: &Booking, actor, now| booking.reschedule(&offer, actor, "r", now).booking;
    let mut booking = confirmed("video", &rules);
    let evening = at("2026-11-20T23:00:00Z");
    for _ in 0..2 {
        assert_eq!(booking.movable(limits, evening), Ok(()));
        booking = moved(&booking, Actor::Client, evening);
    }
    assert_eq!(booking.movable(limits, evening), Err(Refusal::MovesOfTheDayUsedUp { seconds: 3_600 }));
    // Staff's moves don't count.
    let tomorrow = at("2026-11-21T00:00:00Z");
    booking = moved(&moved(&booking, Actor::Admin, evening), Actor::Admin, tomorrow);
    assert_eq!(booking.movable(limits, tomorrow), Ok(()));
    booking = moved(&booking, Actor::Client, tomorrow);
    assert_eq!(booking.movable(limits, tomorrow + TimeDelta::days(1)), Err(Refusal::MovesUsedUp));
    assert_eq!(booking.movable(MoveLimits { per_day: 0, in_life: 0 }, tomorrow), Ok(()), "0 is no limit");
}

#[test]
fn live_statuses_are_confirmed_and_rescheduled() {
    let all = [Status::Confirmed, Status::Rescheduled, Status::Cancelled, Status::Completed, Status::NoShow];
    assert_eq!(all.map(Status::is_live), [true, true, false, false, false]);
    let names = all.map(|status| serde_json::to_value(status).unwrap());
    assert_eq!(names, ["confirmed", "rescheduled", "cancelled", "completed", "no_show"]);
}

#[test]
fn booking_round_trips_with_impersonal_debug() {
    let rules = rules();
    let booking = confirmed("in_person", &rules);
    let cancelled = booking.cancel(Some("ill".to_owned()), Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    for booking in [booking, cancelled] {
        let stored = serde_json::to_value(&booking).unwrap();
        assert_eq!(stored["start"], "2026-11-24T15:00:00Z");
        assert_eq!(serde_json::from_value::<Booking>(stored).unwrap(), booking);
        let shown = format!("{booking:?}");
        for personal in ["Lovelace", "example.com", "901820", "Hello", "AI strategy"] {
            assert!(!shown.contains(personal), "{shown}");
        }
    }
}
