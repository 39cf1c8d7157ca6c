//! What follows from a booking, when, and when it stays silent.

use super::*;

/// Tuesday, 24 November, 15:00 UTC, made on the 20th; the client chose 7 and 1 days.
fn booking() -> Booking {
    confirmed("video", &rules())
}

fn jobs(booking: &Booking) -> Vec<(String, Instant)> {
    booking.jobs(&JobSettings::default()).into_iter().map(|job| (job.kind.key(), job.due)).collect()
}

fn told(booking: &Booking, version: u64) -> Told {
    Told { version, sequence: booking.sequence, start: booking.slot.start, cancelled: false }
}

const SOON: JobKind = JobKind::ClientReminder { hours: 2 };

#[test]
fn the_clients_days_stand_for_the_24_hours_and_the_last_reminder_stays() {
    let mut booking = booking();
    assert_eq!(
        jobs(&booking)[..4],
        [
            ("consultant-4h".to_owned(), at("2026-11-24T11:00:00Z")),
            ("client-168h".to_owned(), at("2026-11-17T15:00:00Z")),
            ("client-24h".to_owned(), at("2026-11-23T15:00:00Z")),
            ("client-2h".to_owned(), at("2026-11-24T13:00:00Z")),
        ]
    );
    booking.reminders.timing.clear();
    assert_eq!(reminders(&booking), ["consultant-4h", "client-24h", "client-2h"]);
    booking.reminders.sms = true;
    assert_eq!(reminders(&booking), ["consultant-4h", "client-24h", "client-2h", "sms-24h", "sms-2h"]);
    booking.client.phone = None;
    booking.reminders.email = false;
    assert_eq!(reminders(&booking), ["consultant-4h"]);
}

fn reminders(booking: &Booking) -> Vec<String> {
    let keys = jobs(booking).into_iter().map(|(key, _)| key);
    keys.filter(|key| !key.starts_with("attendance")).collect()
}

#[test]
fn after_the_meeting_the_consultant_is_asked_twice_and_then_it_counts_as_completed() {
    // Until 16:00 UTC, which is 1:00 on the 25th in Tokyo: the next morning there is the 26th.
    let asked = [
        ("attendance-check".to_owned(), at("2026-11-24T16:15:00Z")),
        ("attendance-again".to_owned(), at("2026-11-26T00:00:00Z")),
        ("attendance-close".to_owned(), at("2026-11-26T16:00:00Z")),
    ];
    assert_eq!(jobs(&booking())[4..], asked);
    // Until midnight in Tokyo: the next morning is nine hours away.
    let mut late = booking();
    late.slot.end = at("2026-11-24T15:00:00Z");
    assert_eq!(jobs(&late)[5], ("attendance-again".to_owned(), at("2026-11-25T00:00:00Z")));
    let never = JobSettings { auto_complete_hours: None, ..JobSettings::default() };
    assert_eq!(booking().jobs(&never).last().map(|job| job.kind), Some(JobKind::AttendanceAgain));
}

#[test]
fn what_follows_depends_on_who_came() {
    let marked = |outcome, now| jobs(&booking().mark(outcome, Actor::Consultant, "r", at(now)).booking);
    let soon = "2026-11-24T16:20:00Z";
    assert_eq!(marked(Outcome::Completed, soon), [("follow-up".to_owned(), at("2026-11-25T16:00:00Z"))]);
    assert_eq!(marked(Outcome::NoShow, soon), [("no-show-follow-up".to_owned(), at("2026-11-24T17:20:00Z"))]);
    // Marked late: thanked at once, never in the past.
    let late = "2026-11-26T16:00:00Z";
    assert_eq!(marked(Outcome::Completed, late), [("follow-up".to_owned(), at(late))]);
}

