//! Outcomes of meetings, and feedback.

use super::*;
use crate::access::Subject;

fn booking() -> Booking {
    confirmed("video", &rules())
}

#[test]
fn correcting_an_outcome_needs_a_right() {
    let live = booking();
    let (before, begun) = (live.slot.start - TimeDelta::seconds(1), live.slot.start);
    assert_eq!(live.markable(Outcome::NoShow, false, before), Err(Refusal::NotBegun));
    assert_eq!(live.markable(Outcome::NoShow, false, begun), Ok(true));
    let missed = live.record_outcome(Outcome::NoShow, Actor::Consultant, "r", begun);
    assert_eq!((missed.booking.status, missed.booking.version), (Status::NoShow, 2));
    assert_eq!(missed.booking.sequence, live.sequence, "the invite stands");
    assert_eq!(missed.event.kind.name(), "booking.no_show");
    let missed = missed.booking;
    assert_eq!(missed.markable(Outcome::NoShow, false, begun), Ok(false));
    assert_eq!(missed.markable(Outcome::Completed, false, begun), Err(Refusal::NotLive));
    assert_eq!(missed.markable(Outcome::Completed, true, begun), Ok(true));
    let corrected = missed.record_outcome(Outcome::Completed, Actor::Admin, "r", begun);
    assert!(matches!(&corrected.event.kind, EventKind::Completed(what) if what.corrected));
    let cancelled = live.cancel(None, Actor::Client, "r", before).booking;
    assert_eq!(cancelled.markable(Outcome::Completed, true, begun), Err(Refusal::NotLive));
    assert_eq!(missed.changeable(begun, 2), Err(Refusal::NotLive), "a missed meeting can't be moved");
}

#[test]
fn own_outcome_stays_recent_for_minutes() {
    let (live, begun) = (booking(), booking().slot.start);
    let is_theirs = |actor, minutes| {
        let marked = live.record_outcome(Outcome::NoShow, actor, "r", begun).booking;
        let subject = marked.recorded_outcome(begun + TimeDelta::minutes(minutes));
        matches!(subject, Subject::Outcome { is_recent_and_own: true, .. })
    };
    assert!(is_theirs(Actor::Consultant, 15) && !is_theirs(Actor::Consultant, 16));
    assert!(!is_theirs(Actor::Admin, 0) && !is_theirs(Actor::System, 0));
}

#[test]
fn feedback_is_correctable_after_the_end() {
    let live = booking();
    let end = live.slot.end;
    assert_eq!(live.takes_feedback(end - TimeDelta::seconds(1)), Err(Refusal::NotOver));
    assert_eq!(live.takes_feedback(end), Ok(()));
    let said = |rating, comment: Option<&str>| FeedbackRequest { rating, comment: comment.map(str::to_owned) };
    let first = live.with_feedback(&said(4, Some("fine")), "r", end).booking;
    let later = end + TimeDelta::days(1);
    let second = first.with_feedback(&said(5, None), "r", later);
    let kept = second.booking.feedback.unwrap();
    assert_eq!((kept.rating, kept.comment, kept.given_at, kept.updated_at), (5, None, end, later));
    let EventKind::FeedbackReceived { rating, previous_rating, .. } = second.event.kind else { panic!() };
    assert_eq!((rating, previous_rating), (5, Some(4)));
    for outcome in [
        live.record_outcome(Outcome::NoShow, Actor::Consultant, "r", end).booking,
        live.cancel(None, Actor::Client, "r", end).booking,
    ] {
        assert_eq!(outcome.takes_feedback(later), Err(Refusal::NotLive));
    }
}

#[test]
fn feedback_on_missed_meeting_counts_nowhere() {
    let live = booking();
    let said = FeedbackRequest { rating: 1, comment: None };
    let rated = live.with_feedback(&said, "r", live.slot.end).booking;
    let counts = |booking: &Booking| {
        let numbers = booking.numbers();
        (numbers.completed, numbers.reviews, numbers.ratings)
    };
    assert_eq!(counts(&rated), (0, 0, 0), "no outcome is recorded yet");
    let assumed = rated.record_outcome(Outcome::Completed, Actor::System, "r", live.slot.end).booking;
    assert_eq!(counts(&assumed), (0, 0, 0), "the system doesn't know");
    assert_eq!(assumed.markable(Outcome::Completed, false, live.slot.end), Ok(true));
    let confirmed = assumed.record_outcome(Outcome::Completed, Actor::Consultant, "r", live.slot.end).booking;
    assert_eq!(counts(&confirmed), (1, 1, 1));
    assert_eq!(confirmed.markable(Outcome::Completed, false, live.slot.end), Ok(false));
    let missed = rated.record_outcome(Outcome::NoShow, Actor::Consultant, "r", live.slot.end).booking;
    assert_eq!(counts(&missed), (0, 0, 0));
    let corrected = missed.record_outcome(Outcome::Completed, Actor::Admin, "r", live.slot.end).booking;
    assert_eq!(counts(&corrected), (1, 1, 1));
}

#[test]
fn rating_is_an_integer_within_limits() {
    let parse = |body: Value| FeedbackRequest::parse(body.as_object().unwrap());
    let fine = parse(json!({"rating": 5, "comment": " Thank you\nall "})).unwrap();
    assert_eq!((fine.rating, fine.comment.as_deref()), (5, Some("Thank you\nall")));
    assert_eq!(parse(json!({"rating": 1, "comment": ""})).unwrap().comment, None);
    for bad in [
        json!({}),
        json!({"rating": 0}),
        json!({"rating": 6}),
        json!({"rating": 2.5}),
        json!({"rating": "5"}),
        json!({"rating": 5, "comment": 1}),
        json!({"rating": 5, "comment": "x".repeat(4_001)}),
    ] {
        assert!(parse(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn erasure_keeps_only_the_numbers() {
    let live = booking();
    let before = live.slot.end - TimeDelta::seconds(1);
    assert_eq!(live.erasable(before), Err(Refusal::Live));
    let over = live.record_outcome(Outcome::Completed, Actor::Consultant, "r", live.slot.end).booking;
    let request = FeedbackRequest { rating: 5, comment: Some("Ada was here".to_owned()) };
    let mut over = over.with_feedback(&request, "r", live.slot.end).booking;
    over.client_key = Some("k".to_owned());
    assert_eq!(over.erasable(live.slot.end), Ok(true));
    let erased = over.erase(Actor::Client, "r", live.slot.end);
    let text = serde_json::to_string(&erased.booking).unwrap();
    for trace in ["Ada", "Lovelace", "ada@", "+4930", "Analytical", "AI strategy", "Hello", "brief.pdf", "CTO", "utm"] {
        assert!(!text.contains(trace), "{trace} in {text}");
    }
    let booking = erased.booking;
    assert_eq!((booking.numbers(), booking.status), (over.numbers(), Status::Completed));
    assert_eq!((booking.token_epoch, booking.client_key.as_deref()), (over.token_epoch + 1, None));
    assert_eq!(booking.erasable(live.slot.end), Ok(false));
    assert_eq!(booking.takes_feedback(live.slot.end), Err(Refusal::NotLive), "a comment would never be erased");
    assert!(!booking.job_applies(JobKind::FollowUp, booking.sequence, live.slot.end));
    assert_eq!(booking.notification_for(&Recipient::Client, None), Notification::Nothing);
}