#[test]
fn a_job_fits_a_booking_that_stands_as_when_it_was_planned() {
    let live = booking();
    let (end, before) = (live.slot.end, at("2026-11-24T14:00:00Z"));
    let completed = live.mark(Outcome::Completed, Actor::Consultant, "r", end).booking;
    let missed = completed.mark(Outcome::NoShow, Actor::Admin, "r", end).booking;
    for (booking, kind, now, fits) in [
        (&live, SOON, before, true),
        (&live, SOON, end, false),
        (&live, JobKind::AttendanceCheck, before, false),
        (&live, JobKind::AttendanceCheck, end, true),
        (&completed, JobKind::AttendanceAgain, end, false),
        (&completed, JobKind::FollowUp, end, true),
        (&completed, JobKind::NoShowFollowUp, end, false),
        (&missed, JobKind::FollowUp, end, false),
        (&missed, JobKind::NoShowFollowUp, end, true),
    ] {
        assert_eq!(booking.job_applies(kind, booking.sequence, now), fits, "{kind:?}, {:?}", booking.status);
        assert!(!booking.job_applies(kind, booking.sequence + 1, now), "{kind:?} of another state");
    }
}

#[test]
fn a_meeting_whose_client_is_erased_still_counts_and_nobody_is_told_anything() {
    let live = booking();
    let end = live.slot.end;
    let erased = live.erase(Actor::Client, "r", end).booking;
    assert!(erased.job_applies(JobKind::AttendanceClose, erased.sequence, end));
    assert!(!erased.job_applies(JobKind::AttendanceCheck, erased.sequence, end));
    assert!(!erased.job_applies(JobKind::AttendanceAgain, erased.sequence, end));
}

#[test]
fn a_booking_that_is_off_has_no_jobs() {
    let cancelled = booking().cancel(None, Actor::Client, "r", at("2026-11-21T10:00:00Z")).booking;
    assert_eq!(jobs(&cancelled), []);
}

#[test]
fn keys_are_read_as_they_are_written() {
    let kinds = [
        SOON,
        JobKind::ClientReminder { hours: 168 },
        JobKind::SmsReminder { hours: 24 },
        JobKind::ConsultantReminder { hours: 4 },
        JobKind::AttendanceCheck,
        JobKind::AttendanceAgain,
        JobKind::AttendanceClose,
        JobKind::FollowUp,
        JobKind::NoShowFollowUp,
    ];
    for kind in kinds {
        assert_eq!(JobKind::from_key(&kind.key()), Some(kind));
    }
    for unknown in ["", "client", "client-", "client-2", "nobody-2h", "mail"] {
        assert_eq!(JobKind::from_key(unknown), None, "{unknown}");
    }
}

#[test]
fn a_job_is_done_if_the_booking_is_as_it_was_and_its_recipient_knows_it() {
    let booking = booking();
    let (known, now) = (told(&booking, 1), at("2026-11-24T13:00:00Z"));
    let decide = |sequence, known: Option<(&Told, Instant)>, now| booking.decide_reminder(SOON, sequence, known, now);
    let long_ago = at("2026-11-20T10:00:01Z");
    assert_eq!(decide(0, Some((&known, long_ago)), now), JobDecision::Do);
    assert_eq!(decide(1, Some((&known, long_ago)), now), JobDecision::Silent(Silence::NoLongerApplies));
    // Half an hour before it was due is still worth a reminder; a second less isn't.
    assert_eq!(decide(0, Some((&known, at("2026-11-24T12:30:00Z"))), now), JobDecision::Do);
    let just_now = JobDecision::Silent(Silence::ToldJustNow);
    assert_eq!(decide(0, Some((&known, at("2026-11-24T12:30:01Z"))), now), just_now);
    // Who doesn't know of the meeting as it is will be told by another mail.
    assert_eq!(decide(0, None, now), just_now);
    let other_time = Told { start: at("2026-11-25T15:00:00Z"), ..known.clone() };
    assert_eq!(decide(0, Some((&other_time, long_ago)), now), just_now);
    // Never once the meeting has begun, however late it comes.
    assert_eq!(decide(0, None, booking.slot.start), JobDecision::Silent(Silence::NoLongerApplies));
}
